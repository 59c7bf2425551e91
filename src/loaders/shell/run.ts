import { unknownFact } from "../../model/fact.ts";
import type { LaunchWord } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Redirection, ShellCommand, ShellList } from "../../read/shell/tree.ts";
import type { FileSpan, Span } from "../../text/span.ts";
import { doubleBracketStatus, matchesPattern, not, type Status } from "./condition.ts";
import { expandText, expandWords } from "./expand-word.ts";
import type { OpenedScript, StartedCommand } from "./interpret.ts";
import { redirected } from "./redirect.ts";
import { runSimple } from "./simple-command.ts";
import { assign, branch, rejoin, type ShellState } from "./state.ts";
import { unknownValue } from "./shell-value.ts";
import { append } from "../../text/append.ts";

/** What is shared by all the ways through a script and through those that it calls. */
export interface Interpreter {
  readonly open: (path: string, cwd: ShellState["cwd"]) => OpenedScript | null;
  readonly launches: StartedCommand[];
  readonly files: Set<string>;
  readonly gaps: Gap[];
  /** Becomes true where something is started that may stay beside the server. */
  others: boolean;
  steps: number;
  /** How deep in functions and scripts. */
  depth: number;
  full: boolean;
}

/** The text that is being followed. */
export interface Place {
  readonly file: string;
  readonly source: string;
  readonly via: readonly FileSpan[];
}

const MOST_STEPS = 20_000;
/** So many rounds of a loop over known words are followed. */
const MOST_ROUNDS = 50;

export function spanIn(place: Place, span: Span): FileSpan {
  return { file: place.file, start: span.start, end: span.end };
}

/** Runs the statements until one of them ends the script. Says how the last one ended. */
export function runList(list: ShellList, state: ShellState, place: Place, interpreter: Interpreter): Status {
  let status: Status = true;
  for (const statement of list) {
    if (state.ended || !mayGoOn(interpreter, place, statement.span)) break;
    if (statement.background) {
      const aside = branch(state, null);
      runCommand(statement.command, aside, place, interpreter, true);
      append(state.provides, aside.provides.slice(state.provides.length));
      status = true;
    } else status = runCommand(statement.command, state, place, interpreter, false);
  }
  return status;
}

function mayGoOn(interpreter: Interpreter, place: Place, span: Span): boolean {
  interpreter.steps++;
  if (interpreter.steps <= MOST_STEPS) return true;
  if (!interpreter.full) {
    interpreter.full = true;
    interpreter.gaps.push({
      what: place.file,
      why: "the script is followed no further: it takes too many steps",
      at: spanIn(place, span),
    });
  }
  return false;
}

export function runCommand(
  command: ShellCommand,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
  background: boolean,
): Status {
  switch (command.kind) {
    case "simple":
      return runSimple(command, state, place, interpreter, background);
    case "pipeline": {
      const [first] = command.commands;
      let status: Status = undefined;
      for (const each of command.commands) {
        if (command.commands.length === 1 && first !== undefined)
          status = runCommand(first, state, place, interpreter, background);
        else {
          const aside = branch(state, null);
          const isLast = each === command.commands.at(-1);
          if (!isLast) aside.stdout = unknownFact("it goes into a pipe", spanIn(place, each.span));
          status = runCommand(each, aside, place, interpreter, background);
          append(state.provides, aside.provides.slice(state.provides.length));
        }
      }
      return command.negated ? not(status) : status;
    }
    case "and-or":
      return runAndOr(command, state, place, interpreter);
    case "if":
      return within(command.redirections, state, place, () => runIf(command, state, place, interpreter));
    case "case":
      return within(command.redirections, state, place, () => runCase(command, state, place, interpreter));
    case "for":
    case "select":
      return within(command.redirections, state, place, () => runFor(command, state, place, interpreter));
    case "while":
    case "until": {
      const way = branch(state, describe(command.test, place));
      const skipped = branch(state, null);
      const status = runList(command.test, skipped, place, interpreter);
      if (status !== (command.kind === "until")) {
        runList(command.body, way, place, interpreter);
        // A loop that waits ends some time: what follows is reached whatever happens inside.
        way.ended = false;
        rejoin(state, [skipped, way]);
      }
      return "likely";
    }
    case "arithmetic-for":
    case "coprocess": {
      const way = branch(state, null);
      runList(command.body, way, place, interpreter);
      way.ended = false;
      rejoin(state, [branch(state, null), way]);
      return "likely";
    }
    case "group":
      return within(command.redirections, state, place, () =>
        runList(command.body, state, place, interpreter),
      );
    case "subshell": {
      const aside = branch(state, null);
      const status = within(command.redirections, aside, place, () =>
        runList(command.body, aside, place, interpreter),
      );
      append(state.provides, aside.provides.slice(state.provides.length));
      return status;
    }
    case "function":
      state.functions.set(command.name, command.body);
      return true;
    case "test": {
      const { source } = place;
      const values = command.operands.map((word) => expandText(word, state, place.file));
      if (source === "") return undefined;
      const ends = [command.span.start, ...command.operands.map((word) => word.span.end)];
      const starts = [...command.operands.map((word) => word.span.start), command.span.end];
      return doubleBracketStatus(
        values,
        ends.map((from, i) => source.slice(from, starts[i])),
      );
    }
    case "arithmetic":
      return undefined;
  }
}

/** Runs something with its redirections in place. */
function within<T>(
  redirections: readonly Redirection[],
  state: ShellState,
  place: Place,
  action: () => T,
): T {
  if (redirections.length === 0) return action();
  const { stdout, stderr } = state;
  Object.assign(state, redirected(redirections, state, place.file));
  const result = action();
  Object.assign(state, { stdout, stderr });
  return result;
}

function runAndOr(
  command: Extract<ShellCommand, { kind: "and-or" }>,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
): Status {
  let status = runCommand(command.first, state, place, interpreter, false);
  let what = describeCommand(command.first, place);
  for (const step of command.rest) {
    if (state.ended) return status;
    const runs = step.operator === "&&" ? status : not(status);
    if (runs === true || (status === "likely" && step.operator === "&&")) {
      status = runCommand(step.command, state, place, interpreter, false);
    } else if (runs === undefined) {
      const when = step.operator === "&&" ? what : `not: ${what}`;
      const way = branch(state, when);
      const skipped = branch(state, null);
      const inner = runCommand(step.command, way, place, interpreter, false);
      rejoin(state, [way, skipped]);
      // `mkdir -p logs || true` succeeds whichever way it goes.
      status = status === "likely" || inner === true ? "likely" : undefined;
    }
    what = describeCommand(step.command, place);
  }
  return status;
}

function runIf(
  command: Extract<ShellCommand, { kind: "if" }>,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
): Status {
  const ways: ShellState[] = [];
  const denied: string[] = [];
  for (const { test, body } of command.branches) {
    const status = runList(test, state, place, interpreter);
    if (state.ended || status === false) continue;
    const when = describe(test, place);
    if (status === true) {
      const way = branch(state, ways.length === 0 ? null : denied.join(" and "));
      ways.push(way);
      runList(body, way, place, interpreter);
      rejoin(state, ways);
      return "likely";
    }
    const way = branch(state, when);
    ways.push(way);
    runList(body, way, place, interpreter);
    denied.push(`not: ${when}`);
  }
  if (state.ended) return "likely";
  const last = branch(state, ways.length === 0 ? null : denied.join(" and "));
  if (command.otherwise !== null) runList(command.otherwise, last, place, interpreter);
  rejoin(state, [...ways, withoutLastCondition(last, command.otherwise === null)]);
  return "likely";
}

function withoutLastCondition(state: ShellState, empty: boolean): ShellState {
  return empty ? { ...state, when: state.when.slice(0, -1) } : state;
}

function runCase(
  command: Extract<ShellCommand, { kind: "case" }>,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
): Status {
  const subject = expandText(command.subject, state, place.file);
  const shown = subject.value ?? subject.written ?? "?";
  const ways: ShellState[] = [];
  let certain = false;
  for (const item of command.items) {
    const verdicts = item.patterns.map((pattern) => {
      const quoted =
        pattern.parts.length > 0 && pattern.parts.every((part) => part.kind === "text" && part.quoted);
      return matchesPattern(subject.value, expandText(pattern, state, place.file).value, quoted);
    });
    if (verdicts.every((verdict) => verdict === false)) continue;
    const isSure = verdicts.includes(true);
    const names = item.patterns
      .map((pattern) => expandText(pattern, state, place.file).value ?? "?")
      .join(" or ");
    const way = branch(
      state,
      isSure && ways.length === 0 ? null : `${shown} is ${names === "*" ? "anything else" : names}`,
    );
    runList(item.body, way, place, interpreter);
    ways.push(way);
    if (isSure && !item.fallsThrough) {
      certain = true;
      break;
    }
  }
  rejoin(state, certain ? ways : [...ways, branch(state, null)]);
  return "likely";
}

function runFor(
  command: Extract<ShellCommand, { kind: "for" | "select" }>,
  state: ShellState,
  place: Place,
  interpreter: Interpreter,
): Status {
  const words: readonly LaunchWord[] | null =
    command.words === null ? state.positional : expandWords(command.words, state, place.file);
  const at = spanIn(place, command.span);
  if (words === null || command.kind === "select") {
    assign(state, command.name, unknownValue(`$${command.name}`, "the words of a loop are not known"), at);
    const way = branch(state, null);
    runList(command.body, way, place, interpreter);
    way.ended = false;
    rejoin(state, [way, branch(state, null)]);
    return "likely";
  }
  for (const word of words.slice(0, MOST_ROUNDS)) {
    if (state.ended) break;
    assign(state, command.name, word, at);
    runList(command.body, state, place, interpreter);
  }
  return "likely";
}

/** A condition for people: as written, in one line. */
function describe(list: ShellList, place: Place): string {
  const [first] = list;
  const last = list.at(-1);
  if (first === undefined || last === undefined) return "a condition holds";
  return shortened(place.source.slice(first.span.start, last.span.end));
}

function describeCommand(command: ShellCommand, place: Place): string {
  return shortened(place.source.slice(command.span.start, command.span.end));
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "a condition of the script holds";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
