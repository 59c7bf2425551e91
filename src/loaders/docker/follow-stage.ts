import { certainValue, setFact, unknownFact } from "../../model/fact.ts";
import { readShell } from "../../read/shell/read-shell.ts";
import type { Command, Instruction, Stage } from "../../read/dockerfile/tree.ts";
import { join } from "../../text/path.ts";
import type { ImageCommand } from "./built-image.ts";
import { copyFiles } from "./copy-files.ts";
import { textOf, type ImageVariables } from "./image-words.ts";
import { addDirectory } from "./path-table.ts";
import { followCommands } from "./run-effects.ts";
import type { RunShell } from "./run-state.ts";
import type { StageContext, StageState } from "./stage.ts";

export interface StageArguments {
  /** `--build-arg`; a value that is null is not known. */
  readonly given: ReadonlyMap<string, string | null>;
  /** `ARG` before the first `FROM`, which a stage takes over with an `ARG` of that name. */
  readonly global: ReadonlyMap<string, string | null>;
  readonly stageNamed: (name: string) => StageState | null;
}

/** More instructions than this are not followed: each may look at all that came before it. */
const MOST_INSTRUCTIONS = 2000;

/** Follows the instructions of a stage, from `ENV` to `CMD`. */
export function followStage(
  stage: Stage,
  state: StageState,
  context: StageContext,
  args: StageArguments,
): void {
  for (const instruction of stage.instructions.slice(0, MOST_INSTRUCTIONS)) {
    followInstruction(instruction, state, context, args);
  }
  const next = stage.instructions[MOST_INSTRUCTIONS];
  if (next === undefined) return;
  state.build.complete = false;
  const why = `only the first ${String(MOST_INSTRUCTIONS)} instructions of a stage are followed`;
  state.build.gaps.push({ what: context.file, why, at: context.place(next.span) });
}

/** `ENV` wins over `ARG` of the same name (Dockerfile reference, "ARG"). */
function variablesOf(state: StageState): ImageVariables {
  const values = new Map<string, string | null>(state.args);
  for (const [name, fact] of state.environment) values.set(name, certainValue(fact) ?? null);
  return { values, complete: state.knowsEnvironment };
}

function followInstruction(
  instruction: Instruction,
  state: StageState,
  context: StageContext,
  args: StageArguments,
): void {
  const at = context.place(instruction.span);
  const variables = variablesOf(state);
  switch (instruction.kind) {
    case "arg":
      for (const { name, value } of instruction.pairs) {
        const key = textOf(name, variables);
        if (key === null) continue;
        const known = args.given.get(key) ?? (args.given.has(key) ? null : undefined);
        const written = value === null ? (args.global.get(key) ?? null) : textOf(value, variables);
        state.args.set(key, known === undefined ? written : known);
      }
      return;
    case "env":
      for (const { name, value } of instruction.pairs) {
        const key = textOf(name, variables);
        if (key === null || value === null) continue;
        const text = textOf(value, variables);
        const place = context.place({ start: name.span.start, end: value.span.end });
        state.environment.set(
          key,
          text === null
            ? unknownFact(`its value in ${context.file} depends on what is not known`, place)
            : setFact(text, place, "environment"),
        );
      }
      return;
    case "user": {
      const text = textOf(instruction.value, variables);
      state.user =
        text === null ? unknownFact("USER depends on a variable that is not known", at) : setFact(text, at);
      return;
    }
    case "workdir": {
      followWorkdir(instruction, state, context, variables);
      return;
    }
    case "copy":
    case "add": {
      copyFiles(instruction, state, context, variables, args.stageNamed);
      return;
    }
    case "run": {
      followRun(instruction, state, context, variables);
      return;
    }
    case "shell":
      if (instruction.command.form === "exec")
        state.shell = instruction.command.words.map(({ value }) => value);
      return;
    case "cmd":
      state.command = commandOf(instruction.command, state, context, at);
      state.hasCommand = true;
      return;
    case "entrypoint":
      state.entrypoint = commandOf(instruction.command, state, context, at);
      // An ENTRYPOINT forgets the CMD of the base image, not that of its own stage.
      if (!state.hasCommand) state.command = null;
      return;
    case "expose":
      for (const word of instruction.words) {
        const port = Number.parseInt(textOf(word, variables) ?? "", 10);
        if (Number.isInteger(port) && !state.exposes.includes(port)) state.exposes.push(port);
      }
      return;
    case "volume":
      for (const word of instruction.words) {
        const path = textOf(word, variables);
        if (path === null || !path.startsWith("/")) continue;
        const owner = { owner: "root", group: "root", mode: "0755" };
        addDirectory(state.build.table, { path, isDirectory: true, ...owner, at, by: `VOLUME ${path}` });
        state.volumes.push({ path: join(path), at });
      }
      return;
    case "onbuild":
    case "healthcheck":
    case "label":
    case "maintainer":
    case "stopsignal":
      return;
  }
}

function followWorkdir(
  { value, span }: Extract<Instruction, { kind: "user" | "workdir" | "stopsignal" }>,
  state: StageState,
  context: StageContext,
  variables: ImageVariables,
): void {
  const at = context.place(span);
  const text = textOf(value, variables);
  const before = certainValue(state.cwd);
  if (text === null || (before === undefined && !text.startsWith("/"))) {
    state.cwd = unknownFact("WORKDIR depends on what is not known", at);
    return;
  }
  const path = join(before ?? "/", text);
  state.cwd = setFact(path, at);
  // BuildKit makes the directory for the user that USER names; the older builder for root.
  const user = certainValue(state.user);
  const isRoot = user === "root" || user === "0";
  const owner = isRoot ? "root" : null;
  addDirectory(state.build.table, {
    path,
    isDirectory: true,
    owner,
    group: owner,
    mode: "0755",
    at,
    by: `WORKDIR ${path}`,
  });
}

function followRun(
  { command }: Extract<Instruction, { kind: "run" | "cmd" | "entrypoint" | "shell" }>,
  state: StageState,
  context: StageContext,
  variables: ImageVariables,
): void {
  const { build } = state;
  const shells = state.shell[0] ?? "";
  if (/powershell|cmd/i.test(shells)) {
    build.complete = false;
    return;
  }
  const script = command.form === "shell" ? command.script : quotedWords(command.words);
  const user = certainValue(state.user)?.split(":")[0] ?? null;
  const shell: RunShell = {
    build,
    cwd: certainValue(state.cwd) ?? "/",
    user: user === "0" ? "root" : user,
    umask: 0o022,
    variables: new Map(variables.values),
    knowsAll: variables.complete,
    functions: new Map(),
    braces: shells.endsWith("bash"),
    maybe: 0,
    failing: 0,
    stopsOnFailure: state.shell.some((word) => /^-[a-z]*e/.test(word)),
    place: context.place,
  };
  if (certainValue(state.cwd) === undefined) shell.maybe = 1;
  followCommands(readShell(script).body, shell);
}

/** The exec form as a shell would have to write it: no word is expanded. */
function quotedWords(
  words: readonly { readonly value: string; readonly span: { start: number; end: number } }[],
) {
  const pieces: string[] = [];
  const starts: number[] = [];
  for (const { value, span } of words) {
    const piece = `'${value.replaceAll("'", `'\\''`)}' `;
    pieces.push(piece);
    for (let i = 0; i < piece.length; i++) starts.push(Math.min(span.start + i, span.end - 1));
  }
  return { value: pieces.join(""), starts, end: words.at(-1)?.span.end ?? 0 };
}

function commandOf(
  command: Command,
  state: StageState,
  context: StageContext,
  at: ImageCommand["at"],
): ImageCommand | null {
  if (command.form === "shell")
    return { form: "shell", script: command.script, file: context.file, shell: state.shell, at };
  if (command.words.length === 0) return null;
  return {
    form: "exec",
    at,
    words: command.words.map(({ value, span }) => ({ value, at: context.place(span) })),
  };
}
