import type { FailOn } from "../engine/gate.ts";
import type { Preset, RuleOptions, Severity } from "../engine/rule.ts";

/** What a configuration file may hold, after validation: schema/loglint.config.schema.json. */
export interface Config {
  readonly extends?: Preset;
  readonly failOn?: FailOn;
  readonly rules?: RuleSettings;
  readonly overrides?: readonly {
    readonly files: readonly string[];
    readonly rules: RuleSettings;
    readonly reason?: string;
  }[];
  readonly ignores?: readonly string[];
  readonly versions?: Versions;
  /** By name; "*" is every process. */
  readonly processes?: Readonly<Record<string, ProcessKnowledge>>;
  readonly requestsLoggedElsewhere?: boolean;
  /** Seen from the folder of the file. */
  readonly baseline?: string;
}

/** What the files do not say of a process. */
export interface ProcessKnowledge {
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
}

export type RuleSettings = Readonly<Record<string, Level | readonly [Level] | readonly [Level, RuleOptions]>>;
export type Level = Severity | "off";

/** Versions that run on the server: they win over what requirements and lock files say. */
export interface Versions {
  readonly nginx?: string;
  readonly gunicorn?: string;
  readonly django?: string;
}
