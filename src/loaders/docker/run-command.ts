import type { FileSpan } from "../../text/span.ts";

/** A command with what was found out of its words. */
export interface RunCommand {
  readonly name: string;
  /** Words that are no options; null where not known. */
  readonly operands: readonly (string | null)[];
  /** Letters of short options and names of long ones, with their value or "". */
  readonly options: ReadonlyMap<string, string>;
  readonly at: FileSpan;
  /** For people: `RUN mkdir -p /var/log/app`. */
  readonly by: string;
}
