import type { Span } from "../../text/span.ts";

/** What `readPython` makes of one module. */
export interface PythonModule {
  readonly body: readonly Statement[];
  /** Syntax errors, as Python words them; the statements around them are read all the same. */
  readonly errors: readonly PythonSyntaxError[];
  readonly comments: readonly Span[];
}

export interface PythonSyntaxError {
  readonly message: string;
  readonly span: Span;
}

/** Every node: where it stands, in UTF-16 offsets of the file's text. */
interface Node {
  readonly span: Span;
}

export type Expression =
  /** `exact` is false when the text holds `\N{...}`, whose value is not decoded. */
  | (Node & { readonly kind: "string"; readonly value: string; readonly exact: boolean })
  | (Node & { readonly kind: "bytes"; readonly value: string })
  | (Node & { readonly kind: "integer"; readonly value: bigint })
  | (Node & { readonly kind: "float"; readonly value: number })
  | (Node & { readonly kind: "complex"; readonly text: string })
  | (Node & { readonly kind: "boolean"; readonly value: boolean })
  | (Node & { readonly kind: "none" })
  | (Node & { readonly kind: "ellipsis" })
  | (Node & { readonly kind: "formatted"; readonly parts: readonly FormattedPart[] })
  | (Node & { readonly kind: "name"; readonly id: string })
  | (Node & {
      readonly kind: "attribute";
      readonly value: Expression;
      readonly name: string;
      readonly nameSpan: Span;
    })
  | (Node & { readonly kind: "subscript"; readonly value: Expression; readonly index: Expression })
  | (Node & {
      readonly kind: "slice";
      readonly lower: Expression | null;
      readonly upper: Expression | null;
      readonly step: Expression | null;
    })
  | (Node & {
      readonly kind: "call";
      readonly callee: Expression;
      readonly args: readonly Expression[];
      readonly keywords: readonly Keyword[];
    })
  | (Node & { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Expression[] })
  /** `key` is null for `**value`. */
  | (Node & {
      readonly kind: "dict";
      readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
    })
  | (Node & { readonly kind: "starred"; readonly value: Expression })
  | (Node & {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: "unary";
      readonly operator: "not" | "-" | "+" | "~";
      readonly operand: Expression;
    })
  | (Node & {
      readonly kind: "boolean-operation";
      readonly operator: "and" | "or";
      readonly values: readonly Expression[];
    })
  | (Node & {
      readonly kind: "compare";
      readonly left: Expression;
      readonly operators: readonly CompareOperator[];
      readonly operands: readonly Expression[];
    })
  | (Node & {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly body: Expression;
      readonly otherwise: Expression;
    })
  | (Node & { readonly kind: "lambda"; readonly parameters: Parameters; readonly body: Expression })
  /** `element` is the value, or the value of a dict comprehension whose key is `key`. */
  | (Node & {
      readonly kind: "comprehension";
      readonly makes: "list" | "set" | "dict" | "generator";
      readonly key: Expression | null;
      readonly element: Expression;
      readonly clauses: readonly ComprehensionClause[];
    })
  | (Node & { readonly kind: "walrus"; readonly target: Expression; readonly value: Expression })
  | (Node & { readonly kind: "await" | "yield" | "yield-from"; readonly value: Expression | null });

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "&" | "|" | "^" | "<<" | ">>";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";

/** A piece of an f-string: text, or a replacement field. */
export type FormattedPart =
  | (Node & { readonly kind: "text"; readonly value: string; readonly exact: boolean })
  | (Node & {
      readonly kind: "field";
      readonly value: Expression;
      readonly conversion: "s" | "r" | "a" | null;
      readonly format: readonly FormattedPart[] | null;
    });

export interface Keyword extends Node {
  /** Null for `**value`. */
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly value: Expression;
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
  readonly isAsync: boolean;
}

export interface Parameters {
  readonly parameters: readonly Parameter[];
}

export interface Parameter extends Node {
  readonly name: string;
  readonly kind: "positional-only" | "positional" | "keyword-only" | "rest" | "keyword-rest";
  readonly annotation: Expression | null;
  readonly default: Expression | null;
}

export type Statement =
  | (Node & { readonly kind: "assign"; readonly targets: readonly Expression[]; readonly value: Expression })
  | (Node & {
      readonly kind: "annotated-assign";
      readonly target: Expression;
      readonly annotation: Expression;
      readonly value: Expression | null;
    })
  | (Node & {
      readonly kind: "augmented-assign";
      readonly target: Expression;
      readonly operator: BinaryOperator;
      readonly value: Expression;
    })
  | (Node & { readonly kind: "expression"; readonly value: Expression })
  | (Node & {
      readonly kind: "if";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (Node & {
      readonly kind: "while";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (Node & {
      readonly kind: "for";
      readonly isAsync: boolean;
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (Node & {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly handlers: readonly ExceptHandler[];
      readonly otherwise: readonly Statement[];
      readonly final: readonly Statement[];
    })
  | (Node & {
      readonly kind: "with";
      readonly isAsync: boolean;
      readonly items: readonly { readonly context: Expression; readonly target: Expression | null }[];
      readonly body: readonly Statement[];
    })
  | (Node & {
      readonly kind: "match";
      readonly subject: Expression;
      readonly cases: readonly {
        readonly binds: readonly string[];
        readonly guard: Expression | null;
        readonly body: readonly Statement[];
      }[];
    })
  | (Node & { readonly kind: "import"; readonly names: readonly ImportedName[] })
  /** `level` counts the leading dots; `names` is null for `*`. */
  | (Node & {
      readonly kind: "import-from";
      readonly module: string | null;
      readonly level: number;
      readonly names: readonly ImportedName[] | null;
    })
  | (Node & {
      readonly kind: "function";
      readonly isAsync: boolean;
      readonly name: string;
      readonly nameSpan: Span;
      readonly parameters: Parameters;
      readonly decorators: readonly Expression[];
      readonly body: readonly Statement[];
    })
  | (Node & {
      readonly kind: "class";
      readonly name: string;
      readonly nameSpan: Span;
      readonly bases: readonly Expression[];
      readonly keywords: readonly Keyword[];
      readonly decorators: readonly Expression[];
      readonly body: readonly Statement[];
    })
  | (Node & { readonly kind: "return"; readonly value: Expression | null })
  | (Node & { readonly kind: "delete"; readonly targets: readonly Expression[] })
  | (Node & {
      readonly kind: "raise";
      readonly exception: Expression | null;
      readonly cause: Expression | null;
    })
  | (Node & { readonly kind: "assert"; readonly test: Expression; readonly message: Expression | null })
  | (Node & { readonly kind: "global" | "nonlocal"; readonly names: readonly string[] })
  | (Node & { readonly kind: "pass" | "break" | "continue" })
  /** Anything else (`type X = ...`); it may rebind `binds`. */
  | (Node & { readonly kind: "opaque"; readonly binds: readonly string[] });

export interface ExceptHandler extends Node {
  readonly type: Expression | null;
  readonly name: string | null;
  readonly isStar: boolean;
  readonly body: readonly Statement[];
}

export interface ImportedName extends Node {
  /** `a.b` of `import a.b as c`. */
  readonly name: string;
  readonly as: string | null;
}
