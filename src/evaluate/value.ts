import type { FileSpan } from "../text/span.ts";

/**
 * What a Python expression would hold, without running anything. A snapshot: plain, immutable data.
 * `at` is the expression that made the value, absent for builtins; `via` is the way it came (imports, env files), nearest first.
 */
export type Value = (Known | PartlyKnown | Either | Unknown) & {
  readonly at?: FileSpan;
  readonly via?: readonly FileSpan[];
};

export type Known =
  | { readonly kind: "none" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: string }
  /** A pathlib path; Django and logging accept it where a string goes, gunicorn does not. */
  | { readonly kind: "path"; readonly value: string }
  /** `open` says why there may be more items than these. */
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Value[]; readonly open?: string }
  /** Entries in insertion order; `open` says why there may be more. */
  | { readonly kind: "dict"; readonly entries: readonly DictEntry[]; readonly open?: string }
  /** A module, class or function by its dotted name: `logging.StreamHandler`, `sys.stdout`. */
  | { readonly kind: "reference"; readonly name: string }
  /** An object made by calling `class` with these arguments. */
  | {
      readonly kind: "instance";
      readonly class: string;
      readonly args: readonly Value[];
      readonly keywords: Readonly<Record<string, Value>>;
    }
  /** A function or class of the inspected code itself. */
  | { readonly kind: "function" | "class"; readonly name: string };

export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
  /** The key's expression, or the assignment that added it. */
  readonly at?: FileSpan;
}

/** A string or path of which some pieces are not known. Pieces with equal `symbol` stand for equal text. */
export interface PartlyKnown {
  readonly kind: "partial";
  readonly makes: "string" | "path";
  readonly parts: readonly (string | { readonly symbol: string; readonly why: string })[];
}

/** One of several values; `when` is the condition, for people: "X is not set". */
export interface Either {
  readonly kind: "either";
  readonly options: readonly { readonly when: string; readonly value: Value }[];
}

export interface Unknown {
  readonly kind: "unknown";
  readonly why: string;
  /** True as an option of `either` for a name: under that condition the name is not defined at all. */
  readonly notDefined?: true;
}

/** Something that running the module would do to the world or to the logging system, in order. */
export type Effect =
  | {
      readonly kind: "make-directory";
      readonly path: Value;
      readonly at: FileSpan;
      readonly when: string | null;
    }
  /** dictConfig, fileConfig, basicConfig, captureWarnings, disable, sentry_sdk.init ...: the dotted name with its arguments. */
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly args: readonly Value[];
      readonly keywords: Readonly<Record<string, Value>>;
      readonly at: FileSpan;
      readonly when: string | null;
    };
