import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { LaunchEnvironment, LaunchWord, ProvidedPath } from "../../model/launch.ts";
import type { Stream } from "../../model/stack.ts";
import type { ShellList } from "../../read/shell/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import type { Recognised } from "../programs/recognise.ts";
import { eitherValue, sameValue, unknownValue, type ShellValue } from "./shell-value.ts";

export type Variable =
  | { readonly kind: "text"; readonly value: ShellValue; readonly exported: boolean; readonly at: FileSpan }
  /** `elements` null: not known. */
  | { readonly kind: "array"; readonly elements: readonly LaunchWord[] | null }
  | { readonly kind: "unset"; readonly exported?: boolean };

/** Where a script stands: what its variables hold, and what it has done so far. */
export interface ShellState {
  readonly variables: Map<string, Variable>;
  readonly functions: Map<string, ShellList>;
  readonly environment: LaunchEnvironment;
  /** Why other variables may be set: a file was sourced that is not known. */
  open: string | null;
  /** `$0`; null when the path under which the script runs is not known. */
  readonly self: string | null;
  /** `$1` and so on; null: not known. */
  positional: readonly LaunchWord[] | null;
  cwd: Fact<string>;
  user: Fact<string>;
  umask: Fact<string>;
  stdout: Fact<Stream>;
  stderr: Fact<Stream>;
  /** `set -a`: every assignment is exported. */
  allExport: boolean;
  /** `exec`, `exit` or `return` ended this way through the script. */
  ended: boolean;
  /** It ended by `return`, which ends only a function. */
  returning: boolean;
  readonly provides: ProvidedPath[];
  /** Under which conditions the script gets here, for people. */
  readonly when: readonly string[];
}

/** A copy that goes on under one more condition. */
export function branch(state: ShellState, when: string | null): ShellState {
  return {
    ...state,
    variables: new Map(state.variables),
    functions: new Map(state.functions),
    provides: [...state.provides],
    when: when === null ? state.when : [...state.when, when],
  };
}

/** What `$NAME` is: a variable of the script, else of its environment. `null`: certainly unset. */
export function lookUp(state: ShellState, name: string): ShellValue | null {
  const own = state.variables.get(name);
  if (own !== undefined) {
    if (own.kind === "text") return own.value;
    if (own.kind === "unset") return null;
    const [first] = own.elements ?? [];
    return own.elements === null ? unknownValue(`$${name}`, `${name} is not known`) : (first ?? null);
  }
  if (name === "PWD" && (state.cwd.state === "set" || state.cwd.state === "default"))
    return { value: state.cwd.value };
  const given = lookUpVariable(state.environment, name);
  return given === null && state.open !== null ? unknownValue(`$${name}`, state.open) : given;
}

/** What a variable of an environment is; null: certainly unset. */
export function lookUpVariable(environment: LaunchEnvironment, name: string): ShellValue | null {
  const fact = Object.hasOwn(environment.values, name) ? environment.values[name] : undefined;
  if (fact !== undefined) return factValue(name, fact);
  if (environment.complete && !COMMON.has(name)) return null;
  return unknownValue(`$${name}`, `the environment variable ${name} is not known`);
}

/** Variables that every process has, whatever its service manager says. */
const COMMON: ReadonlySet<string> = new Set([
  ..."HOME USER LOGNAME SHELL PATH PWD LANG HOSTNAME UID EUID PPID IFS TERM RANDOM OLDPWD".split(" "),
]);

function factValue(name: string, fact: Fact<string>): ShellValue {
  switch (fact.state) {
    case "set":
    case "default":
      return { value: fact.value };
    case "unknown":
      return unknownValue(`$${name}`, fact.why);
    case "either": {
      const known = fact.options.flatMap((option) =>
        option.fact.state === "set" || option.fact.state === "default" ? [option.fact.value] : [],
      );
      const why = `${name} has one of several values`;
      return known.length === 1
        ? unknownValue(`$${name}`, why, { value: known[0] ?? "", unless: `${name} is set otherwise` })
        : unknownValue(`$${name}`, why);
    }
  }
}

export function assign(
  state: ShellState,
  name: string,
  value: ShellValue,
  at: FileSpan,
  exported = false,
): void {
  const before = state.variables.get(name);
  const inherited = before === undefined && Object.hasOwn(state.environment.values, name);
  const wasExported = (before?.kind === "text" || before?.kind === "unset") && before.exported === true;
  state.variables.set(name, {
    kind: "text",
    value,
    exported: exported || inherited || wasExported || state.allExport,
    at,
  });
}

/** The environment of a program that the script starts here; `own` are the assignments before the command. */
export function environmentOf(
  state: ShellState,
  own: readonly { readonly name: string; readonly value: ShellValue; readonly at: FileSpan }[],
  cleared = false,
): LaunchEnvironment {
  const values = Object.create(null) as Record<string, Fact<string>>;
  if (!cleared) {
    for (const [name, fact] of Object.entries(state.environment.values)) values[name] = fact;
    for (const [name, variable] of state.variables) {
      if (variable.kind === "text") {
        if (variable.exported) values[name] = valueFact(variable.value, variable.at);
      } else Reflect.deleteProperty(values, name);
    }
  }
  for (const each of own) values[each.name] = valueFact(each.value, each.at);
  return { values, complete: cleared || (state.environment.complete && state.open === null) };
}

/** A script's value as a fact: with its usual value as one of two alternatives. */
export function valueFact(value: ShellValue, at: FileSpan): Fact<string> {
  if (value.value !== null) return setFact(value.value, at, "environment");
  const why = value.why ?? "it is not known";
  if (value.usually === undefined) return unknownFact(why, at);
  const unless = value.unless ?? "something else sets it";
  return {
    state: "either",
    at,
    options: [
      { when: `unless ${unless}`, fact: setFact(value.usually, at, "environment") },
      { when: unless, fact: unknownFact(why, at) },
    ],
  };
}

/** Goes on after alternatives: `into` holds what all the ways that did not end agree on. */
export function rejoin(into: ShellState, ways: readonly ShellState[]): void {
  const going = ways.filter((way) => !way.ended);
  const provided = new Set(into.provides);
  for (const way of ways) {
    for (const each of way.provides) {
      if (provided.has(each)) continue;
      provided.add(each);
      into.provides.push(each);
    }
  }
  const [first, ...others] = going;
  if (first === undefined) {
    into.ended = ways.length > 0;
    into.returning = ways.some((way) => way.returning);
    return;
  }
  into.positional = others.every((way) => way.positional === first.positional) ? first.positional : null;
  into.cwd = agreed(going.map((way) => way.cwd));
  into.user = agreed(going.map((way) => way.user));
  into.umask = agreed(going.map((way) => way.umask));
  into.stdout = agreed(going.map((way) => way.stdout));
  into.stderr = agreed(going.map((way) => way.stderr));
  into.allExport = first.allExport;
  into.open = going.find((way) => way.open !== null)?.open ?? null;
  const names = new Set(going.flatMap((way) => [...way.variables.keys()]));
  for (const name of names) {
    const joined = going
      .map((way) => way.variables.get(name))
      .reduce((a, b) => eitherVariable(into, name, a, b));
    if (joined !== undefined) into.variables.set(name, joined);
  }
  for (const way of going) for (const [name, body] of way.functions) into.functions.set(name, body);
}

function eitherVariable(
  state: ShellState,
  name: string,
  a: Variable | undefined,
  b: Variable | undefined,
): Variable | undefined {
  if (a === b) return a;
  if (a?.kind === "array" || b?.kind === "array") return { kind: "array", elements: null };
  const text = a?.kind === "text" ? a : b?.kind === "text" ? b : undefined;
  if (text === undefined) return { kind: "unset" };
  const valueOf = (variable: Variable | undefined): ShellValue =>
    variable?.kind === "text" ? variable.value : (lookUp(state, name) ?? { value: "" });
  if (a?.kind === "text" && b?.kind === "text" && sameValue(a.value, b.value)) return a;
  return { ...text, value: eitherValue(valueOf(a), valueOf(b)) };
}

function agreed<T>(facts: readonly Fact<T>[]): Fact<T> {
  const [first, ...others] = facts;
  if (first === undefined) return unknownFact("nothing says so");
  const key = JSON.stringify(first);
  return others.every((fact) => fact === first || JSON.stringify(fact) === key)
    ? first
    : unknownFact("it depends on a condition of the script");
}

/** An environment with the variables that `env` and its like set on the way to the program. */
export function environmentWith(environment: LaunchEnvironment, recognised: Recognised): LaunchEnvironment {
  if (recognised.environment.length === 0 && !recognised.cleared) return environment;
  const values = Object.create(null) as Record<string, Fact<string>>;
  if (!recognised.cleared) for (const [name, fact] of Object.entries(environment.values)) values[name] = fact;
  for (const { name, value } of recognised.environment) values[name] = valueFact(value, value.at);
  return { values, complete: recognised.cleared || environment.complete };
}

/** The state in which a script, or a command of a unit, begins. */
export function freshState(request: {
  readonly environment: LaunchEnvironment;
  readonly args: readonly LaunchWord[] | null;
  readonly self?: string;
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly umask?: Fact<string>;
  readonly stdout?: Fact<Stream>;
  readonly stderr?: Fact<Stream>;
}): ShellState {
  return {
    variables: new Map(),
    functions: new Map(),
    environment: request.environment,
    open: null,
    self: request.self ?? null,
    positional: request.args,
    cwd: request.cwd,
    user: request.user,
    umask: request.umask ?? unknownFact("the umask is not known"),
    stdout: request.stdout ?? unknownFact("where stdout goes is not known"),
    stderr: request.stderr ?? unknownFact("where stderr goes is not known"),
    allExport: false,
    ended: false,
    returning: false,
    provides: [],
    when: [],
  };
}
