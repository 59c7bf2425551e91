import { parseSettingsReferences } from "../loaders/django/settings-references.ts";
import { certainValue, setFact, type Fact } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { join } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";
import type { LinkedLaunch } from "./follow-launches.ts";

/** The settings module that a process runs, and who says so. */
export interface SettingsChoice {
  readonly settings: string;
  readonly at: FileSpan | null;
}

const VARIABLE = "DJANGO_SETTINGS_MODULE";

/** Variables that gunicorn sets before it loads the application: `--env`, `raw_env` (config.py, `env`). */
export function rawEnvironment(
  gunicorn: GunicornInstance | undefined,
): Readonly<Record<string, Fact<string>>> {
  const fact = gunicorn?.settings["raw_env"];
  const values = Object.create(null) as Record<string, Fact<string>>;
  if (fact?.state !== "set" || !Array.isArray(fact.value)) return values;
  for (const each of fact.value as readonly unknown[]) {
    const cut = typeof each === "string" ? each.indexOf("=") : -1;
    if (typeof each === "string" && cut > 0)
      values[each.slice(0, cut)] = setFact(each.slice(cut + 1), fact.at, "environment", fact.via);
  }
  return values;
}

/**
 * The settings module of a process: `--settings`, else what its entry module assigns, else DJANGO_SETTINGS_MODULE of its environment, else what the
 * entry module sets where nothing is set. Null when the variable has a value that is not known, or nothing names one. `forced` wins over all of it.
 */
export function settingsOfProcess(
  fs: FileSystem,
  linked: LinkedLaunch,
  gunicorn: GunicornInstance | undefined,
  bases: readonly string[],
  forced: string | null = null,
): SettingsChoice | null {
  const own = settingsAsWritten(fs, linked, gunicorn, bases);
  if (forced === null) return own;
  const mayRun = own !== null || Object.hasOwn(linked.launch.environment.values, VARIABLE);
  return mayRun ? { settings: forced, at: null } : null;
}

function settingsAsWritten(
  fs: FileSystem,
  linked: LinkedLaunch,
  gunicorn: GunicornInstance | undefined,
  bases: readonly string[],
): SettingsChoice | null {
  const flag = settingsFlag(linked);
  if (flag !== null) return flag;
  const reference = entryReference(fs, linked, gunicorn, bases);
  if (reference?.how === "assigned" && reference.settings !== null)
    return { settings: reference.settings, at: reference.at };
  const values = { ...linked.launch.environment.values, ...rawEnvironment(gunicorn) };
  const fact = Object.hasOwn(values, VARIABLE) ? values[VARIABLE] : undefined;
  if (fact !== undefined) {
    const value = certainValue(fact);
    if (value !== undefined && value !== "")
      return { settings: value, at: fact.state === "set" ? fact.at : null };
    if (value === undefined) return null;
  }
  return reference === null || reference.settings === null
    ? null
    : { settings: reference.settings, at: reference.at };
}

function settingsFlag(linked: LinkedLaunch): SettingsChoice | null {
  if (linked.program !== "manage.py") return null;
  for (const [i, word] of linked.args.entries()) {
    const joined = /^--settings=(.+)$/.exec(word.value ?? "")?.[1];
    const settings = joined ?? (word.value === "--settings" ? linked.args[i + 1]?.value : undefined);
    if (settings !== undefined && settings !== null) return { settings, at: word.at };
  }
  return null;
}

type Reference = ReturnType<typeof parseSettingsReferences>[number];

/** What wsgi.py, asgi.py, celery.py or manage.py says, whichever the process starts with. */
function entryReference(
  fs: FileSystem,
  linked: LinkedLaunch,
  gunicorn: GunicornInstance | undefined,
  bases: readonly string[],
): Reference | null {
  const folders = [...new Set([linked.place.start, ...bases].filter((each) => each !== null))];
  for (const path of entryPaths(linked, gunicorn)) {
    for (const folder of folders) {
      const source = fs.kindOf(join(folder, path)) === "file" ? fs.read(join(folder, path)) : null;
      if (source === null || isUnreadable(source)) continue;
      const [first] = parseSettingsReferences(source.text, join(folder, path));
      if (first !== undefined) return first;
    }
  }
  return null;
}

function entryPaths(linked: LinkedLaunch, gunicorn: GunicornInstance | undefined): string[] {
  const asPath = (module: string): string => module.replaceAll(".", "/");
  switch (linked.program) {
    case "gunicorn": {
      const app = gunicorn?.app?.split(":")[0];
      return app === undefined || !/^\w+(?:\.\w+)*$/.test(app)
        ? []
        : [`${asPath(app)}.py`, `${asPath(app)}/__init__.py`];
    }
    case "uvicorn":
    case "daphne":
    case "hypercorn": {
      const app = linked.args
        .find((word) => /^\w+(?:\.\w+)*:\w+$/.test(word.value ?? ""))
        ?.value?.split(":")[0];
      return app === undefined ? [] : [`${asPath(app)}.py`, `${asPath(app)}/__init__.py`];
    }
    case "uwsgi": {
      const words = linked.args.map((word) => word.value ?? "");
      const module = words
        .map(
          (word, i) =>
            /^--(?:module|wsgi)=(.+)$/.exec(word)?.[1] ??
            (/^(?:-w|--module|--wsgi)$/.test(word) ? words[i + 1] : undefined),
        )
        .find((each) => each !== undefined)
        ?.split(":")[0];
      const file = words
        .map(
          (word, i) =>
            /^--wsgi-file=(.+)$/.exec(word)?.[1] ?? (word === "--wsgi-file" ? words[i + 1] : undefined),
        )
        .find((each) => each !== undefined);
      return [
        ...(module === undefined ? [] : [`${asPath(module)}.py`]),
        ...(file === undefined ? [] : [file]),
      ];
    }
    case "celery": {
      const words = linked.args.map((word) => word.value ?? "");
      const app = words
        .map(
          (word, i) =>
            /^(?:-A|--app=)(.+)$/.exec(word)?.[1] ??
            (word === "-A" || word === "--app" ? words[i + 1] : undefined),
        )
        .find((each) => each !== undefined)
        ?.split(":")[0];
      if (app === undefined) return [];
      return [
        `${asPath(app)}/celery.py`,
        `${asPath(app)}.py`,
        `${asPath(app)}/__init__.py`,
        `${asPath(app)}/celery_app.py`,
      ];
    }
    case "manage.py":
      return ["manage.py"];
    default:
      return [];
  }
}
