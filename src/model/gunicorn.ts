import type { FileSpan } from "../text/span.ts";
import type { Fact } from "./fact.ts";
import type { Gap, Problem } from "./problem.ts";

/** The value of a gunicorn setting, in JSON's terms. */
export type SettingValue =
  | null | boolean | number | string
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** One gunicorn: a command line, a config file, or both. */
export interface GunicornInstance {
  /** Short name for people: the service that starts it, or the config file's path. */
  readonly name: string;
  /** The command line as written, null when only a config file is known. */
  readonly command: string | null;
  readonly at: FileSpan | null;
  /** `proj.wsgi:application`, from the command line or `wsgi_app`. */
  readonly app: string | null;
  readonly version: Fact<string>;
  /** Every setting by gunicorn's own name, as it takes effect: defaults < file < GUNICORN_CMD_ARGS < command line. */
  readonly settings: Readonly<Record<string, Fact<SettingValue>>>;
  readonly configFile: string | null;
  /** Values that a stronger source overrides: the loser of each fight. */
  readonly shadowed: readonly { readonly setting: string; readonly fact: Fact<SettingValue>; readonly by: Fact<SettingValue> }[];
  /** Module-level names of the config file that gunicorn ignores and that look like a setting. */
  readonly ignoredNames: readonly { readonly name: string; readonly meant: string; readonly value: SettingValue | undefined; readonly at: FileSpan }[];
  /** The access log format as parsed: null when unknown. */
  readonly accessFormat: AccessFormat | null;
  /** True when the command line is known, so that nothing can override the file unseen. */
  readonly commandKnown: boolean;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

/** `access_log_format` taken apart as Python's `%` operator reads it. */
export interface AccessFormat {
  readonly text: string;
  readonly at: FileSpan | null;
  /** Up to the place where Python stops, if it does. */
  readonly atoms: readonly AccessAtom[];
  /** Why `%` raises for every request, in Python's words, and the offsets of the guilty piece; null for a format that works. */
  readonly error: { readonly message: string; readonly start: number; readonly end: number } | null;
}

export interface AccessAtom {
  /** The name between the parentheses as written; null for a conversion without one (`%h`). */
  readonly name: string | null;
  /** The conversion type, `s` or `d`...; null when the text ends before it. A literal `%%` is no atom. */
  readonly conversion: string | null;
  /** Offsets in `AccessFormat.text`. */
  readonly start: number;
  readonly end: number;
}
