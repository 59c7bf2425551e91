import type { FileSystem } from "../text/file-system.ts";
import type { FileSpan } from "../text/span.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { Effect, Value } from "./value.ts";

/** Which module to evaluate, and what is known about the process that would run it. */
export interface EvaluationRequest {
  readonly fs: FileSystem;
  /** The entry module, a path in `fs`. */
  readonly file: string;
  /** Dotted name; by default worked out from `searchPath` and the `__init__.py` files above `file`. `__main__` is allowed. */
  readonly moduleName?: string;
  /** Directories of `fs` that are on `sys.path`, in order; first-party absolute imports are looked up there. */
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  /** Absolute directory that "." of `fs` stands for; when not known, paths below it are partial, with the symbol "project". */
  readonly deployedAt?: string;
  /** The folder of `fs` that stands at `deployedAt`; default ".". */
  readonly deployedFrom?: string;
  /** Working directory of the process, for relative paths made absolute; default `deployedAt`, else unknown (symbol "cwd"). */
  readonly workingDirectory?: string;
  /** `{ DEBUG: false }`: what a module-level name is taken to be when its value cannot be decided. */
  readonly assume?: Readonly<Record<string, boolean>>;
  /** `sys.argv`; absent: not known. */
  readonly argv?: readonly string[];
  /** Top-level distributions by import name, where known: true is installed, false is not. Others are undecided. */
  readonly installed?: Readonly<Record<string, boolean>>;
  /** django-configurations: the class whose attributes are the settings; default: the variable DJANGO_CONFIGURATION. */
  readonly configuration?: string;
  /** How many steps (statements, expressions, copies) beyond the size of the sources may be taken; default 1,000,000. */
  readonly steps?: number;
  /** Parsed modules by path, shared between evaluations of one file system. */
  readonly readCache?: Map<string, PythonModule>;
}

/** The environment variables that the process starts with. */
export interface Environment {
  readonly values: Readonly<Record<string, string>>;
  /** True: no variable but those in `values` is set, and perhaps those in `unknown`. */
  readonly complete: boolean;
  /** Variables that may be set, to a value that is not known. */
  readonly unknown?: readonly string[];
  /** Where each variable is set, nearest first. */
  readonly via?: Readonly<Record<string, readonly FileSpan[]>>;
}

/** What the module leaves behind. */
export interface Evaluation {
  /**
   * Module globals at the end, without the dunder names: `at` is the right-hand side that won, `via` the imports it came through, nearest first.
   * With django-configurations the attributes of the chosen class are among them.
   */
  readonly names: ReadonlyMap<string, Value>;
  /** Every place where a name was bound at module level, in order of execution, also in the modules it was imported from. */
  readonly assignments: ReadonlyMap<string, readonly FileSpan[]>;
  readonly effects: readonly Effect[];
  /** Every file that was read, the entry first. */
  readonly files: readonly string[];
  readonly syntaxErrors: readonly {
    readonly file: string;
    readonly message: string;
    readonly span: FileSpan;
  }[];
  /** What could not be followed: `what` names it, `why` says why. */
  readonly gaps: readonly EvaluationGap[];
  /** Set when the module certainly stops with an exception; `names` are those bound before. */
  readonly failed?: { readonly what: string; readonly at: FileSpan };
  /** True: other names than those in `names` may exist (a star import of something unreadable). */
  readonly open: boolean;
}

export interface EvaluationGap {
  readonly what: string;
  readonly why: string;
  readonly at?: FileSpan;
}
