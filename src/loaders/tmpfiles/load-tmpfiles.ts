import type { ProvidedPath } from "../../model/launch.ts";
import type { Problem } from "../../model/problem.ts";
import { covers } from "../../model/rotation-pattern.ts";
import { readTmpfiles, type TmpfilesLine } from "../../read/tmpfiles/read-tmpfiles.ts";
import { FILLER, maskTemplate } from "../../read/unit/template-mask.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname, isAbsolute, isInside, join, normalize } from "../../text/path.ts";

export interface LoadedTmpfiles {
  /** What exists on the machine once it has started, in the order in which it comes about: a later entry for a path replaces an earlier one. */
  readonly provides: readonly ProvidedPath[];
  readonly problems: readonly Problem[];
}

/** Letters whose line owns its path: of several for one path only the first counts (`item_compatible`, tmpfiles.c 252). */
const OWNING = "fFdDvqQpLcbC";
const DIRECTORIES = "dDvqQ";

/** `%L` and its like in a path (specifier table of tmpfiles.c 252, for the system); null where the machine decides. */
const SPECIFIERS: Readonly<Record<string, string>> = {
  "%": "%",
  C: "/var/cache",
  L: "/var/log",
  S: "/var/lib",
  T: "/tmp",
  V: "/var/tmp",
  t: "/run",
  h: "/root",
  u: "root",
  U: "0",
  g: "root",
  G: "0",
};
/** Those that depend on the machine. */
const LOCAL = "aAbBHlmMovwW";

/** More lines that adjust what is there than anybody writes; each looks at everything that is there. */
const MOST_ADJUSTED = 200;

interface Entry {
  readonly line: TmpfilesLine;
  /** Absolute. */
  readonly path: string;
  readonly file: string;
}

/**
 * What `systemd-tmpfiles --create --boot` makes of files of tmpfiles.d (tmpfiles.c 252): all files by name, paths before the patterns that adjust
 * them. A line whose path a template or the machine decides is left out. Never throws.
 */
export function loadTmpfiles(fs: FileSystem, files: readonly string[]): LoadedTmpfiles {
  const problems: Problem[] = [];
  const entries: Entry[] = [];
  const owned = new Set<string>();
  const sorted = [...files].sort((a, b) =>
    basename(a) < basename(b) ? -1 : basename(a) > basename(b) ? 1 : 0,
  );
  for (const file of sorted) {
    const source = fs.read(file);
    if (isUnreadable(source)) continue;
    const { lines, errors } = readTmpfiles(maskTemplate(source.text));
    const refuse = (message: string, span: { start: number; end: number }): void => {
      const consequence = "systemd-tmpfiles ignores the line";
      problems.push({ code: "syntax", message, at: { file, ...span }, related: [], consequence });
    };
    for (const { message, span } of errors) refuse(message, span);
    for (const line of lines) {
      const expanded = expand(line.path);
      if (expanded === "unknown") continue;
      const path = expanded === "invalid" ? "" : expanded.path;
      if (expanded === "invalid")
        refuse(`Failed to replace specifiers in '${line.path}': Invalid slot`, line.span);
      else if (!isAbsolute(path)) refuse(`Path '${path}' not absolute.`, line.span);
      else if (line.mode !== null && !line.mode.includes(FILLER) && octal(line.mode) === null)
        refuse(`Invalid mode '${line.mode}'.`, line.span);
      // systemd-tmpfiles does not open a path with `..` in it.
      else if (!path.split("/").includes("..")) {
        const known = normalize(path);
        const isOwner = OWNING.includes(line.type);
        if (isOwner && owned.has(known)) continue;
        if (isOwner) owned.add(known);
        entries.push({ line, path: known, file });
      }
    }
  }
  return { provides: providedBy(entries), problems };
}

type Expanded = { readonly path: string } | "invalid" | "unknown";

/** "unknown": the machine or a template decides. */
function expand(path: string): Expanded {
  if (path.includes(FILLER)) return "unknown";
  const letters = [...path.matchAll(/%(.)/gs)].map(([, letter = ""]) => letter);
  const isKnown = (letter: string): boolean => Object.hasOwn(SPECIFIERS, letter);
  if (letters.some((letter) => /[A-Za-z0-9]/.test(letter) && !isKnown(letter) && !LOCAL.includes(letter)))
    return "invalid";
  if (letters.some((letter) => LOCAL.includes(letter))) return "unknown";
  return {
    path: path.replace(/%(.)/gs, (all, letter: string) =>
      isKnown(letter) ? (SPECIFIERS[letter] ?? all) : all,
    ),
  };
}

function providedBy(entries: readonly Entry[]): ProvidedPath[] {
  const made = entries.flatMap((entry) => madeBy(entry) ?? []);
  const notFolders = new Set(made.filter((each) => !each.isDirectory).map((each) => each.path));
  // Below a file there is nothing, and what lies below a link lies elsewhere.
  const provides = made.filter((each) => !foldersAbove(each.path).some((path) => notFolders.has(path)));
  const latest = new Map(provides.map((each) => [each.path, each]));
  for (const entry of entries.filter(({ line }) => "zZeaA".includes(line.type)).slice(0, MOST_ADJUSTED)) {
    const { type } = entry.line;
    if (type === "z" || type === "Z" || type === "e") adjust(entry, type === "Z", provides, latest);
    else if (type === "a" || type === "A") adjust(entry, type === "A", provides, latest);
  }
  return provides;
}

function foldersAbove(path: string): string[] {
  const above: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    above.push(path.slice(0, end));
  return above;
}

function madeBy(entry: Entry): ProvidedPath | null {
  const { line, path } = entry;
  const said = { path, at: { file: entry.file, ...line.span }, by: shown(line) };
  const isDirectory = DIRECTORIES.includes(line.type);
  if (line.type === "L") {
    const target = line.argument === null ? { path: `/usr/share/factory${path}` } : expand(line.argument);
    const linksTo = typeof target === "string" ? "" : join(dirname(path), target.path);
    return { ...said, isDirectory: false, owner: null, group: null, mode: null, linksTo };
  }
  if (!isDirectory && !"fFp".includes(line.type)) return null;
  return {
    ...said,
    isDirectory,
    owner: account(line.user, "root"),
    group: account(line.group, "root"),
    mode: octal(line.mode ?? (isDirectory ? "0755" : "0644")),
  };
}

/** `z`, `Z`, `e`, `a`, `A`: of what is there. What they do not name stays; an access list makes the rights unknown. */
function adjust(
  { line, path, file }: Entry,
  recursive: boolean,
  provides: ProvidedPath[],
  latest: Map<string, ProvidedPath>,
): void {
  const isList = line.type === "a" || line.type === "A";
  const isPattern = /[*?[]/.test(path);
  const at = { file, ...line.span };
  const change = (each: ProvidedPath): ProvidedPath => {
    if (isList) return { ...each, owner: null, at, by: shown(line) };
    const owner = keeps(line.user) ? each.owner : account(line.user, null);
    const group = keeps(line.group) ? each.group : account(line.group, null);
    return { ...each, owner, group, mode: changedMode(line.mode, each.mode), at, by: shown(line) };
  };
  const put = (entry: ProvidedPath): void => {
    provides.push(entry);
    latest.set(entry.path, entry);
  };
  const isThere = latest.has(path);
  const candidates = isPattern || recursive ? [...latest.values()] : [latest.get(path)];
  for (const each of candidates) {
    if (each === undefined) continue;
    const isMatch = isPattern ? covers(path, each.path) : each.path === path;
    const isBelow = recursive && !isPattern && isInside(path, each.path);
    if ((isMatch || isBelow) && each.linksTo === undefined && (line.type !== "e" || each.isDirectory))
      put(change(each));
  }
  if (isPattern || isThere) return;
  // It is there already, made by something else: this line tells whose it is.
  const isDirectory = recursive || line.type === "e" || !basename(path).includes(".");
  put(change({ path, isDirectory, owner: null, group: null, mode: null, at, by: shown(line) }));
}

/** With `:` a field is for what the line makes, not for what is there. */
function keeps(field: string | null): boolean {
  return field?.startsWith(":") !== false;
}

/** A name or number without the `:` that leaves what exists alone; null where a template decides. */
function account(field: string | null, usual: string | null): string | null {
  if (field === null) return usual;
  return field.includes(FILLER) ? null : field.replace(/^:/, "");
}

function changedMode(written: string | null, before: string | null): string | null {
  if (written === null || keeps(written)) return before;
  // `~` masks the new mode with the bits that are there already.
  return written.includes("~") ? null : octal(written);
}

/** `750`, `:0750`, `~0750` as four digits; null for what is no mode. */
function octal(written: string): string | null {
  const digits = /^[~:]{0,2}([0-7]{1,5})$/.exec(written)?.[1];
  if (digits === undefined) return null;
  const mode = Number.parseInt(digits, 8);
  return mode > 0o7777 ? null : mode.toString(8).padStart(4, "0");
}

function shown(line: TmpfilesLine): string {
  const fields = [
    line.type + line.modifiers,
    line.path,
    line.mode ?? "-",
    line.user ?? "-",
    line.group ?? "-",
  ];
  return `tmpfiles.d: ${fields.join(" ")}`;
}
