import type { FileSpan } from "../text/span.ts";
import type { Fact } from "./fact.ts";
import type { Gap, Problem } from "./problem.ts";

/** One nginx: a main file with all it includes, or a fragment (a vhost file, a snippet) whose surroundings are not here. */
export interface NginxInstance {
  /** The main file, or the fragment itself. */
  readonly file: string;
  /** Every file that was read for it, in order of first opening; the first is `file`. */
  readonly files: readonly string[];
  /** "main": from the top of nginx.conf. Else the context that the fragment's first directives belong to. */
  readonly scope: "main" | "http" | "server" | "location" | "stream";
  /** "1.27.2"; "1.25.x" where only the minor release is known. */
  readonly version: Fact<string>;
  /** The `user` directive, for the workers. */
  readonly user: Fact<string>;
  /** Which build's compiled-in paths hold, e.g. "debian", "nginx.org"; decides the default log paths. */
  readonly build: Fact<string>;
  /** log_format definitions of http, in order; the built-in `combined` is not among them. */
  readonly formats: readonly LogFormat[];
  readonly maps: readonly NginxMap[];
  /** The outermost context: of kind "main" for scope "main", else a stand-in for what surrounds the fragment. */
  readonly root: NginxContext;
  /** Does some file hold template placeholders (envsubst, Jinja, ERB)? Their values are unknown. */
  readonly template: string | null;
  /** The files that hold placeholders, each with its template language; absent: all or none of them. */
  readonly templates?: readonly { readonly file: string; readonly language: string }[];
  /** Those of `files` that no file of the repository stands for: the image's own. Nothing is reported in them. */
  readonly imageFiles?: readonly string[];
  /** Name of the process that runs it, where it is known. */
  readonly process?: string;
  /** False when an include could not be read, so that something may be set that is not seen. */
  readonly complete: boolean;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
}

export type NginxContextKind =
  | "main"
  | "events"
  | "http"
  | "server"
  | "location"
  | "if"
  | "limit_except"
  | "upstream"
  | "stream"
  | "stream-server"
  | "mail"
  | "mail-server"
  | "other";

/** A block, with what was written in it and what takes effect there. */
export interface NginxContext {
  readonly kind: NginxContextKind;
  /** The directive that opens it: `location`, `types`; "" for the outermost. */
  readonly name: string;
  /** The words after the directive name: `=`, `/healthz` of `location = /healthz`. */
  readonly args: readonly string[];
  /** Name and arguments, without the braces. */
  readonly at: FileSpan;
  /** From the directive's name to its closing brace. */
  readonly block: FileSpan;
  /**
   * Simple directives written here, in order, included files in their place; access_log and error_log among them.
   * An `include` among them, first of all, could not be read.
   */
  readonly directives: readonly NginxDirective[];
  /** access_log and error_log as written at this level. */
  readonly accessLogs: readonly AccessLog[];
  readonly errorLogs: readonly ErrorLog[];
  readonly effectiveAccess: EffectiveAccess;
  readonly effectiveError: readonly EffectiveError[];
  readonly children: readonly NginxContext[];
}

export interface NginxDirective {
  readonly name: string;
  readonly nameAt: FileSpan;
  readonly args: readonly NginxArgument[];
  /** From the name to the `;`, inclusive. */
  readonly at: FileSpan;
}

export interface NginxArgument {
  /** Decoded: quotes removed, escapes applied. */
  readonly value: string;
  /** Without the quotes. */
  readonly at: FileSpan;
  readonly quoted: boolean;
  /** True when the word holds a template placeholder: its value is not known. */
  readonly placeholder: boolean;
}

/** `access_log` as written. ngx_http_log_module. */
export interface AccessLog {
  readonly at: FileSpan;
  readonly target: NginxArgument;
  readonly off: boolean;
  /** The format name as written, null when none is written: combined. */
  readonly format: NginxArgument | null;
  /** The name of the definition that is used: nginx compares without case, the first one wins. As written when there is none. */
  readonly formatName: string;
  /** False when no definition precedes it in what was read; in a fragment it may then be defined elsewhere. */
  readonly formatDefined: boolean;
  readonly condition: NginxArgument | null;
  readonly buffer: string | null;
  readonly flush: string | null;
  readonly gzip: boolean;
}

/** `error_log` as written. */
export interface ErrorLog {
  readonly at: FileSpan;
  readonly target: NginxArgument;
  /** "error" when none is written. */
  readonly level: string;
  readonly levelAt: FileSpan | null;
}

export type InheritedFrom = "main" | "http" | "server" | "location" | "stream" | "mail";

/** What records the requests that this context answers, after inheritance. */
export type EffectiveAccess =
  /** `at` is the `access_log off` that decides. `cancelled` are the paths that stand beside it. */
  | {
      readonly state: "off";
      readonly at: FileSpan;
      readonly inheritedFrom: InheritedFrom | null;
      readonly cancelled: readonly AccessLog[];
    }
  /** `logs` is empty in stream without access_log: nothing is recorded. */
  | {
      readonly state: "set";
      readonly logs: readonly AccessLog[];
      readonly inheritedFrom: InheritedFrom | null;
    }
  /** Nothing written anywhere above: the compiled-in path, in combined. `path` is null when the build is not known. */
  | { readonly state: "default"; readonly path: string | null }
  /** Not an http context, or the surroundings of a fragment decide. */
  | { readonly state: "unknown"; readonly why: string };

/** One target of error messages. A fragment whose surroundings decide has none. */
export interface EffectiveError {
  /** Null for the compiled-in path of a build that is not known. */
  readonly target: string | null;
  readonly level: string;
  readonly state: "set" | "default";
  readonly at: FileSpan | null;
  readonly inheritedFrom: InheritedFrom | null;
}

export interface LogFormat {
  readonly name: string;
  readonly escape: "default" | "json" | "none";
  /** The words after the name, `escape=` among them. */
  readonly words: readonly NginxArgument[];
  /** The strings joined as nginx joins them. */
  readonly text: string;
  readonly pieces: readonly FormatPiece[];
  readonly at: FileSpan;
  readonly nameAt: FileSpan;
}

/** Literal text or one variable (name without `$` and braces, lower case), where it stands. */
export type FormatPiece =
  | { readonly kind: "text"; readonly text: string; readonly at: FileSpan }
  | { readonly kind: "variable"; readonly name: string; readonly at: FileSpan };

/** `map $source $variable { ... }`: entries in order. */
export interface NginxMap {
  readonly source: string;
  readonly variable: string;
  /** False when an include in it could not be read. */
  readonly complete: boolean;
  readonly entries: readonly { readonly key: string; readonly value: string; readonly at: FileSpan }[];
  readonly at: FileSpan;
}
