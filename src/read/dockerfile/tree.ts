import type { Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import type { EnvPart } from "../dotenv/tree.ts";

/** What `readDockerfile` makes of one file. */
export interface Dockerfile {
  /** The line continuation: a backslash unless a directive says otherwise. */
  readonly escape: "\\" | "`";
  /** Before the first `FROM`: build arguments that `FROM` lines may use. */
  readonly before: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Where docker refuses the file. Reading goes on with the next instruction. */
  readonly errors: readonly DockerfileProblem[];
}

export interface DockerfileProblem {
  readonly message: string;
  readonly span: Span;
}

export interface Stage {
  /** An image, or the name of an earlier stage. */
  readonly image: DockerWord;
  /** The name after `AS`, in lower case as docker compares it, or null. */
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly flags: readonly Flag[];
  readonly instructions: readonly Instruction[];
  /** Of the `FROM` line. */
  readonly span: Span;
}

/** A word with its variables; quotes and escapes are resolved. Resolve it with `resolveParts`: an unset variable is empty. */
export interface DockerWord {
  readonly parts: readonly EnvPart[];
  readonly span: Span;
}

/** `--name=value`; the value is null for `--name`. */
export interface Flag {
  readonly name: string;
  readonly value: DockerWord | null;
  readonly span: Span;
}

export interface Pair {
  readonly name: DockerWord;
  /** Null for an `ARG` without a default. */
  readonly value: DockerWord | null;
}

/** The exec form is run as it is, without variables; the shell form by the shell of the stage (`SHELL`, else `/bin/sh -c`). */
export type Command =
  | { readonly form: "exec"; readonly words: readonly { readonly value: string; readonly span: Span }[] }
  /** `script`: continuations joined, comment lines left out, with here-documents: give it to `readShell`. */
  | { readonly form: "shell"; readonly script: Decoded };

export interface HereDocument {
  /** The name of the file that it makes. */
  readonly name: string;
  readonly text: Decoded;
  /** False when its delimiter is quoted: variables are then left alone. */
  readonly expands: boolean;
}

interface Node {
  readonly flags: readonly Flag[];
  /** The whole instruction. */
  readonly span: Span;
}

export type Instruction =
  | (Node & { readonly kind: "env" | "label" | "arg"; readonly pairs: readonly Pair[] })
  | (Node & { readonly kind: "run" | "cmd" | "entrypoint" | "shell"; readonly command: Command })
  /** The last word is the target; sources may be the names of here-documents. */
  | (Node & {
      readonly kind: "copy" | "add";
      readonly sources: readonly DockerWord[];
      readonly target: DockerWord;
      readonly documents: readonly HereDocument[];
    })
  | (Node & { readonly kind: "user" | "workdir" | "stopsignal"; readonly value: DockerWord })
  | (Node & { readonly kind: "volume" | "expose"; readonly words: readonly DockerWord[] })
  /** Null for `HEALTHCHECK NONE`. */
  | (Node & { readonly kind: "healthcheck"; readonly command: Command | null })
  | (Node & { readonly kind: "onbuild"; readonly instruction: Instruction })
  | (Node & { readonly kind: "maintainer" });
