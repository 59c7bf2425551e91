import type { Redirection, ShellCommand, ShellList } from "../../read/shell/tree.ts";
import { join } from "../../text/path.ts";
import { runProgram } from "./run-commands.ts";
import { forgetText, lookupIn, madeBy, type RunShell } from "./run-state.ts";
import { expandWords, wordText } from "./run-words.ts";

const MAX_STEPS = 5000;
const MAX_DEPTH = 100;

/**
 * Follows the commands of a `RUN` and notes what they make, change and remove: directories, files, links, owners and modes. What may not run
 * (a branch, the right side of `||`) makes paths whose owner and mode are not known. Nothing is run; at most 5,000 commands of one image are followed.
 */
export function followCommands(list: ShellList, shell: RunShell, depth = 0): void {
  for (const [i, { command, background }] of list.entries()) {
    if (shell.build.steps++ > MAX_STEPS || depth > MAX_DEPTH) {
      shell.build.complete = false;
      return;
    }
    const mayFail = background || (i < list.length - 1 && !shell.stopsOnFailure) ? 1 : 0;
    shell.failing += mayFail;
    followCommand(command, shell, depth + 1);
    shell.failing -= mayFail;
  }
}

function followCommand(command: ShellCommand, shell: RunShell, depth: number): void {
  switch (command.kind) {
    case "simple": {
      followSimple(command, shell, depth);
      return;
    }
    case "and-or": {
      const mayFail = command.rest.some(({ operator }) => operator === "||") ? 1 : 0;
      shell.failing += mayFail;
      followCommand(command.first, shell, depth);
      let maybe = isTest(command.first) ? 1 : 0;
      let before = command.first;
      for (const { operator, command: next } of command.rest) {
        const unsure = operator === "||" ? 1 : maybe;
        // What succeeds in a build that comes to its end leaves nothing to do for the other side.
        if (operator === "||" && succeeds(before)) continue;
        before = next;
        shell.maybe += unsure;
        followCommand(next, shell, depth);
        shell.maybe -= unsure;
        maybe = operator === "&&" && isTest(next) ? 1 : maybe;
      }
      shell.failing -= mayFail;
      return;
    }
    case "pipeline": {
      if (command.commands.length === 1) {
        for (const each of command.commands) followCommand(each, shell, depth);
        return;
      }
      shell.failing++;
      for (const each of command.commands)
        inSubshell(shell, () => {
          followCommand(each, shell, depth);
        });
      shell.failing--;
      return;
    }
    case "if":
      for (const { test, body } of command.branches) {
        followCommands(test, shell, depth);
        maybeFollow(body, shell, depth);
      }
      if (command.otherwise !== null) maybeFollow(command.otherwise, shell, depth);
      return;
    case "case":
      for (const { body } of command.items) maybeFollow(body, shell, depth);
      return;
    case "for": {
      followFor(command, shell, depth);
      return;
    }
    case "while":
    case "until":
    case "arithmetic-for":
    case "select":
    case "coprocess":
      maybeFollow(command.body, shell, depth);
      return;
    case "group":
      followCommands(command.body, shell, depth);
      followRedirections(command.redirections, shell);
      return;
    case "subshell":
      inSubshell(shell, () => {
        followCommands(command.body, shell, depth);
      });
      followRedirections(command.redirections, shell);
      return;
    case "function":
      shell.functions.set(command.name, command.body);
      return;
    case "test":
    case "arithmetic":
      return;
  }
}

type Simple = Extract<ShellCommand, { kind: "simple" }>;

function followSimple(command: Simple, shell: RunShell, depth: number): void {
  const lookup = lookupIn(shell);
  const fields = expandWords(command.words, lookup, shell.braces);
  const assigned = command.assignments.map(({ name, append, value }): [string, string | null] => {
    const text = value === null ? null : wordText(value, lookup);
    const before = append ? lookup(name) : "";
    return [name, text === null || before === null || shell.maybe > 0 ? null : before + text];
  });
  followRedirections(command.redirections, shell);
  if (fields.length === 0) {
    for (const [name, value] of assigned) shell.variables.set(name, value);
    return;
  }
  const name = fields[0]?.text ?? null;
  const body = name === null ? undefined : shell.functions.get(name);
  if (body !== undefined) {
    const before = shell.variables;
    shell.variables = new Map(before);
    fields.slice(1).forEach(({ text }, i) => shell.variables.set(String(i + 1), text));
    followCommands(body, shell, depth + 1);
    return;
  }
  runProgram(fields, command, shell);
}

function followFor(
  command: Extract<ShellCommand, { kind: "for" | "select" }>,
  shell: RunShell,
  depth: number,
): void {
  const lookup = lookupIn(shell);
  const fields = command.words === null ? null : expandWords(command.words, lookup, shell.braces);
  if (fields === null || fields.some(({ text, glob }) => text === null || glob)) {
    shell.variables.set(command.name, null);
    maybeFollow(command.body, shell, depth);
    return;
  }
  for (const { text } of fields) {
    if (shell.build.steps++ > MAX_STEPS) {
      shell.build.complete = false;
      return;
    }
    shell.variables.set(command.name, text);
    followCommands(command.body, shell, depth);
  }
}

/** `> file` makes it, also when the command then fails. */
function followRedirections(redirections: readonly Redirection[], shell: RunShell): void {
  for (const { operator, target, span } of redirections) {
    if (![">", ">>", ">|", "&>", "&>>", "<>"].includes(operator)) continue;
    const lookup = lookupIn(shell);
    const text = wordText(target, lookup);
    if (text === null) continue;
    const path = join(shell.cwd, text);
    if (path.startsWith("/dev/") || path.startsWith("/proc/")) continue;
    const { build } = shell;
    forgetText(shell, path, shell.place(span));
    if (build.table.has(path)) continue;
    build.table.set(path, madeBy(shell, path, 0o666 & ~shell.umask, false, shell.place(span), "RUN"));
  }
}

function maybeFollow(list: ShellList, shell: RunShell, depth: number): void {
  const { cwd } = shell;
  shell.maybe++;
  followCommands(list, shell, depth);
  shell.maybe--;
  shell.cwd = cwd;
}

function inSubshell(shell: RunShell, run: () => void): void {
  const { cwd, variables, umask } = shell;
  shell.variables = new Map(variables);
  run();
  shell.cwd = cwd;
  shell.variables = variables;
  shell.umask = umask;
}

function succeeds(command: ShellCommand): boolean {
  const first = command.kind === "simple" ? command.words[0]?.parts[0] : undefined;
  return (
    first?.kind === "text" &&
    ["mkdir", "touch", "ln", "chmod", "true", ":", "echo", "cd"].includes(first.value)
  );
}

function isTest(command: ShellCommand): boolean {
  if (command.kind === "test") return true;
  if (command.kind !== "simple") return false;
  const first = command.words[0]?.parts[0];
  return (
    first?.kind === "text" &&
    ["test", "[", "[[", "grep", "which", "command", "id", "getent"].includes(first.value)
  );
}
