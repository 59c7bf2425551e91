import type { FailOn } from "../engine/gate.ts";
import type { Preset, RuleOptions, Severity } from "../engine/rule.ts";

/** What a configuration file may hold, after validation: schema/loglint.config.schema.json. */
export interface Config {
  readonly extends?: Preset;
  readonly failOn?: FailOn;
  readonly rules?: RuleSettings;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RuleSettings }[];
  readonly ignores?: readonly string[];
  readonly versions?: Versions;
  readonly facts?: Facts;
}

export type RuleSettings = Readonly<Record<string, Level | readonly [Level] | readonly [Level, RuleOptions]>>;
export type Level = Severity | "off";

/** Versions that run on the server, where the files do not say. */
export interface Versions {
  readonly nginx?: string;
  readonly gunicorn?: string;
  readonly django?: string;
  readonly python?: string;
}

/** What the files cannot tell. */
export interface Facts {
  /** Whose nginx it is: decides the compiled-in log paths. */
  readonly nginxBuild?: string;
  /** Environment variables of the processes. */
  readonly environment?: Readonly<Record<string, string>>;
}
