import { loadStack, rules, where as routesOf, type LoadedStacks } from "../index.ts";
import { compareMaps } from "../report/map-diff/compare-maps.ts";
import { mapDiffJson } from "../report/map-diff/map-diff-json.ts";
import { mapDiffText, type NamedSide } from "../report/map-diff/map-diff-text.ts";
import { PLAIN } from "../report/theme.ts";
import type { Invocation, Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { loadAsked, whatIfOptions } from "./what-if.ts";
import { writeReport } from "./write-report.ts";

/** One side as loaded. */
interface LoadedSide extends NamedSide {
  readonly root: string;
  readonly loaded: LoadedStacks;
}

/** `loglint diff A B` */
export const mapDiff: Run = async (invocation) => {
  const { options, io, operands } = invocation;
  const [first, second, ...more] = operands;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(
      "diff takes two things to compare: folders, files, or settings modules.",
      "For example: loglint diff shop.settings.staging shop.settings.production, or loglint diff ../before .",
    );
  }
  const targets = targetsOf(options, ["text", "json"]);
  const a = await sideOf(first, invocation);
  const b = await sideOf(second, invocation);
  for (const { loaded, root } of [a, b]) {
    if (loaded.read.length > 0) continue;
    io.stderr.write(nothingFound([root], loaded, io));
    return 3;
  }
  const sides = [a, b].map(({ loaded, root }) => ({ routes: routesOf(loaded.stacks), root }));
  const [before, after] = sides;
  if (before === undefined || after === undefined) return 2;
  const compared = compareMaps(before, after);
  for (const { format, file } of targets) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const style = { theme, width: file === null ? widthOf(io.stdout) : 100 };
    writeReport(
      format === "json" ? mapDiffJson(compared, a, b) : mapDiffText(compared, a, b, style),
      file,
      io,
    );
  }
  return options["exit-code"] === true && compared.changes.length > 0 ? 1 : 0;
};

/** A path that is there, or the dotted name of a settings module of what --in names. */
async function sideOf(given: string, invocation: Invocation): Promise<LoadedSide> {
  const { options, io } = invocation;
  const kind = io.fs.kindOf(given);
  const isModule =
    kind === undefined && /^\w+(?:\.\w+)+$/.test(given) && !/\.(?:py|conf|ya?ml|toml|txt)$/.test(given);
  if (isModule && options.settings !== undefined)
    throw new UsageError(`--settings and the settings module ${given} contradict each other.`);
  const operands = isModule ? (options.in ?? []) : [given];
  const settings = await settingsFor(options, io, rules.map((rule) => rule.id)); // prettier-ignore
  const inputs = await inputsOf({ ...invocation, operands });
  const asked = { ...whatIfOptions(options, io), ...(isModule ? { settings: given } : {}) };
  const loaded = loadAsked(asked, (whatIf) =>
    loadStack({ fs: inputs.fs, paths: inputs.paths, ...stackOptions(settings.loaded), ...whatIf }),
  );
  const root = isModule ? "." : (inputs.paths[0] ?? ".");
  return { name: given, root, loaded, sources: loaded.sources };
}
