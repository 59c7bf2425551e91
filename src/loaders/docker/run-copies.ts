import { basename, dirname, isInside, join, normalize, relative } from "../../text/path.ts";
import { changedMode } from "./file-mode.ts";
import { addDirectory, isDirectoryIn, realPath, removePath } from "./path-table.ts";
import type { RunCommand } from "./run-command.ts";
import { madeBy, type BuildState, type RunShell } from "./run-state.ts";

/** `ln [-s] [-f] TARGET... LINK`. A hard link is noted as a copy of what is known of the target. */
export function linkFiles({ operands, options, at, by }: RunCommand, shell: RunShell): void {
  const { build } = shell;
  const folder = options.get("t");
  const into = folder ?? (operands.length === 1 ? "." : operands.at(-1));
  const targets = folder === undefined && operands.length > 1 ? operands.slice(0, -1) : operands;
  if (into === null || into === undefined) return;
  const place = join(shell.cwd, into);
  const isFolder = isDirectoryIn(build.table, place) && !options.has("n") && !options.has("T");
  for (const target of targets) {
    if (target === null) continue;
    const path = isFolder || into.endsWith("/") ? join(place, basename(target)) : place;
    if (build.table.has(path) && !options.has("f")) continue;
    const meant = target.startsWith("/") ? normalize(target) : join(dirname(path), target);
    if (options.has("s")) {
      const made = madeBy(shell, path, 0o777, false, at, by);
      build.table.set(path, { ...made, linksTo: target });
      aliasFiles(build, meant, path, at);
    } else copyTree(build, join(shell.cwd, target), path, at);
  }
}

/** `cp` and `mv` of what is known. */
export function copyOrMove({ name, operands, options, at, by }: RunCommand, shell: RunShell): void {
  const { build } = shell;
  const folder = options.get("t") ?? operands.at(-1);
  const sources = options.has("t") ? operands : operands.slice(0, -1);
  if (folder === null || folder === undefined) {
    build.complete = false;
    return;
  }
  const place = realPath(build.table, join(shell.cwd, folder));
  const intoFolder = isDirectoryIn(build.table, place) || folder.endsWith("/") || sources.length > 1;
  for (const source of sources) {
    if (source === null || /[*?]/.test(source)) {
      build.complete = false;
      continue;
    }
    const from = join(shell.cwd, source);
    const to = intoFolder ? join(place, basename(from)) : place;
    const isFolder = isDirectoryIn(build.table, from);
    if (isFolder && name === "cp" && !["r", "R", "a"].some((option) => options.has(option))) continue;
    const plain = madeBy(shell, to, (isFolder ? 0o777 : 0o666) & ~shell.umask, isFolder, at, by);
    if (!isFolder && !build.table.has(to)) {
      // Only a file that is known keeps its mode; else it is one that no step told of.
      const known = build.table.get(from)?.mode ?? null;
      const mode =
        name === "mv"
          ? known
          : known === null
            ? null
            : changedMode(known, `go-${umaskLetters(shell.umask)}`, false);
      build.table.set(to, {
        ...plain,
        owner: name === "mv" ? (build.table.get(from)?.owner ?? null) : plain.owner,
        mode,
      });
    }
    copyTree(build, from, to, at, name === "mv" ? null : plain);
    if (name === "mv" && shell.maybe === 0) {
      removePath(build.table, from);
      for (const key of [...build.copies.keys()]) if (isInside(from, key)) build.copies.delete(key);
      for (const key of [...build.files.keys()]) if (isInside(from, key)) build.files.delete(key);
    }
  }
}

function umaskLetters(umask: number): string {
  const bits = umask & 7;
  return `${(bits & 4) === 0 ? "" : "r"}${(bits & 2) === 0 ? "" : "w"}${(bits & 1) === 0 ? "" : "x"}`;
}

/** `install -d -m 0750 -o app -g app DIR...`; without `-d` it copies files, and `-D` makes their folders. */
export function installFiles(command: RunCommand, shell: RunShell): void {
  const { operands, options, at, by } = command;
  const owner = options.get("o");
  const group = options.get("g");
  const mode = options.get("m");
  const dress = (path: string, isDirectory: boolean): ReturnType<typeof madeBy> => {
    const made = madeBy(shell, path, 0o755, isDirectory, at, by);
    if (shell.maybe > 0) return made;
    const written =
      mode === undefined ? "0755" : changedMode(isDirectory ? "0755" : "0600", mode, isDirectory);
    return { ...made, mode: written, owner: owner ?? made.owner, group: group ?? made.group };
  };
  if (!options.has("d")) {
    const target = operands.at(-1);
    if (target === null || target === undefined) return;
    const place = join(shell.cwd, target);
    const path = isDirectoryIn(shell.build.table, place) ? join(place, basename(operands[0] ?? "")) : place;
    if (options.has("D")) addDirectory(shell.build.table, madeBy(shell, dirname(path), 0o755, true, at, by));
    shell.build.table.set(path, dress(path, false));
    const source = operands[0];
    if (source !== null && source !== undefined) copyTree(shell.build, join(shell.cwd, source), path, at);
    return;
  }
  for (const operand of operands) {
    if (operand === null) continue;
    const path = realPath(shell.build.table, join(shell.cwd, operand));
    const made = dress(path, true);
    addDirectory(shell.build.table, made, shell.maybe > 0 ? null : "0755");
    // Unlike mkdir -p, it also changes a directory that is there.
    shell.build.table.set(path, made);
  }
}

/** What is known below `from` is also known below `to`. `like` gives owner and modes of what was copied; null keeps them. */
function copyTree(
  build: BuildState,
  from: string,
  to: string,
  at: RunCommand["at"],
  like: ReturnType<typeof madeBy> | null = null,
): void {
  if (isInside(from, to)) return;
  for (const [path, known] of [...build.table]) {
    if (!isInside(from, path)) continue;
    const copy = join(to, relative(from, path));
    if (build.table.has(copy)) continue;
    const moved = { ...known, path: copy };
    build.table.set(copy, like === null ? moved : { ...moved, owner: like.owner, group: like.group });
  }
  aliasFiles(build, from, to, at);
}

/** Repository files and texts below `from` are found below `to` as well. */
function aliasFiles(build: BuildState, from: string, to: string, at: RunCommand["at"]): void {
  if (isInside(from, to)) return;
  for (const [path, copy] of [...build.copies]) {
    if (isInside(from, path)) build.copies.set(join(to, relative(from, path)), { ...copy, at });
    else if (isInside(path, from) && copy.outside !== null) {
      build.copies.set(to, { outside: join(copy.outside, relative(path, from)), at });
    }
  }
  for (const [path, text] of [...build.files]) {
    if (isInside(from, path)) build.files.set(join(to, relative(from, path)), text);
  }
}
