import type { Fact } from "./fact.ts";

/** What a uvicorn that serves by itself is told of logging, by its command line or the variables UVICORN_*. */
export interface UvicornLogging {
  /** `--log-level` as a name of Python's or a number; null: it is not given. */
  readonly level: Fact<string | null>;
  /** False after `--no-access-log`. */
  readonly access: Fact<boolean>;
  /** The file of `--log-config`, null without one. */
  readonly config: Fact<string | null>;
  readonly version: Fact<string>;
}
