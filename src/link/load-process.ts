import { parseGunicornArguments, type CommandArgument } from "../loaders/gunicorn/command-line.ts";
import { loadGunicorn } from "../loaders/gunicorn/load-gunicorn.ts";
import { splitShellWords } from "../loaders/gunicorn/shell-words.ts";
import { certainValue, defaultFact, unknownFact, type Fact } from "../model/fact.ts";
import type { GunicornInstance, SettingValue } from "../model/gunicorn.ts";
import type { LaunchWord } from "../model/launch.ts";
import type { Process } from "../model/stack.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { basename, dirname, isAbsolute, join } from "../text/path.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { fileHere } from "./launch-place.ts";
import { evaluatorEnvironment } from "./process-environment.ts";

export interface GunicornLinkRequest {
  readonly fs: FileSystem;
  readonly linked: LinkedLaunch;
  readonly name: string;
  /** gunicorn config files that were found. */
  readonly configFiles: readonly string[];
  readonly version: Fact<string>;
  readonly readCache: Map<string, PythonModule>;
}

/** The gunicorn that a launch starts: its command line with its config file and its environment. */
export function linkGunicorn(request: GunicornLinkRequest): GunicornInstance {
  const { fs, linked, name, version, readCache } = request;
  const { launch, args, place } = linked;
  const cwd = certainValue(launch.cwd) ?? null;
  const environment = evaluatorEnvironment(launch.environment);
  const load = (words: readonly CommandArgument[]): GunicornInstance => {
    const configFile = configFileOf(request, words);
    const bases = [place.start, configFile === null ? null : dirname(configFile), "."];
    return loadGunicorn({
      fs,
      name,
      configFile,
      args: words,
      command: launch.command,
      at: launch.at,
      ...(cmdArgsOf(linked) === undefined ? {} : { cmdArgs: cmdArgsOf(linked) ?? null }),
      environment,
      searchPath: [...new Set(bases.filter((each) => each !== null))],
      version,
      workingDirectory: cwd !== null && isAbsolute(cwd) ? cwd : null,
      deployedAt: place.deployed?.inside ?? null,
      ...(place.deployed === null ? {} : { deployedFrom: place.deployed.outside }),
      readCache,
    });
  };
  const known = load(args.map((word) => argument(word, false)));
  const guessed = args.filter((word) => word.value === null && word.usually !== undefined);
  if (guessed.length === 0) return known;
  return withUsual(known, load(args.map((word) => argument(word, true))), guessed);
}

function argument(word: LaunchWord, usual: boolean): CommandArgument {
  if (word.value !== null) return { value: word.value, span: word.at };
  if (usual && word.usually !== undefined) return { value: word.usually, span: word.at };
  return {
    value: word.usually ?? standIn(word.written ?? ""),
    span: word.at,
    unknown: word.why ?? "it is not known",
  };
}

/** A text that every option takes, numbers too, in place of one that is not known: what it says is never used. */
function standIn(written: string): string {
  const glued = /^(--?[\w-]+=)\S/.exec(written)?.[1];
  return glued === undefined ? "1" : `${glued}1`;
}

/** Settings that are not known get the value of the default in the script, `${WORKERS:-2}`, as one of two. */
function withUsual(
  known: GunicornInstance,
  usual: GunicornInstance,
  guessed: readonly LaunchWord[],
): GunicornInstance {
  const settings: Record<string, Fact<SettingValue>> = { ...known.settings };
  const unless =
    [...new Set(guessed.flatMap((word) => word.unless ?? []))].join(" or ") ||
    "something else says otherwise";
  for (const [name, fact] of Object.entries(known.settings)) {
    const likely = usual.settings[name];
    if (fact.state !== "unknown" || likely?.state !== "set" || likely.from !== "cli") continue;
    settings[name] = {
      state: "either",
      at: likely.at,
      options: [
        { when: `unless ${unless}`, fact: likely },
        { when: unless, fact },
      ],
    };
  }
  return { ...known, settings, app: known.app ?? null };
}

function cmdArgsOf(linked: LinkedLaunch): Fact<string> | undefined {
  const { values } = linked.launch.environment;
  return Object.hasOwn(values, "GUNICORN_CMD_ARGS") ? values["GUNICORN_CMD_ARGS"] : undefined;
}

/** The config file that gunicorn reads: `-c` of the command line, else of GUNICORN_CMD_ARGS, else gunicorn.conf.py where it starts. */
function configFileOf(request: GunicornLinkRequest, words: readonly CommandArgument[]): string | null {
  const { fs, linked, configFiles } = request;
  const { place, launch } = linked;
  const around = { arityOf: () => undefined, workingDirectory: null };
  const version = certainValue(request.version) ?? null;
  const own = parseGunicornArguments(words, version, around, launch.at).config;
  let wanted = own;
  if (own === null) {
    const text = certainValue(cmdArgsOf(linked));
    if (text !== undefined) {
      const more = splitShellWords(text).words.map(({ value }) => ({ value }));
      wanted = parseGunicornArguments(more, version, around, launch.at, "environment").config;
    }
  }
  if (wanted === undefined) return configByName(linked, configFiles);
  if (wanted === null) {
    const standard = place.here("gunicorn.conf.py");
    return standard !== null && fs.kindOf(standard) === "file" ? standard : null;
  }
  if (wanted.startsWith("python:")) {
    const path = `${wanted.slice("python:".length).replaceAll(".", "/")}.py`;
    for (const base of [place.start, "."]) {
      if (base !== null && fs.kindOf(join(base, path)) === "file") return join(base, path);
    }
    return fileHere(fs, place, path, configFiles);
  }
  return fileHere(fs, place, wanted.replace(/^file:/, ""), configFiles);
}

/** Where a part of the path is not known, `{{ app_root }}/gunicorn.conf.py`: the only config file here of that name, or its template. */
function configByName(linked: LinkedLaunch, configFiles: readonly string[]): string | null {
  const { args } = linked;
  const at = args.findIndex(
    ({ value, written }) => value === null && written?.startsWith("--config=") === true,
  );
  const after = args.findIndex(({ value }) => value === "-c" || value === "--config");
  const word = at >= 0 ? args[at] : after >= 0 ? args[after + 1] : undefined;
  const name = basename(word?.written ?? "");
  if (word === undefined || word.value !== null || !/^[\w.-]+\.py$/.test(name)) return null;
  const found = configFiles.filter((file) => basename(file).replace(/\.(?:j2|jinja2?)$/, "") === name);
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : null;
}

/** A launch as the process that it becomes. */
export function processOf(
  linked: LinkedLaunch,
  name: string,
  runs: Process["runs"],
  settings: string | null,
): Process {
  const { launch } = linked;
  return {
    name,
    runs,
    by: launch.by,
    command: launch.command,
    at: launch.at,
    user: launch.user,
    cwd: launch.cwd,
    environment: launch.environment.values,
    environmentComplete: launch.environment.complete,
    stdout: launch.stdout,
    stderr: launch.stderr,
    count:
      launch.count ??
      (linked.when.length > 0
        ? unknownFact(linked.when.join(" and "))
        : defaultFact(1, "one command, one process")),
    settings,
    groups: launch.groups,
    umask: launch.umask,
    access: launch.access,
    container: launch.container,
    via: launch.via,
    ...(launch.service === undefined ? {} : { service: launch.service }),
    ...(launch.alone === undefined ? {} : { alone: launch.alone }),
  };
}
