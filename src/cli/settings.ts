import type { LoadedConfig } from "../config/load-config.ts";
import { nearest } from "../config/nearest.ts";
import type { FailOn } from "../engine/gate.ts";
import type { Preset } from "../engine/rule.ts";
import { RECOMMENDED, type Selection } from "../engine/selection.ts";
import type { Io } from "./io.ts";
import { GATES, PRESETS, type OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** What the configuration file and the command line together ask for; the command line wins. */
export interface Settings {
  readonly loaded: LoadedConfig | null;
  readonly selection: Selection;
  readonly failOn: FailOn;
}

/** Finds and reads the configuration file, then applies the options. Throws UsageError and ConfigError. */
export async function settingsFor(
  options: OptionValues,
  io: Io,
  ruleIds: readonly string[],
): Promise<Settings> {
  const loaded = await loadConfigFile(options, io, ruleIds);
  const base = loaded?.selection ?? RECOMMENDED;
  const only = options.only === undefined ? null : new Set(options.only);
  for (const id of only ?? []) {
    if (ruleIds.includes(id)) continue;
    const meant = nearest(id, ruleIds);
    throw new UsageError(
      `There is no rule "${id}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      "`loglint rules` lists every rule.",
    );
  }
  return {
    loaded,
    selection: {
      preset: presetOf(options) ?? base.preset,
      rules: base.rules,
      overrides: base.overrides,
      only,
    },
    failOn: GATES.find((gate) => gate === options["fail-on"]) ?? loaded?.failOn ?? "error",
  };
}

function presetOf(options: OptionValues): Preset | undefined {
  if (options.strict === true) {
    if (options.preset !== undefined && options.preset !== "strict") {
      throw new UsageError(`--strict and --preset ${options.preset} contradict each other.`);
    }
    return "strict";
  }
  return PRESETS.find((preset) => preset === options.preset);
}

async function loadConfigFile(
  options: OptionValues,
  io: Io,
  ruleIds: readonly string[],
): Promise<LoadedConfig | null> {
  if (options["no-config"] === true) return null;
  const { findConfig } = await import("../config/find-config.ts");
  const path = options.config ?? findConfig(io.fs, io.cwd);
  if (path === null) return null;
  const { loadConfig } = await import("../config/load-config.ts");
  return await loadConfig(io.fs, path, io.cwd, ruleIds);
}
