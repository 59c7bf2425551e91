import type { SourceFile } from "../../text/source-file.ts";
import type { FileSpan } from "../../text/span.ts";
import type { Directive, NginxFile } from "./tree.ts";

/** One configuration file that was read, however often it is included. */
export interface ConfigFile {
  /** Path in the FileSystem: what spans name. */
  readonly path: string;
  readonly source: SourceFile;
  readonly tree: NginxFile;
}

/** A directive where nginx meets it, included files in their place: `include` itself is replaced by what it brings. */
export interface ExpandedDirective {
  readonly directive: Directive;
  readonly file: ConfigFile;
  /** The `include` directives that led here, outermost first; empty in the main file. */
  readonly via: readonly FileSpan[];
  /** The block's directives in order, includes expanded; null for a simple directive. */
  readonly block: readonly ExpandedDirective[] | null;
}

/** What became of one `include` at one place. */
export interface IncludeOutcome {
  /** The directive, from its name to its `;`. */
  readonly at: FileSpan;
  readonly via: readonly FileSpan[];
  /** As written: `conf.d/*.conf`. */
  readonly pattern: string;
  /** As the server sees it, made absolute like nginx does: relative to the directory of the main file. */
  readonly path: string;
  /**
   * "read": `files` in nginx's order, none when a glob matches nothing, which nginx accepts.
   * "missing": a literal file that is not there, or a dangling link that a glob matches. "unmapped": `resolve` knows no such path, so it lies outside of what is inspected.
   * "directory": nginx fails. "unreadable": there, or may be there, but not for us: too large, a device, without the right to look at it.
   * "cycle": it includes itself; nginx fails. "limit": deeper or more than is read here. "placeholder": the path is not known.
   * "invalid": not exactly one argument; nginx refuses.
   */
  readonly kind:
    | "read"
    | "missing"
    | "unmapped"
    | "directory"
    | "unreadable"
    | "cycle"
    | "limit"
    | "placeholder"
    | "invalid";
  readonly files: readonly string[];
  /** For people; null for "read". nginx's own message where it has one. */
  readonly why: string | null;
}

export interface ExpandedConfig {
  readonly main: ConfigFile;
  /** Every file that was read, in order of first opening; the first is `main`. */
  readonly files: readonly ConfigFile[];
  readonly directives: readonly ExpandedDirective[];
  /** Every include met, in order. One glob with a bad match has an outcome for the good ones and one for each bad one. */
  readonly includes: readonly IncludeOutcome[];
}

export interface ExpandOptions {
  /** Path of the main file on the server (`/etc/nginx/nginx.conf`), where relative includes start; its path in the FileSystem by default. */
  readonly serverPath?: string;
  /**
   * From a path or glob as the server sees it to the one in the FileSystem; null: outside of what is inspected.
   * By default the path itself.
   */
  readonly resolve?: (path: string) => string | null;
  /** Files already read, by path in the FileSystem: filled and reused. */
  readonly cache?: Map<string, ConfigFile>;
}
