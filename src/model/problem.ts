import type { FileSpan, LabelledSpan } from "../text/span.ts";

/**
 * Something that the program itself would refuse or that cannot be read, found while loading.
 * Rules turn problems into findings; `code` says which rule.
 */
export interface Problem {
  /** "syntax" for the `<layer>/syntax` rules; otherwise the id of the rule that reports it, without layer. */
  readonly code: string;
  /** What is wrong, in the program's own words where it has them; one sentence without file and line. */
  readonly message: string;
  readonly at: FileSpan;
  readonly related: readonly LabelledSpan[];
  /** What happens because of it ("nginx does not start"), and what to write instead, when known. */
  readonly consequence?: string;
  readonly instead?: string;
}

/** What could not be read or decided, and why. */
export interface Gap {
  readonly what: string;
  readonly why: string;
  readonly at?: FileSpan;
}
