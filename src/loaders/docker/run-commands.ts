import type { ShellCommand } from "../../read/shell/tree.ts";
import { basename, isInside, join, normalize } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { matchesName } from "./copy-patterns.ts";
import { changedMode } from "./file-mode.ts";
import { addDirectory, changePaths, isDirectoryIn, realPath, removePath } from "./path-table.ts";
import { HARMLESS_PROGRAMS, PYTHON_PROGRAM } from "./run-programs.data.ts";
import { copyOrMove, installFiles, linkFiles } from "./run-copies.ts";
import { noteManage, noteTouched } from "./run-manage.ts";
import { installPackages } from "./run-packages.ts";
import { forgetText, groupOf, madeBy, type RunShell } from "./run-state.ts";
import type { RunCommand } from "./run-command.ts";
import { addUser } from "./run-users.ts";
import type { Field } from "./run-words.ts";

/** Options that take the next word as their value, by program. */
const TAKES_VALUE: ReadonlyMap<string, string> = new Map([
  ["mkdir", "m"],
  ["install", "mogt"],
  ["touch", "drt"],
  ["ln", "tS"],
  ["cp", "tS"],
  ["mv", "tS"],
  ["useradd", "bcdefgGkKpsuZ"],
  ["adduser", "hgsGuk"],
  ["sed", "ef"],
]);

/** What one program does to the paths of the image. */
export function runProgram(
  fields: readonly Field[],
  written: Extract<ShellCommand, { kind: "simple" }>,
  shell: RunShell,
): void {
  let words = fields;
  while (["sudo", "exec", "command", "eatmydata", "nice"].includes(words[0]?.text ?? ""))
    words = words.slice(1);
  const first = words[0]?.text;
  if (first === undefined) return;
  if (first === null) {
    shell.build.complete = false;
    return;
  }
  const name = basename(first);
  const at = shell.place(written.span);
  const command = commandOf(name, words.slice(1), at);
  if (noteManage(fields, written, shell)) return;
  effectOf(command, words, shell);
  for (const path of changedPaths(command, shell)) noteTouched(shell.build, path);
}

function effectOf(command: RunCommand, words: readonly Field[], shell: RunShell): void {
  const { name } = command;
  switch (name) {
    case "cd": {
      changeDirectory(command, shell);
      return;
    }
    case "mkdir": {
      makeDirectories(command, shell);
      return;
    }
    case "touch": {
      touchFiles(command, shell);
      return;
    }
    case "chown":
    case "chgrp":
    case "chmod": {
      changeRights(command, words.slice(1), shell);
      return;
    }
    case "rm":
    case "rmdir": {
      removeFiles(command, words.slice(1), shell);
      return;
    }
    case "ln": {
      linkFiles(command, shell);
      return;
    }
    case "cp":
    case "mv": {
      copyOrMove(command, shell);
      return;
    }
    case "install": {
      installFiles(command, shell);
      return;
    }
    case "useradd":
    case "adduser": {
      addUser(command, words.slice(1), shell);
      return;
    }
    case "umask":
      if (/^[0-7]{1,4}$/.test(command.operands[0] ?? ""))
        shell.umask = Number.parseInt(command.operands[0] ?? "22", 8);
      return;
    case "set":
      if (command.options.has("e")) shell.stopsOnFailure = true;
      return;
    case "export":
      for (const operand of command.operands) {
        const [, variable, value] = /^(\w+)=([\s\S]*)$/.exec(operand ?? "") ?? [];
        if (variable !== undefined && value !== undefined) shell.variables.set(variable, value);
      }
      return;
    case "read":
      for (const operand of command.operands) if (operand !== null) shell.variables.set(operand, null);
      return;
    case "sed":
      if ([...command.options.keys()].some((key) => key.startsWith("i") || key === "in-place")) {
        for (const operand of command.operands) {
          if (operand !== null) forgetText(shell, join(shell.cwd, operand), command.at);
        }
      }
      return;
    case "find":
      if (words.some(({ text }) => text === "-delete" || text === "-exec" || text === "-execdir"))
        loseRights(command, shell);
      return;
    default:
      installPackages(command, shell);
      if (!HARMLESS_PROGRAMS.has(name) && !PYTHON_PROGRAM.test(name)) shell.build.complete = false;
  }
}

/** Paths whose files may be gone, or others', after the command; null: any. */
function changedPaths({ name, operands, options }: RunCommand, shell: RunShell): readonly (string | null)[] {
  const isPlain = /^(?:chown|chgrp|chmod|setfacl|rm|rmdir|mv|cp|ln|install|find|xargs|truncate)$/.test(name);
  if (!isPlain) return HARMLESS_PROGRAMS.has(name) || FOLLOWED.has(name) ? [] : [null];
  const target = options.get("t");
  const all = target === undefined ? operands : [...operands, target];
  return all.map((operand) => (operand === null ? null : join(shell.cwd, beforePattern(operand))));
}

/** `a/b*c/d` becomes `a/`. */
function beforePattern(path: string): string {
  const at = path.search(/[*?[]/);
  return at < 0 ? path : path.slice(0, path.lastIndexOf("/", at) + 1);
}

/** Programs whose effect is followed, and that leave files that are there as they are. */
const FOLLOWED = new Set(["cd", "mkdir", "touch", "useradd", "adduser", "umask", "export", "read", "sed"]);

/** Splits words into options and operands as getopt does. */
function commandOf(name: string, words: readonly Field[], at: FileSpan): RunCommand {
  const operands: (string | null)[] = [];
  const options = new Map<string, string>();
  const takes = TAKES_VALUE.get(name) ?? "";
  let plain = false;
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text ?? null;
    if (text === null || plain || !text.startsWith("-") || text === "-") operands.push(text);
    else if (text === "--") plain = true;
    else if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      options.set(
        equals < 0 ? text.slice(2) : text.slice(2, equals),
        equals < 0 ? "" : text.slice(equals + 1),
      );
    } else {
      for (let j = 1; j < text.length; j++) {
        const letter = text.charAt(j);
        if (!takes.includes(letter)) options.set(letter, "");
        else {
          options.set(letter, j + 1 < text.length ? text.slice(j + 1) : (words[++i]?.text ?? ""));
          break;
        }
      }
    }
  }
  const shown = [name, ...words.map(({ text }) => text ?? "...")].join(" ");
  return { name, operands, options, at, by: `RUN ${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}` };
}

function changeDirectory({ operands }: RunCommand, shell: RunShell): void {
  const to = operands[0];
  if (shell.maybe > 0 || to === null) shell.build.complete = false;
  if (to !== null && to !== undefined && to !== "-") shell.cwd = join(shell.cwd, to);
}

function makeDirectories({ operands, options, at, by }: RunCommand, shell: RunShell): void {
  const written = options.get("m") ?? options.get("mode");
  const plain = 0o777 & ~shell.umask;
  for (const operand of operands) {
    if (operand === null) {
      shell.build.complete = false;
      continue;
    }
    const path = realPath(shell.build.table, join(shell.cwd, operand));
    if (path.includes("\0")) continue;
    const made = madeBy(shell, path, plain, true, at, by);
    const mode = written === undefined || made.mode === null ? made.mode : changedMode(null, written, true);
    addDirectory(shell.build.table, { ...made, mode }, made.mode);
  }
}

function touchFiles({ operands, options, at, by }: RunCommand, shell: RunShell): void {
  if (options.has("c")) return;
  for (const operand of operands) {
    if (operand === null) continue;
    const path = realPath(shell.build.table, join(shell.cwd, operand));
    if (shell.build.table.has(path)) continue;
    shell.build.table.set(path, madeBy(shell, path, 0o666 & ~shell.umask, false, at, by));
  }
}

/** `chown`, `chgrp`, `chmod`: the first operand says what, the others where; patterns fit the known paths. */
function changeRights(
  { name, operands, options, at, by }: RunCommand,
  words: readonly Field[],
  shell: RunShell,
): void {
  const deep = options.has("R") || options.has("recursive");
  // `chmod -w x`: the mode looks like options.
  const mode = name === "chmod" && operands.length > 0 ? modeOperand(words) : (operands[0] ?? null);
  const paths =
    mode !== null && mode === operands[0]
      ? operands.slice(1)
      : name === "chmod"
        ? operands
        : operands.slice(1);
  const [owner = "", group = null] = name === "chmod" ? [] : ownerOf(mode, name);
  const certain = shell.maybe === 0;
  for (const operand of paths) {
    for (const path of pathsOf(operand, words, shell)) {
      changePaths(shell.build.table, path, deep, (each) => {
        if (name === "chmod") {
          const next = mode === null || !certain ? null : changedMode(each.mode, mode, each.isDirectory);
          return each.linksTo === undefined ? { mode: next, at, by } : {};
        }
        const newOwner = owner === "" ? each.owner : certain && mode !== null ? owner : null;
        const newGroup =
          group === null
            ? each.group
            : !certain || mode === null
              ? null
              : group === ""
                ? groupOf(shell.build, owner)
                : group;
        return { owner: newOwner, group: newGroup, at, by };
      });
    }
  }
}

function modeOperand(words: readonly Field[]): string | null {
  const found = words.find(
    ({ text }) =>
      text !== null && /^(?:[0-7]{1,4}|[ugoa]*[-+=][rwxXst]+.*|[ugoa]+[-+=].*)$/.test(text) && text !== "-R",
  );
  return found?.text ?? null;
}

/** `app`, `app:`, `app:web`, `:web`. The group is null when it stays, "" for the owner's own. */
function ownerOf(text: string | null, name: string): [string, string | null] {
  if (name === "chgrp") return ["", text];
  const [owner = "", group] = (text ?? "?").split(/[:.]/);
  return [owner, group ?? null];
}

function removeFiles({ name, options }: RunCommand, words: readonly Field[], shell: RunShell): void {
  if (shell.maybe > 0) return;
  const deep = name === "rm" && (options.has("r") || options.has("R") || options.has("recursive"));
  for (const { text } of words) {
    if (text === null || text.startsWith("-")) continue;
    for (const path of pathsOf(text, words, shell)) {
      if (isDirectoryIn(shell.build.table, path) && !deep && name !== "rmdir") continue;
      removePath(shell.build.table, path);
      for (const file of [...shell.build.files.keys()])
        if (isInside(path, file)) shell.build.files.delete(file);
      for (const file of [...shell.build.copies.keys()])
        if (isInside(path, file)) shell.build.copies.delete(file);
    }
  }
}

/** The paths that a word means; a pattern is matched with the known paths and copied files. */
function pathsOf(operand: string | null, words: readonly Field[], shell: RunShell): string[] {
  if (operand === null) return [];
  const path = join(shell.cwd, operand);
  const isGlob = words.some(({ text, glob }) => glob && text === operand);
  if (!isGlob) return [path];
  const { table, files, copies } = shell.build;
  const known = new Set([...table.keys(), ...files.keys(), ...copies.keys()]);
  const names = path.split("/");
  return [...known].filter((each) => {
    const own = each.split("/");
    return own.length === names.length && names.every((name, i) => fitsName(name, own[i] ?? ""));
  });
}

function fitsName(pattern: string, name: string): boolean {
  return (!name.startsWith(".") || pattern.startsWith(".")) && matchesName(pattern, name);
}

/** `find DIR ... -exec chown`: whose the paths below are, and which are left, is not known any more. */
function loseRights({ operands, at, by }: RunCommand, shell: RunShell): void {
  const top = operands[0];
  if (top === null || top === undefined) return;
  const path = normalize(join(shell.cwd, top));
  changePaths(shell.build.table, path, true, () => ({ owner: null, group: null, mode: null, at, by }));
}
