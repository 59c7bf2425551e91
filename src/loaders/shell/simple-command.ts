import { setFact, unknownFact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import type { ShellCommand } from "../../read/shell/tree.ts";
import { recognise } from "../programs/recognise.ts";
import { switchedCwd, switchedUser } from "../programs/switch.ts";
import { programName } from "../programs/words.ts";
import { changeDirectory, declare, setOptions } from "./builtins.ts";
import { testStatus, type Status } from "./condition.ts";
import { applyEffect, effectName } from "./effects.ts";
import { expandText, expandWords } from "./expand-word.ts";

import type { OpenedScript } from "./interpret.ts";
import { readShell } from "../../read/shell/read-shell.ts";
import { placedText } from "./placed-text.ts";
import { mayStay } from "./other-programs.ts";
import { redirected } from "./redirect.ts";
import { runList, spanIn, type Interpreter, type Place } from "./run.ts";
import { joinValues, unknownValue, type ShellValue } from "./shell-value.ts";
import { assign, branch, environmentOf, lookUp, type ShellState } from "./state.ts";
import { append } from "../../text/append.ts";

type Simple = Extract<ShellCommand, { kind: "simple" }>;
type OwnAssignment = {
  readonly name: string;
  readonly value: ShellValue;
  readonly at: ReturnType<typeof spanIn>;
};

const MOST_DEEP = 16;

/** Runs one simple command: a builtin that changes the state, a function, an effect on files, or a program. */
export function runSimple(
  command: Simple,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
  background: boolean,
): Status {
  const own = assignments(command, state, place);
  const words = expandWords(command.words, state, place.file);
  const [name, ...args] = words;
  if (name === undefined) {
    for (const each of own) assign(state, each.name, each.value, each.at);
    return command.assignments.length === 0 ? true : "likely";
  }
  const called = name.value ?? "";
  const at = spanIn(place, command.span);
  const body = state.functions.get(called);
  if (body !== undefined) {
    if (interpreter.depth >= MOST_DEEP) {
      interpreter.others = true;
      return undefined;
    }
    interpreter.depth++;
    const { positional } = state;
    state.positional = args;
    const status = runList(body, state, place, interpreter);
    comeBack(state);
    state.positional = positional;
    interpreter.depth--;
    return status === true ? "likely" : status;
  }
  const built = builtin(called, args, command, state, place, interpreter);
  if (built !== null) return built.status;
  if (applyEffect(called, args, state, at, effectName(words))) return "likely";
  if (called === "sudo" || called === "su-exec" || called === "gosu") {
    const inner = recognise(words);
    const tool = inner.name?.value ?? "";
    const as: ShellState = { ...state, user: switchedUser(inner, state.user) };
    if (applyEffect(tool, inner.args, as, at, effectName(words))) return "likely";
  }
  return start(words, own, command, state, place, interpreter, background);
}

/** `return` ends the function or the sourced script alone; `exit` and `exec` end all. */
function comeBack(state: ShellState): void {
  if (!state.returning) return;
  state.ended = false;
  state.returning = false;
}

/** The assignments before the command, and arrays, which take effect at once. */
function assignments(command: Simple, state: ShellState, place: Place): OwnAssignment[] {
  const own: OwnAssignment[] = [];
  const stays = command.words.length === 0;
  for (const { name, append, value, elements, span } of command.assignments) {
    const at = spanIn(place, span);
    if (elements !== null) {
      const added = expandWords(elements, state, place.file);
      const before = state.variables.get(name);
      const old =
        before?.kind === "array" ? before.elements : before?.kind === "text" ? [{ ...before.value, at }] : [];
      state.variables.set(name, {
        kind: "array",
        elements: append ? (old === null ? null : [...old, ...added]) : added,
      });
    } else if (value === null) {
      state.variables.set(name, { kind: "array", elements: null });
    } else {
      const made = expandText(value, state, place.file);
      const joined = append ? joinValues([lookUp(state, name) ?? { value: "" }, made]) : made;
      if (stays) assign(state, name, joined, at);
      else own.push({ name, value: joined, at });
    }
  }
  return own;
}

function builtin(
  name: string,
  args: readonly LaunchWord[],
  command: Simple,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
): { status: Status } | null {
  const at = spanIn(place, command.span);
  switch (name) {
    case ":":
    case "true":
      return { status: true };
    case "false":
      return { status: false };
    case "[":
      return { status: testStatus(args.at(-1)?.value === "]" ? args.slice(0, -1) : args) };
    case "test":
      return { status: testStatus(args) };
    case "export":
    case "readonly":
    case "local":
    case "declare":
    case "typeset":
      declare(name, args, command, state, place);
      return { status: "likely" };
    case "unset":
      for (const arg of args)
        if (arg.value !== null && !arg.value.startsWith("-"))
          state.variables.set(arg.value, { kind: "unset" });
      return { status: "likely" };
    case "read":
    case "mapfile":
    case "readarray":
      for (const arg of args)
        if (arg.value !== null && /^[A-Za-z_]\w*$/.test(arg.value))
          assign(state, arg.value, unknownValue(`$${arg.value}`, "it is read when the script runs"), at);
      return { status: undefined };
    case "cd":
    case "pushd":
      changeDirectory(args, state, at);
      return { status: "likely" };
    case "popd":
      state.cwd = unknownFact("popd is not followed", at);
      return { status: "likely" };
    case "umask": {
      const [mode] = args;
      if (mode !== undefined)
        state.umask =
          mode.value !== null && /^[0-7]{1,4}$/.test(mode.value)
            ? setFact(mode.value.padStart(4, "0"), at)
            : unknownFact("the umask is not known", at);
      return { status: "likely" };
    }
    case "set":
      setOptions(args, state);
      return { status: "likely" };
    case "shift": {
      const count = args[0] === undefined ? 1 : Number(args[0].value ?? Number.NaN);
      state.positional =
        state.positional === null || Number.isNaN(count) ? null : state.positional.slice(count);
      return { status: "likely" };
    }
    case "return":
      state.returning = true;
      state.ended = true;
      return { status: "likely" };
    case "exit":
      state.ended = true;
      return { status: "likely" };
    case ".":
    case "source":
      source(args, state, place, interpreter, at);
      return { status: "likely" };
    case "eval":
      if (args.length > 0) {
        state.open = "eval runs a text that is not followed";
        interpreter.others = true;
      }
      return { status: undefined };
    case "exec":
      if (args.length > 0) return null;
      Object.assign(state, redirected(command.redirections, state, place.file));
      return { status: "likely" };
    case "wait":
    case "echo":
    case "printf":
    case "sleep":
    case "trap":
    case "ulimit":
    case "shopt":
      return { status: "likely" };
    default:
      return null;
  }
}

/** Scripts that only prepare a shell for a person, or set PATH. */
const HARMLESS = /(?:^|\/)(?:activate|\.bashrc|\.profile|\.bash_profile|profile|nvm\.sh|\/etc\/profile)$/;

function source(
  args: readonly LaunchWord[],
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
  at: ReturnType<typeof spanIn>,
): void {
  const [path, ...rest] = args;
  const name = path?.value ?? null;
  if (name !== null && HARMLESS.test(name)) return;
  const opened = name === null || interpreter.depth >= MOST_DEEP ? null : interpreter.open(name, state.cwd);
  if (opened === null) {
    state.open = `${name ?? "a file that is not known"} is sourced and is not here`;
    interpreter.gaps.push({
      what: name ?? "a sourced file",
      why: "the script sources it, and it is not among the files",
      at,
    });
    return;
  }
  interpreter.files.add(opened.file);
  interpreter.depth++;
  const { positional } = state;
  if (rest.length > 0) state.positional = rest;
  runList(
    opened.script.body,
    state,
    { file: opened.file, source: opened.source, via: [at, ...place.via] },
    interpreter,
  );
  comeBack(state);
  state.positional = positional;
  interpreter.depth--;
}

/** Programs of which the caller wants to know. */
function start(
  words: readonly LaunchWord[],
  own: readonly OwnAssignment[],
  command: Simple,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
  background: boolean,
): Status {
  const recognised = recognise(words);
  const at = spanIn(place, command.span);
  const replaces = words[0]?.value === "exec";
  const streams = redirected(command.redirections, state, place.file);
  const given = [...own, ...recognised.environment.map(({ name, value }) => ({ name, value, at: value.at }))];
  const environment = environmentOf(state, given, recognised.cleared);
  const user = switchedUser(recognised, state.user);
  const cwd = switchedCwd(recognised, state.cwd);
  if (replaces) state.ended = true;
  const path =
    recognised.program === "shell"
      ? recognised.script
      : recognised.program === "other"
        ? recognised.name
        : null;
  const text = recognised.program === "shell" ? recognised.text : null;
  let opened: (OpenedScript & { readonly via: Place["via"] }) | null = null;
  if (interpreter.depth < MOST_DEEP && text !== null && text.value !== null) {
    const script = readShell(text.decoded ?? placedText(text.value, text.at, place.source));
    opened = { file: place.file, source: place.source, script, via: place.via };
  } else if (
    interpreter.depth < MOST_DEEP &&
    text === null &&
    path !== null &&
    path.value !== null &&
    mayBeScript(path.value)
  ) {
    const found = interpreter.open(path.value, cwd);
    if (found !== null) opened = { ...found, via: [at, ...place.via] };
  }
  if (opened !== null) {
    interpreter.files.add(opened.file);
    interpreter.depth++;
    const inner: ShellState = {
      ...branch(state, null),
      variables: new Map(),
      functions: new Map(),
      environment,
      ...streams,
      user,
      cwd,
      self: (text === null ? path : recognised.args[0])?.value ?? null,
      positional: text === null ? recognised.args : recognised.args.slice(1),
      allExport: false,
      ended: false,
      returning: false,
    };
    const { file, source, via } = opened;
    const before = interpreter.launches.length;
    runList(opened.script.body, inner, { file, source, via }, interpreter);
    append(state.provides, inner.provides.slice(state.provides.length));
    interpreter.depth--;
    const last = interpreter.launches.at(-1);
    if (background && last !== undefined && interpreter.launches.length > before)
      interpreter.launches[interpreter.launches.length - 1] = { ...last, background };
    return "likely";
  }
  if (mayStay(recognised)) interpreter.others = true;
  if (recognised.program === "other" && !replaces)
    return programName(words[0] ?? { value: "", at }) === "command" ? undefined : "likely";
  interpreter.launches.push({
    recognised,
    words,
    at,
    via: place.via,
    user,
    cwd,
    umask: state.umask,
    environment,
    ...streams,
    background,
    replaces,
    when: state.when,
    provides: [...state.provides],
  });
  return "likely";
}

/** A path, or the name of a script: bare names of programs are looked up in PATH and are not here. */
function mayBeScript(path: string): boolean {
  return path.includes("/") || /\.(?:sh|bash)$/.test(path) || /^(?:docker-)?entrypoint/.test(path);
}
