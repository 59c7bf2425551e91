import { outsidePath } from "../loaders/images/container-file-system.ts";
import type { Process, Substitution } from "../model/stack.ts";
import { dirname, isAbsolute, join } from "../text/path.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";

const PATH = String.raw`["']?([^\s"'<>|;&()\\]{1,300})`;
/** envsubst (gettext 0.21) without SHELL-FORMAT: the redirection follows at once, in either order, or the template comes through a pipe. */
const BARE = [
  new RegExp(String.raw`\benvsubst\s{1,9}<\s{0,9}${PATH}`, "dg"),
  new RegExp(
    String.raw`\benvsubst\s{1,9}>\s{0,9}["']?[^\s"'<>|;&()\\]{1,300}["']?\s{1,9}<\s{0,9}${PATH}`,
    "dg",
  ),
  new RegExp(String.raw`\bcat\s{1,9}${PATH}["']?\s{0,9}\|\s{0,9}envsubst(?=\s{0,9}(?:[>|"']|$))`, "dg"),
];
const ASSIGNED = /\b([A-Za-z_]\w{0,100})=/g;

/**
 * The templates that the files which start the processes run through a bare envsubst: scripts, Dockerfiles, compose files, units, manifests. A path inside
 * of a container is looked up in what the container has.
 */
export function substitutionsOf(fs: FileSystem, processes: readonly Process[]): Substitution[] {
  const found = new Map<string, Substitution>();
  const starters = new Map<string, Process[]>();
  for (const process of processes) {
    for (const file of new Set([process.at, ...process.via].map((each) => each.file)))
      starters.set(file, [...(starters.get(file) ?? []), process]);
  }
  for (const [file, started] of starters) {
    const source = fs.read(file);
    if (isUnreadable(source) || !source.text.includes("envsubst")) continue;
    const set = new Set([...source.text.matchAll(ASSIGNED)].map((match) => match[1] ?? ""));
    for (const match of BARE.flatMap((pattern) => [...source.text.matchAll(pattern)])) {
      const path = match[1];
      if (path === undefined || isComment(source.text, match.index)) continue;
      for (const process of started) {
        const template = templateOf(fs, process, file, path);
        if (template === null) continue;
        const at = { file, start: match.index, end: match.index + match[0].length };
        const names = [...set, ...Object.keys(process.environment)];
        found.set(`${template}\0${file}\0${String(match.index)}`, { file: template, set: names, at });
      }
    }
  }
  return [...found.values()];
}

function templateOf(fs: FileSystem, process: Process, script: string, path: string): string | null {
  const isHere = (each: string): boolean => fs.kindOf(each) === "file";
  if (process.container !== null) {
    const outside = isAbsolute(path) ? outsidePath(process.container, path) : null;
    return outside !== null && isHere(outside) ? outside : null;
  }
  if (isAbsolute(path)) return null;
  return [join(dirname(script), path), path].find(isHere) ?? null;
}

function isComment(text: string, at: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at));
}
