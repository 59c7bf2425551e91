import type { Environment } from "../evaluate/evaluate.ts";
import { setFact, unknownFact, type Fact } from "../model/fact.ts";
import type { KnownOfProcess, Launch } from "../model/launch.ts";
import { readDotenv } from "../read/dotenv/read-dotenv.ts";
import { resolveParts } from "../read/dotenv/resolve.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { evaluatorEnvironment } from "./process-environment.ts";

/** What the caller says of the processes, beside or against what the files say: "what if". */
export interface WhatIf {
  /** The settings module that every Django process runs, whatever names another one. */
  readonly settings?: string;
  /** Files of variables that every process gets, as with `env_file` of compose; of several that set a name the last wins. */
  readonly envFiles?: readonly string[];
  /** Variables that every process gets; they win over those of the files. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is known of single processes, by their names; "*" is every process. A variable here loses against `environment`. */
  readonly processes?: Readonly<Record<string, KnownOfProcess>>;
  /** "runserver": what a developer sees with `manage.py runserver`, without nginx and gunicorn. */
  readonly as?: "runserver";
}

/** The same, read. */
export interface Given {
  readonly settings: string | null;
  readonly variables: Readonly<Record<string, Fact<string>>>;
  readonly processes: Readonly<Record<string, KnownOfProcess>>;
  readonly as: "runserver" | null;
  /** The env files that could be read. */
  readonly files: readonly string[];
}

export function readGiven(fs: FileSystem, whatIf: WhatIf): Given {
  const variables = Object.create(null) as Record<string, Fact<string>>;
  const files: string[] = [];
  for (const file of whatIf.envFiles ?? []) {
    const source = fs.read(file);
    if (isUnreadable(source)) continue;
    files.push(file);
    for (const { name, value, span } of readDotenv(source.text, "compose").entries) {
      if (value === null) continue;
      const at = { file, ...span };
      const made = resolveParts(value, (each) => {
        const known = Object.hasOwn(variables, each) ? variables[each] : undefined;
        return known?.state === "set" ? { value: known.value } : "unknown";
      });
      variables[name] =
        "value" in made
          ? setFact(made.value, at, "env-file")
          : unknownFact(`the environment variable ${made.unknown} is not known`, at);
    }
  }
  const more = { ...whatIf.environment };
  if (whatIf.settings !== undefined) more["DJANGO_SETTINGS_MODULE"] = whatIf.settings;
  for (const [name, value] of Object.entries(more)) variables[name] = asked(value);
  const { settings = null, processes = {}, as = null } = whatIf;
  return { settings, variables, processes, as, files };
}

/** No file says so: whoever asks does. */
function asked(value: string): Fact<string> {
  return { state: "default", value, from: "default", since: "as asked" };
}

/** The launch with what is known of it beside the files: variables in its environment, its user. */
export function withGiven(launch: Launch, { variables, processes }: Given): Launch {
  const known = ["*", launch.name].flatMap((name) =>
    Object.hasOwn(processes, name) ? [processes[name]] : [],
  );
  const more = Object.fromEntries(
    [...known.map((each) => each?.environment ?? {}), variables].flatMap(Object.entries<Fact<string>>),
  );
  const user = known.findLast((each) => each?.user !== null)?.user ?? launch.user;
  if (Object.keys(more).length === 0 && user === launch.user) return launch;
  const { environment } = launch;
  return { ...launch, user, environment: { ...environment, values: { ...environment.values, ...more } } };
}

/** The environment of a process that no file describes. */
export function bareEnvironment({ variables }: Given): Environment {
  if (Object.keys(variables).length === 0) return { values: {}, complete: false };
  const { values, via, unknown } = evaluatorEnvironment({ values: variables, complete: false });
  return {
    values,
    complete: false,
    ...(via === undefined ? {} : { via }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}
