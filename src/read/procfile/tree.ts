import type { Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

/** What `readProcfile` makes of one file. A name that comes again replaces the earlier one. */
export interface Procfile {
  readonly processes: readonly ProcfileProcess[];
  /** Lines that are no process: Heroku, honcho and foreman skip them. */
  readonly errors: readonly { readonly message: string; readonly span: Span }[];
}

export interface ProcfileProcess {
  readonly name: string;
  readonly nameSpan: Span;
  /** What the shell runs: give it to `readShell`. */
  readonly command: Decoded;
  readonly commandSpan: Span;
  readonly span: Span;
}
