import { dirname, isAbsolute } from "../../text/path.ts";
import { isGlob, matchesName } from "./glob.ts";
import { readNginx } from "./read-nginx.ts";
import type { Directive } from "./tree.ts";

/** One file of an `nginx -T` dump. */
export interface DumpedFile {
  /** As nginx opened it, absolute. */
  readonly path: string;
  /** Exactly the file's own text. */
  readonly text: string;
  /** Where `text` starts in the dump. Lines of nginx's own that stand inside of it (`2>&1`) are left out of `text`. */
  readonly offset: number;
}

const HEADER = /^# configuration file (\/[^\r\n]*):(?=\r?$)/gm;
/** What nginx writes to standard error in the same run. */
const OWN_LINE =
  /^nginx: (?:\[(?:warn|notice|info|emerg|alert|crit|error)\] .*|the configuration file .* syntax is ok|configuration file .* test (?:is successful|failed))\r?\n?/gm;

/** Is this the output of `nginx -T`? */
export function isDump(text: string): boolean {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const first = new RegExp(HEADER.source, "m").exec(body);
  if (first === null) return false;
  return body.slice(0, first.index).replace(OWN_LINE, "").trim() === "";
}

/**
 * The files in the output of `nginx -T`, in its order, or null when it is none (ngx_conf_add_dump, and main() in nginx.c
 * 1.22.1: a header, the file's bytes, a newline). A file may itself hold a line that looks like a header, so a header
 * counts only when its path is one that an include read so far asks for, and that was not dumped before.
 */
export function splitDump(text: string): DumpedFile[] | null {
  if (!isDump(text)) return null;
  const headers = [...text.matchAll(HEADER)].map((match) => ({
    path: match[1] ?? "",
    start: match.index,
    body: afterLine(text, match.index + match[0].length),
  }));
  const files: DumpedFile[] = [];
  const asked = new Expected(headers[0]?.path ?? "");
  let from = 0;
  while (from < headers.length) {
    const header = headers[from];
    if (header === undefined) break;
    let to = from + 1;
    let read = header.body;
    for (; to < headers.length; to++) {
      const next = headers[to];
      if (next === undefined) break;
      asked.read(text.slice(read, next.start));
      read = next.start;
      if (asked.take(next.path)) break;
    }
    files.push(fileBetween(text, header.path, header.body, headers[to]?.start ?? text.length));
    from = to;
  }
  return files;
}

function fileBetween(text: string, path: string, start: number, end: number): DumpedFile {
  const body = text.slice(start, end).replace(OWN_LINE, "");
  return {
    path,
    text: body.endsWith("\n") ? body.slice(0, body.endsWith("\r\n") ? -2 : -1) : body,
    offset: start,
  };
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** The paths that may follow in a dump: what the includes read so far ask for. */
class Expected {
  private readonly directory: string;
  private readonly literals = new Set<string>();
  /** Globs by their directory, so that many includes stay cheap; "" for those with a glob in the directory itself. */
  private readonly globs = new Map<string, Set<string>>();
  private readonly seen = new Set<string>();

  constructor(main: string) {
    this.directory = dirname(main);
    this.seen.add(main);
  }

  read(text: string): void {
    const waiting: (readonly Directive[])[] = [readNginx(text).directives];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const directive of next) {
        if (directive.block !== null) waiting.push(directive.block);
        const written = directive.args[0]?.value;
        if (directive.name === "include" && written !== undefined) this.ask(written);
      }
    }
  }

  take(path: string): boolean {
    if (this.seen.has(path)) return false;
    const asked = this.literals.has(path) || this.inGlobs(dirname(path), path) || this.inGlobs("", path);
    if (asked) this.seen.add(path);
    return asked;
  }

  private ask(written: string): void {
    const pattern = isAbsolute(written)
      ? written
      : `${this.directory === "/" ? "" : this.directory}/${written}`;
    if (!isGlob(pattern)) {
      this.literals.add(pattern);
      return;
    }
    const directory = isGlob(dirname(pattern)) ? "" : dirname(pattern);
    const patterns = this.globs.get(directory) ?? new Set<string>();
    this.globs.set(directory, patterns.add(pattern));
  }

  private inGlobs(directory: string, path: string): boolean {
    for (const pattern of this.globs.get(directory) ?? []) if (matchesPath(pattern, path)) return true;
    return false;
  }
}

function matchesPath(pattern: string, path: string): boolean {
  const patterns = pattern.split("/").filter((part) => part !== "");
  const parts = path.split("/").filter((part) => part !== "");
  if (patterns.length !== parts.length) return false;
  return patterns.every(
    (part, i) => part === parts[i] || (isGlob(part) && matchesName(part, parts[i] ?? "")),
  );
}
