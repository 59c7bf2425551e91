import type { CeleryApp } from "../../model/django-services.ts";
import type { FirstPartyPackage, LoggingCall } from "../../model/django.ts";
import { readPython } from "../../read/python/read-python.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname, join, relative } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { alertingInText } from "./alerting.ts";
import { scanForCelery } from "./celery-app.ts";
import { usesIn } from "./logger-uses.ts";
import { append } from "../../text/append.ts";

/** A top-level importable name of the project's own code, and where it lives. */
export interface FirstPartyRoot {
  readonly name: string;
  /** Its folder, or the file of a single module. */
  readonly directory: string;
}

export interface FirstPartyScan {
  readonly packages: readonly FirstPartyPackage[];
  /** False when a bound was met. */
  readonly complete: boolean;
  readonly calls: readonly LoggingCall[];
  readonly alerting: readonly { readonly name: string; readonly at: FileSpan | null }[];
  readonly celery: CeleryApp | null;
}

const MAX_FILES = 20_000;
const MAX_PARSED = 4_000;
const MAX_LENGTH = 1_000_000;
const SKIPPED = [
  "node_modules",
  "__pycache__",
  ".git",
  ".venv",
  "venv",
  "env",
  "site-packages",
  ".tox",
  "static",
  "media",
];

/** Words that make a file worth reading. */
const WORDS = /getLogger|\bprint\(|dictConfig|basicConfig|fileConfig/;

/**
 * Looks through the project's own modules for loggers, prints, and calls that configure logging or start an error service.
 * Only files that hold one of the words are parsed; `skip` are those already evaluated as settings.
 */
export function scanFirstParty(
  fs: FileSystem,
  roots: readonly FirstPartyRoot[],
  skip: ReadonlySet<string>,
  cache: Map<string, PythonModule>,
): FirstPartyScan {
  const budget = { files: MAX_FILES, parsed: MAX_PARSED, complete: true };
  const calls: LoggingCall[] = [];
  const alerting = new Map<string, FileSpan>();
  const celery = scanForCelery();
  const parse = (text: string, file: string): PythonModule => {
    const module = cache.get(file) ?? readPython(text);
    cache.set(file, module);
    return module;
  };
  const packages = roots.map((root): FirstPartyPackage => {
    const loggers: FirstPartyPackage["loggers"][number][] = [];
    const prints: FileSpan[] = [];
    for (const file of pythonFiles(fs, root.directory, budget)) {
      const source = fs.read(file);
      if (isUnreadable(source) || source.text.length > MAX_LENGTH) {
        budget.complete = false;
        continue;
      }
      const isTest = isTestFile(file);
      if (!skip.has(file) && !isTest) {
        for (const name of alertingInText(source.text)) {
          if (!alerting.has(name)) alerting.set(name, { file, start: 0, end: 0 });
        }
        celery.look(source.text, file, () => parse(source.text, file));
      }
      if (isTest || !WORDS.test(source.text)) continue;
      if (--budget.parsed < 0) {
        budget.complete = false;
        break;
      }
      const uses = usesIn(parse(source.text, file), file, moduleName(root, file));
      append(loggers, uses.loggers);
      if (!isScript(file)) append(prints, uses.prints);
      if (!skip.has(file)) append(calls, uses.calls);
    }
    return { name: root.name, directory: root.directory, loggers, prints };
  });
  return {
    packages,
    complete: budget.complete,
    calls,
    alerting: [...alerting].map(([name, at]) => ({ name, at })),
    celery: budget.complete ? celery.app() : null,
  };
}

function* pythonFiles(
  fs: FileSystem,
  start: string,
  budget: { files: number; complete: boolean },
): Generator<string> {
  const pending = [start];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const kind = fs.kindOf(path);
    if (kind === "file" && path.endsWith(".py")) {
      if (--budget.files < 0) {
        budget.complete = false;
        return;
      }
      yield path;
    } else if (kind === "directory") {
      // Names in reverse, so that the pile gives them in order.
      for (const entry of [...fs.list(path)].reverse()) {
        const wanted =
          entry.kind === "directory" ? !SKIPPED.includes(entry.name) : entry.name.endsWith(".py");
        if (wanted) pending.push(join(path, entry.name));
      }
    }
  }
}

/** `blog/views.py` below the root `blog` is `blog.views`. */
function moduleName(root: FirstPartyRoot, file: string): string {
  if (root.directory === file) return root.name;
  const inside = relative(root.directory, file).replace(/\.py$/, "");
  const parts = inside.split("/").filter((part) => part !== "__init__");
  return [root.name, ...parts].join(".");
}

function isTestFile(file: string): boolean {
  const name = basename(file);
  return (
    /(?:^|\/)tests?\//.test(file) || /^(?:tests?|conftest|test_\w{1,200}|\w{1,200}_tests?)\.py$/.test(name)
  );
}

/** Files whose prints are meant for whoever runs them. */
function isScript(file: string): boolean {
  const name = basename(file);
  if (["manage.py", "setup.py", "fabfile.py", "tasks.py", "noxfile.py"].includes(name)) return true;
  return /(?:^|\/)(?:migrations|management\/commands|scripts?|bin|tools|docs)$/.test(dirname(file));
}
