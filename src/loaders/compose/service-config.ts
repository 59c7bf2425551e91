import type { FileSpan } from "../../text/span.ts";
import type { ComposeText } from "./compose-text.ts";

/** A service as the files say it, before images are looked at. Null and empty: not written. */
export interface ServiceConfig {
  readonly name: string;
  readonly at: FileSpan;
  readonly image: ComposeText | null;
  readonly build: BuildConfig | null;
  readonly command: CommandConfig | null;
  readonly entrypoint: CommandConfig | null;
  /** A null value is passed on from the shell that starts compose. */
  readonly environment: ReadonlyMap<string, { readonly value: ComposeText | null; readonly at: FileSpan }>;
  readonly envFiles: readonly EnvFileConfig[];
  readonly user: ComposeText | null;
  readonly groups: readonly string[];
  readonly workingDir: ComposeText | null;
  readonly readOnly: { readonly value: boolean | null; readonly at: FileSpan } | null;
  readonly volumes: readonly VolumeConfig[];
  readonly logging: LoggingConfig | null;
  readonly ports: readonly { readonly inside: number; readonly published: string | null }[];
  readonly hosts: readonly string[];
  readonly profiles: readonly string[];
  readonly replicas: number | null;
  readonly extends: { readonly service: string; readonly file: string | null; readonly at: FileSpan } | null;
  /** Keys with `!reset` or `!override`: what an earlier file says of them does not count. */
  readonly replaces: ReadonlySet<string>;
  /** Keys that are written, whatever their value. */
  readonly written: ReadonlySet<string>;
}

export interface BuildConfig {
  /** A folder of the repository, null for a URL or where it is not known; undefined when it is not written. */
  readonly context: string | null | undefined;
  /** The folder that is the context when no file writes one. */
  readonly home: string;
  /** Relative to the context, or absolute; null when not written. */
  readonly dockerfile: string | null;
  /** True for `dockerfile_inline`. */
  readonly inline: boolean;
  readonly target: string | null;
  readonly args: ReadonlyMap<string, string | null>;
  readonly at: FileSpan;
}

/** A string is split, a list is taken as it is; both without a shell. */
export type CommandConfig = { readonly at: FileSpan } & (
  | { readonly form: "string"; readonly text: ComposeText }
  | { readonly form: "list"; readonly items: readonly ComposeText[] }
);

export interface EnvFileConfig {
  /** Relative to the working directory; null when it is not known. */
  readonly path: string | null;
  readonly required: boolean;
  readonly raw: boolean;
  readonly at: FileSpan;
}

export interface VolumeConfig {
  readonly kind: "bind" | "volume" | "tmpfs";
  readonly target: string;
  /** Of a bind: a repository path, null for a place on the host. Of a volume: its name, null for an anonymous one. */
  readonly source: string | null;
  readonly readOnly: boolean;
  readonly mode: string | null;
  readonly at: FileSpan;
}

export interface LoggingConfig {
  /** Null where none is written, "" for one that is not known. */
  readonly driver: string | null;
  readonly options: ReadonlyMap<string, string>;
  readonly at: FileSpan;
}
