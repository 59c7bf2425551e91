import type { LaunchWord } from "../../model/launch.ts";
import { programName, shownWord } from "./words.ts";
import { PYTHON_VALUES, SHELLS, WRAPPERS, type Wrapper } from "./wrappers.data.ts";

/** What a command runs in the end. "shell": a shell with a command text or a script of its own. */
export type Program =
  | "gunicorn"
  | "uvicorn"
  | "daphne"
  | "hypercorn"
  | "uwsgi"
  | "nginx"
  | "celery"
  | "manage.py"
  | "supervisord"
  | "shell"
  | "other";

/** A command with everything that only surrounds it taken off. */
export interface Recognised {
  readonly program: Program;
  /** The word that names the program; null when there is no command at all. */
  readonly name: LaunchWord | null;
  /** The words after it; for "shell" with a command text, what follows the text. */
  readonly args: readonly LaunchWord[];
  /** For "shell": the text after `-c`, or the script file. */
  readonly text: LaunchWord | null;
  readonly script: LaunchWord | null;
  /** The user that the command is handed to, with its group after a colon if that was written; null: nobody else. */
  readonly user: LaunchWord | null;
  readonly environment: readonly { readonly name: string; readonly value: LaunchWord }[];
  /** True after `env -i`: nothing else is set. */
  readonly cleared: boolean;
  readonly cwd: LaunchWord | null;
  /** Names of what was taken off, outermost first. */
  readonly wrappers: readonly string[];
}

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["gunicorn", "gunicorn"],
  ["gunicorn3", "gunicorn"],
  ["gunicorn_django", "other"],
  ["uvicorn", "uvicorn"],
  ["daphne", "daphne"],
  ["hypercorn", "hypercorn"],
  ["uwsgi", "uwsgi"],
  ["nginx", "nginx"],
  ["openresty", "nginx"],
  ["celery", "celery"],
  ["django-admin", "manage.py"],
  ["django-admin.py", "manage.py"],
  ["manage.py", "manage.py"],
  ["supervisord", "supervisord"],
]);

/** Modules that `python -m` runs. */
const MODULES: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["gunicorn", "gunicorn"],
  ["gunicorn.app.wsgiapp", "gunicorn"],
  ["uvicorn", "uvicorn"],
  ["daphne", "daphne"],
  ["hypercorn", "hypercorn"],
  ["celery", "celery"],
  ["django", "manage.py"],
  ["supervisor.supervisord", "supervisord"],
]);

/** More wrappers around one command than anyone writes. */
const MOST_WRAPPERS = 16;

interface Around {
  user: LaunchWord | null;
  environment: { name: string; value: LaunchWord }[];
  cleared: boolean;
  cwd: LaunchWord | null;
  wrappers: string[];
}

/** Takes off `exec`, `env`, `poetry run`, `gosu`, `timeout` and their like, and says what is run. Never throws. */
export function recognise(words: readonly LaunchWord[]): Recognised {
  const around: Around = { user: null, environment: [], cleared: false, cwd: null, wrappers: [] };
  let rest = words;
  for (let turn = 0; turn < MOST_WRAPPERS; turn++) {
    const [name, ...args] = rest;
    if (name === undefined) break;
    const called = programName(name);
    if (called === null) break;
    if (called === "su" || (called === "runuser" && !args.some(isUserOption)))
      return substituteUser(name, args, around);
    const wrapper = WRAPPERS.get(called);
    const inner = wrapper === undefined ? null : unwrap(wrapper, called, args, around);
    if (inner !== null) {
      around.wrappers.push(called);
      rest = inner;
      continue;
    }
    return named(called, name, args, around);
  }
  return result("other", rest[0] ?? null, rest.slice(1), around);
}

function isUserOption(word: LaunchWord): boolean {
  return word.value !== null && /^(?:-u.*|--user(?:=.*)?)$/.test(word.value);
}

function named(called: string, name: LaunchWord, args: readonly LaunchWord[], around: Around): Recognised {
  const program = PROGRAMS.get(called);
  if (program !== undefined) return result(program, name, args, around);
  if (/^(?:python|pypy)[\d.]*$/.test(called)) return python(name, args, around);
  if (SHELLS.has(called)) return shell(called, name, args, around);
  return result("other", name, args, around);
}

function result(
  program: Program,
  name: LaunchWord | null,
  args: readonly LaunchWord[],
  around: Around,
  more: { text?: LaunchWord; script?: LaunchWord } = {},
): Recognised {
  return { program, name, args, ...around, text: more.text ?? null, script: more.script ?? null };
}

function python(name: LaunchWord, args: readonly LaunchWord[], around: Around): Recognised {
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const value = word?.value;
    if (word === undefined || value === undefined || value === null) {
      return word !== undefined && programName(word) === "manage.py"
        ? result("manage.py", word, args.slice(i + 1), around)
        : result("other", name, args, around);
    }
    const module = /^-[bBdEhiIOPqsSuvx]*m(.*)$/.exec(value);
    if (module !== null) {
      const split = module[1] === "";
      const target = split ? args[i + 1] : word;
      const dotted = split ? (target?.value ?? "") : (module[1] ?? "");
      const after = args.slice(split ? i + 2 : i + 1);
      if (WRAPPERS.has(dotted.split(".")[0] ?? "")) return recogniseInside(after, around, dotted);
      return result(MODULES.get(dotted) ?? "other", target ?? name, after, around);
    }
    if (value === "-c" || value === "-") return result("other", name, args, around);
    if (PYTHON_VALUES.has(value)) i++;
    else if (!value.startsWith("-")) return pythonScript(word, args.slice(i + 1), around);
  }
  return result("other", name, args, around);
}

function recogniseInside(words: readonly LaunchWord[], around: Around, wrapper: string): Recognised {
  const inner = recognise(words);
  return {
    ...inner,
    user: inner.user ?? around.user,
    cwd: inner.cwd ?? around.cwd,
    cleared: inner.cleared || around.cleared,
    environment: [...around.environment, ...inner.environment],
    wrappers: [...around.wrappers, wrapper, ...inner.wrappers],
  };
}

/** `python venv/bin/gunicorn` runs the program of that name; any other script is its own program. */
function pythonScript(word: LaunchWord, args: readonly LaunchWord[], around: Around): Recognised {
  const called = programName(word) ?? "";
  return result(PROGRAMS.get(called) ?? "other", word, args, around);
}

/** `sh -c TEXT name args`, `bash -lc TEXT`, `sh script args`. */
function shell(called: string, name: LaunchWord, args: readonly LaunchWord[], around: Around): Recognised {
  let rest = called === "busybox" ? args.slice(1) : args;
  let command = false;
  while (rest.length > 0) {
    const value = rest[0]?.value ?? "";
    if (!/^[-+]./.test(value) || value === "--") break;
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(value)) command = true;
    const takesNext = /^[-+][a-zA-Z]*[oO]$/.test(value) || value === "--rcfile" || value === "--init-file";
    rest = rest.slice(takesNext ? 2 : 1);
  }
  if (rest[0]?.value === "--") rest = rest.slice(1);
  const [first, ...after] = rest;
  if (first === undefined) return result("other", name, args, around);
  return result("shell", name, after, around, command ? { text: first } : { script: first });
}

/** `su -s /bin/sh -c TEXT user`, `su - user -c TEXT`, `su user script`: util-linux su, and runuser without -u. */
function substituteUser(name: LaunchWord, args: readonly LaunchWord[], around: Around): Recognised {
  let text: LaunchWord | undefined;
  const names: LaunchWord[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const value = word?.value ?? null;
    if (word === undefined) break;
    const joined = value === null ? null : /^--(?:session-)?command=([^]*)$/.exec(value);
    if (value === "-c" || value === "--command" || value === "--session-command") text = args[++i];
    else if (joined !== null) text = { ...word, value: joined[1] ?? "" };
    else if (value === "-s" || value === "--shell" || value === "-g" || value === "-G" || value === "-w") i++;
    else if (value === null || !value.startsWith("-")) names.push(word);
  }
  const [user, ...after] = names;
  const switched: Around = {
    ...around,
    user: user ?? { value: "root", at: name.at },
    wrappers: [...around.wrappers, programName(name) ?? "su"],
  };
  if (text === undefined) return result("other", name, args, switched);
  return result("shell", name, after, switched, { text });
}

/** The words of the command inside a wrapper; null when there is none, or it is called in another way. */
function unwrap(
  wrapper: Wrapper,
  called: string,
  args: readonly LaunchWord[],
  around: Around,
): readonly LaunchWord[] | null {
  const found: Pick<Around, "user" | "cwd" | "cleared" | "environment"> = {
    user: around.user,
    cwd: around.cwd,
    cleared: around.cleared,
    environment: [...around.environment],
  };
  const pending = [...(wrapper.verbs ?? [])];
  let own = wrapper.words ?? 0;
  let i = 0;
  for (; i < args.length; i++) {
    const word = args[i];
    if (word === undefined) return null;
    const value = word.value;
    if (value === "--") {
      if (pending.length > 0) return null;
      if (own === 0) {
        i++;
        break;
      }
      continue;
    }
    if (value !== null && value.startsWith("-") && value !== "-") {
      const [option = "", ...joined] = value.startsWith("--") ? value.split("=") : [value];
      const glued = /^-[a-zA-Z]./.test(value) && !value.startsWith("--") ? value.slice(0, 2) : null;
      const taken = wrapper.values?.includes(option) === true && joined.length === 0;
      const inline = glued !== null && wrapper.values?.includes(glued) === true ? value.slice(2) : null;
      const given: LaunchWord | undefined = taken
        ? args[i + 1]
        : { ...word, value: inline ?? joined.join("=") };
      const key = inline === null ? option : (glued ?? option);
      if (given !== undefined && wrapper.user?.includes(key) === true) found.user = given;
      if (given !== undefined && wrapper.cwd?.includes(key) === true) found.cwd = given;
      if (called === "env" && (value === "-i" || value === "--ignore-environment")) found.cleared = true;
      if (called === "env" && (value === "-S" || key === "-S" || option === "--split-string")) return null;
      if (taken) i++;
      continue;
    }
    if (called === "env" && value === "-") {
      found.cleared = true;
      continue;
    }
    const assignment = wrapper.assigns === true ? /^([A-Za-z_]\w*)=/.exec(shownWord(word)) : null;
    if (assignment !== null) {
      found.environment.push({ name: assignment[1] ?? "", value: afterPrefix(word, assignment[0].length) });
    } else if (pending.length > 0) {
      if (value !== pending.shift()) return null;
    } else if (own > 0) {
      if (wrapper.first === "user" && own === wrapper.words) found.user = word;
      own--;
    } else break;
  }
  if (pending.length > 0 || i >= args.length) return null;
  if (called === "sudo" && found.user === around.user)
    found.user = { value: "root", at: args[0]?.at ?? { file: "", start: 0, end: 0 } };
  Object.assign(around, found);
  return args.slice(i);
}

/** The word without its first characters, which are known. */
function afterPrefix(word: LaunchWord, length: number): LaunchWord {
  if (word.value !== null) return { ...word, value: word.value.slice(length) };
  const { usually, written } = word;
  return {
    ...word,
    written: (written ?? "").slice(length),
    ...(usually === undefined ? {} : { usually: usually.slice(length) }),
  };
}
