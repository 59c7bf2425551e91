import type { Span } from "../../text/span.ts";

/** What `readShell` makes of a script, or of a command line that a shell runs. */
export interface ShellScript {
  /** The first line after `#!`, or null. */
  readonly shebang: string | null;
  readonly body: ShellList;
  /** Where bash refuses the script. Reading goes on as well as it can. */
  readonly errors: readonly ShellProblem[];
  /** What bash takes and a POSIX shell such as dash refuses: errors when `sh` runs the script. */
  readonly bashOnly: readonly ShellProblem[];
}

export interface ShellProblem {
  readonly message: string;
  readonly span: Span;
}

/** Commands that run one after the other. */
export type ShellList = readonly ShellStatement[];

export interface ShellStatement {
  readonly command: ShellCommand;
  /** True for `command &`. */
  readonly background: boolean;
  readonly span: Span;
}

interface Node {
  readonly span: Span;
}

/** A command that takes redirections: the simple one and all compound ones. */
interface Redirectable extends Node {
  readonly redirections: readonly Redirection[];
}

export type ShellCommand =
  /** `A=1 program word >file`. Without words, the assignments stay. `exec`, `set -e`, `.`, `export A=1` are words like any other. */
  | (Redirectable & {
      readonly kind: "simple";
      readonly assignments: readonly ShellAssignment[];
      readonly words: readonly ShellWord[];
    })
  | (Node & {
      readonly kind: "pipeline";
      readonly negated: boolean;
      readonly commands: readonly ShellCommand[];
    })
  /** `first && a || b`, from left to right. */
  | (Node & { readonly kind: "and-or"; readonly first: ShellCommand; readonly rest: readonly AndOrStep[] })
  /** `if`, `elif`, in order; `otherwise` is null without `else`. */
  | (Redirectable & {
      readonly kind: "if";
      readonly branches: readonly Branch[];
      readonly otherwise: ShellList | null;
    })
  | (Redirectable & {
      readonly kind: "case";
      readonly subject: ShellWord;
      readonly items: readonly CaseItem[];
    })
  /** `words` is null for `for x; do`, which goes through the arguments. */
  | (Redirectable & {
      readonly kind: "for" | "select";
      readonly name: string;
      readonly words: readonly ShellWord[] | null;
      readonly body: ShellList;
    })
  | (Redirectable & { readonly kind: "arithmetic-for"; readonly body: ShellList })
  | (Redirectable & { readonly kind: "while" | "until"; readonly test: ShellList; readonly body: ShellList })
  | (Redirectable & { readonly kind: "group" | "subshell"; readonly body: ShellList })
  | (Redirectable & { readonly kind: "function"; readonly name: string; readonly body: ShellList })
  /** `[[ ... ]]`, with the words of all its operands in order. */
  | (Redirectable & { readonly kind: "test"; readonly operands: readonly ShellWord[] })
  /** `(( ... ))` */
  | (Redirectable & { readonly kind: "arithmetic" })
  | (Node & { readonly kind: "coprocess"; readonly body: ShellList });

export interface AndOrStep {
  readonly operator: "&&" | "||";
  readonly command: ShellCommand;
}

export interface Branch {
  readonly test: ShellList;
  readonly body: ShellList;
}

export interface CaseItem extends Node {
  readonly patterns: readonly ShellWord[];
  readonly body: ShellList;
  /** True for `;&` and `;;&`: later items may run too. */
  readonly fallsThrough: boolean;
}

export interface ShellAssignment extends Node {
  readonly name: string;
  readonly nameSpan: Span;
  /** True for `A+=x`. */
  readonly append: boolean;
  /** Null for an element `A[i]=x`, else the words of an array or the one value. */
  readonly value: ShellWord | null;
  /** The elements of `A=(...)`, else null. */
  readonly elements: readonly ShellWord[] | null;
}

export interface ShellWord extends Node {
  /** Empty for no text at all, which is not the empty word `""`: that has a quoted empty text. */
  readonly parts: readonly ShellPart[];
}

/** `quoted` parts are neither split at blanks nor matched with file names. */
export type ShellPart =
  | (Node & { readonly kind: "text"; readonly value: string; readonly quoted: boolean })
  /** `$A`, `${A}`, `${A:-word}`, `$1`, `$@`: see `VariableOperation`. */
  | (Node & {
      readonly kind: "variable";
      readonly name: string;
      readonly operation: VariableOperation | null;
      readonly quoted: boolean;
    })
  /** `$(...)` and backticks: not known without running. */
  | (Node & { readonly kind: "command"; readonly body: ShellList; readonly quoted: boolean })
  | (Node & { readonly kind: "process"; readonly direction: "<" | ">"; readonly body: ShellList })
  | (Node & { readonly kind: "arithmetic"; readonly quoted: boolean })
  /** `*`, `?`, `[a-z]`, `{a,b}` and extended patterns as written, when not quoted. Braces are plain text to a POSIX shell. */
  | (Node & { readonly kind: "glob" | "brace"; readonly value: string });

export type VariableOperation =
  /** With a colon, the empty value counts as unset. `=` assigns, `?` stops the script, `+` is the alternative. */
  | {
      readonly kind: "default";
      readonly operator: "-" | ":-" | "=" | ":=" | "+" | ":+" | "?" | ":?";
      readonly operand: ShellWord;
    }
  | { readonly kind: "remove"; readonly operator: "#" | "##" | "%" | "%%"; readonly operand: ShellWord }
  /** `${#A}`, `${!A}`, `${A/x/y}`, `${A:1:2}`, `${A[@]}`, `${A^^}` and the rest: the value is not A's. */
  | { readonly kind: "other"; readonly text: string };

export interface Redirection extends Node {
  /** The file descriptor that is redirected: written, or what the operator means (0 or 1); null for `{name}>file`. */
  readonly descriptor: number | null;
  readonly operator: ">" | ">>" | "<" | "<>" | "<&" | ">&" | ">|" | "&>" | "&>>" | "<<" | "<<-" | "<<<";
  /** The file, or the descriptor of `>&`; for a here-document its text, with the variables that the shell puts in. */
  readonly target: ShellWord;
}
