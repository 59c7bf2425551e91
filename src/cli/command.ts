import type { ExitCode, Io } from "./io.ts";
import type { OptionName, OptionValues } from "./options.ts";

/** What a command gets. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly io: Io;
}

export type Run = (invocation: Invocation) => Promise<ExitCode>;

/** A command of loglint: its help is made from this, its code is loaded when it runs. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What comes after the name: `[PATH...]`. */
  readonly operands: string;
  /** Examples come first in help: the command line, and what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Paragraphs after the examples. */
  readonly about: readonly string[];
  readonly options: readonly OptionName[];
  /** Values of --format, when they differ from those of check. */
  readonly formats?: readonly string[];
  readonly load: () => Promise<Run>;
}
