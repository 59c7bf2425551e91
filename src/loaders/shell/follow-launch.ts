import type { FileAccess, Launch, LaunchWord } from "../../model/launch.ts";
import { readShell } from "../../read/shell/read-shell.ts";
import type { ShellScript } from "../../read/shell/tree.ts";
import { recognise, type Program, type Recognised } from "../programs/recognise.ts";
import { shownCommand } from "../programs/words.ts";
import { switchedCwd, switchedUser } from "../programs/switch.ts";
import {
  interpretScript,
  type OpenedScript,
  type ScriptOutcome,
  type ScriptRequest,
  type StartedCommand,
} from "./interpret.ts";
import { placedText } from "./placed-text.ts";
import { environmentWith } from "./state.ts";

/** A launch whose program is known: scripts and wrappers are followed to what runs in the end. */
export interface FollowedLaunch {
  readonly launch: Launch;
  readonly program: Program;
  /** The words after the program's name. */
  readonly args: readonly LaunchWord[];
  /** Under which conditions a script starts it; empty for always. */
  readonly when: readonly string[];
  /** False for what a script runs before it goes on: `manage.py migrate`. */
  readonly stays: boolean;
}

export interface FollowedLaunches {
  readonly launches: readonly FollowedLaunch[];
  /** Script files that were read on the way. */
  readonly files: readonly string[];
}

/** The text of a file, for scripts that stand in one: a command of a unit, a line of a Procfile. */
export interface FollowRequest {
  readonly launch: Launch;
  readonly open: NonNullable<ScriptRequest["open"]>;
  readonly sourceOf: (file: string) => string;
}

/** Follows a command to the programs that it runs in the end. */
export function followLaunch(request: FollowRequest): FollowedLaunches {
  const { launch, open } = request;
  const recognised = recognise(launch.words);
  const user = switchedUser(recognised, launch.user);
  const cwd = switchedCwd(recognised, launch.cwd);
  const environment = environmentWith(launch.environment, recognised);
  const scripted = scriptOf(recognised, cwd, request);
  if (scripted === null) {
    return {
      launches: [
        {
          launch: { ...launch, user, cwd, environment },
          program: recognised.program,
          args: recognised.args,
          when: [],
          stays: true,
        },
      ],
      files: [],
    };
  }
  const args = recognised.text === null ? recognised.args : recognised.args.slice(1);
  return followScript({ launch: { ...launch, user, cwd, environment }, ...scripted, args, open });
}

/** Follows the script that a launch consists of, such as a line of a Procfile. */
export function followScript(request: {
  readonly launch: Launch;
  readonly file: string;
  readonly source: string;
  readonly script: ShellScript;
  readonly self: string | null;
  readonly via: Launch["via"];
  readonly args: readonly LaunchWord[] | null;
  readonly open: NonNullable<ScriptRequest["open"]>;
}): FollowedLaunches {
  const { launch, file, source, script, self, via, args, open } = request;
  const { user, cwd, umask, stdout, stderr, environment } = launch;
  const outcome = interpretScript({
    ...{ script, file, source, environment, args, user, cwd, umask, stdout, stderr, open },
    ...(self === null ? {} : { self }),
  });
  const last = outcome.launches.at(-1);
  return {
    launches: outcome.launches.map((each) =>
      followed(each, launch, via, each === last || each.replaces || each.background, outcome),
    ),
    files: outcome.files,
  };
}

function followed(
  each: StartedCommand,
  launch: Launch,
  via: Launch["via"],
  stays: boolean,
  { gaps, alone }: Pick<ScriptOutcome, "gaps" | "alone">,
): FollowedLaunch {
  const access: FileAccess = { ...launch.access, provides: [...launch.access.provides, ...each.provides] };
  const { words, at, user, cwd, umask, environment, stdout, stderr, recognised, when } = each;
  const command = shownCommand(words[0]?.value === "exec" ? words.slice(1) : words);
  return {
    launch: {
      ...launch,
      ...{ words, at, user, cwd, umask, environment, stdout, stderr, access },
      command,
      via: [...each.via, ...via, ...launch.via],
      gaps: [...launch.gaps, ...gaps],
      alone: alone && launch.alone !== false,
    },
    program: recognised.program,
    args: recognised.args,
    when,
    stays,
  };
}

/** The script that a command runs: the text after `-c`, or a file that is here. */
function scriptOf(
  recognised: Recognised,
  cwd: Launch["cwd"],
  { launch, open, sourceOf }: FollowRequest,
): (OpenedScript & { self: string | null; via: Launch["via"] }) | null {
  const { text, script, name } = recognised;
  if (recognised.program === "shell" && text !== null) {
    if (text.value === null) return null;
    const file = text.at.file;
    const source = sourceOf(file);
    return {
      file,
      source,
      script: readShell(text.decoded ?? placedText(text.value, text.at, source)),
      self: null,
      via: [],
    };
  }
  const path = recognised.program === "shell" ? script : recognised.program === "other" ? name : null;
  if (path === null || path.value === null) return null;
  const opened = open(path.value, cwd);
  return opened === null ? null : { ...opened, self: path.value, via: [launch.at] };
}
