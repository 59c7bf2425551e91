import type { ProvidedPath } from "../../model/launch.ts";
import type { Span, FileSpan } from "../../text/span.ts";
import type { ShellList } from "../../read/shell/tree.ts";
import type { ManagedRun } from "./built-image.ts";
import type { ShellLookup } from "./run-words.ts";
import type { PathTable } from "./path-table.ts";

/** What the steps of an image change, while they are followed. */
export interface BuildState {
  readonly table: PathTable;
  /** Users that the image knows, by name: their number where it is known, and their group. */
  readonly users: Map<string, { readonly id: number | null; readonly group: string }>;
  /** Texts of files that no file here stands for, by path. */
  readonly files: Map<string, string>;
  /** Repository files by path inside of the image; null hides what was there. */
  readonly copies: Map<string, { readonly outside: string | null; readonly at: FileSpan }>;
  /** Commands of manage.py, with the paths that were changed behind them. */
  readonly managed: (ManagedRun & { readonly touched: string[] })[];
  /** False once a step ran that may make directories and is not understood. */
  complete: boolean;
  /** Commands that were followed. */
  steps: number;
  readonly gaps: { what: string; why: string; at: FileSpan }[];
}

/** A shell that runs one `RUN`. */
export interface RunShell {
  readonly build: BuildState;
  cwd: string;
  /** Null: the image's user is not known. */
  readonly user: string | null;
  umask: number;
  /** A value that is null is not known. */
  variables: Map<string, string | null>;
  readonly functions: Map<string, ShellList>;
  /** False when other variables may be set. */
  readonly knowsAll: boolean;
  /** True for bash, which expands braces. */
  readonly braces: boolean;
  /** Above 0 inside of what may not run. */
  maybe: number;
  /** Above 0 where a command may fail without an end of the build. */
  failing: number;
  /** True after `set -e`. */
  stopsOnFailure: boolean;
  readonly place: (span: Span) => FileSpan;
}

/** The entry for what a command makes here and now. */
export function madeBy(
  shell: RunShell,
  path: string,
  mode: number | null,
  isDirectory: boolean,
  at: FileSpan,
  by: string,
): ProvidedPath {
  const certain = shell.maybe === 0;
  const owner = certain ? shell.user : null;
  return {
    path,
    isDirectory,
    owner,
    group: owner === null ? null : groupOf(shell.build, owner),
    mode: mode === null || !certain ? null : mode.toString(8).padStart(4, "0"),
    at,
    by,
  };
}

/** The main group of a user, null when it is not known. */
export function groupOf(build: BuildState, user: string): string | null {
  if (user === "root" || user === "0") return "root";
  return build.users.get(user)?.group ?? null;
}

export function lookupIn(shell: RunShell): ShellLookup {
  return (name) => {
    const value = shell.variables.get(name);
    if (value !== undefined) return value;
    return shell.knowsAll || /^\d$/.test(name) ? "" : null;
  };
}

/** The text of a file that a command writes is not known any more. */
export function forgetText(shell: RunShell, path: string, at: FileSpan): void {
  const { files, gaps } = shell.build;
  if (files.delete(path)) gaps.push({ what: path, why: "a RUN step of the image changes it", at });
}
