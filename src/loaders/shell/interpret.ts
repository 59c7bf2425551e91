import type { Fact } from "../../model/fact.ts";
import type { LaunchEnvironment, LaunchWord, ProvidedPath } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Stream } from "../../model/stack.ts";
import type { ShellScript } from "../../read/shell/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import type { Recognised } from "../programs/recognise.ts";
import { runList, type Interpreter } from "./run.ts";
import { freshState } from "./state.ts";

/** A script that a command names, opened: a file of the repository. */
export interface OpenedScript {
  readonly file: string;
  readonly source: string;
  readonly script: ShellScript;
}

export interface ScriptRequest {
  readonly script: ShellScript;
  readonly file: string;
  /** The text of `file`; without it, some conditions cannot be decided. */
  readonly source?: string;
  readonly environment: LaunchEnvironment;
  /** `$1` and so on; null: not known. */
  readonly args: readonly LaunchWord[] | null;
  /** `$0`: the path under which it runs, as the process sees it. */
  readonly self?: string;
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly umask?: Fact<string>;
  readonly stdout?: Fact<Stream>;
  readonly stderr?: Fact<Stream>;
  /** Opens a script that is run or sourced, by its path as the process sees it; null: it is not one, or not here. */
  readonly open?: (path: string, cwd: Fact<string>) => OpenedScript | null;
}

/** A program that the script starts, in the state of that moment. */
export interface StartedCommand {
  readonly recognised: Recognised;
  /** All the words, wrappers included. */
  readonly words: readonly LaunchWord[];
  readonly at: FileSpan;
  /** The scripts that lead to it, nearest first: the places that run or source each. */
  readonly via: readonly FileSpan[];
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly umask: Fact<string>;
  readonly environment: LaunchEnvironment;
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
  readonly background: boolean;
  /** True for `exec`: the script becomes the program. */
  readonly replaces: boolean;
  /** Under which conditions it is started, for people; empty for always. */
  readonly when: readonly string[];
  /** What the script made before. */
  readonly provides: readonly ProvidedPath[];
}

export interface ScriptOutcome {
  /** In order: `manage.py migrate` before the server that is started last. Programs of no interest are not among them. */
  readonly launches: readonly StartedCommand[];
  /** All that the script makes, whichever way it takes. */
  readonly provides: readonly ProvidedPath[];
  /** Files whose commands were followed. */
  readonly files: readonly string[];
  readonly gaps: readonly Gap[];
  /** True when nothing else that the script starts can stay: see `Launch.alone`. */
  readonly alone: boolean;
}

/**
 * Follows a script of sh or bash without running it: variables with known and unknown values, both ways of a condition that nobody can decide, bounded
 * loops, functions, scripts that it calls. Never throws; at its limits it stops with a gap.
 */
export function interpretScript(request: ScriptRequest): ScriptOutcome {
  const interpreter: Interpreter = {
    open: request.open ?? (() => null),
    launches: [],
    files: new Set([request.file]),
    gaps: [],
    others: false,
    steps: 0,
    depth: 0,
    full: false,
  };
  const state = freshState(request);
  runList(
    request.script.body,
    state,
    { file: request.file, source: request.source ?? "", via: [] },
    interpreter,
  );
  return {
    launches: interpreter.launches,
    provides: state.provides,
    files: [...interpreter.files],
    gaps: interpreter.gaps,
    alone: !interpreter.others && !interpreter.full && interpreter.gaps.length === 0,
  };
}
