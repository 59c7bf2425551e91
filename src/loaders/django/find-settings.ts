import type { Purpose } from "../../model/purpose.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename, dirname, join, relative } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { isBaseName, purposeByName } from "./settings-purpose.ts";
import { parseSettingsReferences, type SettingsReference } from "./settings-references.ts";

export interface FindSettingsRequest {
  readonly fs: FileSystem;
  /** The Python files of the project that were found; entry modules and settings are looked for among them. */
  readonly files: readonly string[];
  /** DJANGO_SETTINGS_MODULE in the environment of the server process, when it is known. */
  readonly environment?: {
    readonly settings: string;
    readonly at: FileSpan | null;
    /** True: a plain assignment of the entry module does not win over it. */
    readonly forced?: boolean;
  };
}

/** A settings module, the file that holds it, and who names it. */
export interface FoundSettings {
  readonly settings: string;
  readonly file: string;
  /** Directories on sys.path: where the dotted name starts. */
  readonly searchPath: readonly string[];
  readonly purpose: Purpose;
  /** The places that name it; empty when it was found by its own name. */
  readonly by: readonly FileSpan[];
  /** True when a wsgi or asgi module, or the process's environment, leads to it: it is what the server runs. */
  readonly served: boolean;
  /** The class of settings that the entry module names, with how it does; null where it names none. */
  readonly configuration: SettingsReference | null;
}

interface Reference extends SettingsReference {
  readonly configuration: SettingsReference | null;
  readonly entry: "server" | "manage" | "environment";
  readonly bases: readonly string[];
}

/**
 * The settings modules of a project. wsgi.py and asgi.py say what gunicorn runs and win over manage.py; the environment of the
 * process wins over `setdefault`, not over a plain assignment. Modules of a settings package that nobody names come last.
 */
export function findSettings(request: FindSettingsRequest): FoundSettings[] {
  const references = referencesOf(request);
  const found = new Map<string, FoundSettings>();
  const served = references.some((each) => each.entry !== "manage" && each.settings !== null);
  for (const reference of references) {
    if (reference.settings === null) continue;
    const place = locate(request.fs, reference.settings, reference.bases);
    if (place === null) continue;
    const before = found.get(place.file);
    found.set(place.file, {
      settings: reference.settings,
      file: place.file,
      searchPath: before?.searchPath ?? searchPath(place.base, reference.bases),
      purpose: before?.purpose ?? purposeOf(reference, served),
      by: [...(before?.by ?? []), ...(reference.at.file === "" ? [] : [reference.at])],
      served: (before?.served ?? false) || reference.entry !== "manage",
      configuration: before?.configuration ?? reference.configuration,
    });
  }
  for (const each of unnamedSettings(request, found)) found.set(each.file, each);
  return [...found.values()].sort(
    (a, b) => Number(b.served) - Number(a.served) || (a.file < b.file ? -1 : 1),
  );
}

function referencesOf({ fs, files, environment }: FindSettingsRequest): Reference[] {
  const entries: Reference[] = [];
  for (const file of files) {
    const name = basename(file);
    if (
      !["manage.py", "wsgi.py", "asgi.py"].includes(name) &&
      !/^(?:wsgi|asgi)_\w{1,60}\.py$|^\w{1,60}_(?:wsgi|asgi)\.py$/.test(name)
    )
      continue;
    const source = fs.read(file);
    if (isUnreadable(source)) continue;
    const entry = name === "manage.py" ? "manage" : "server";
    const bases = basesOf(fs, file);
    const [configuration = null] = parseSettingsReferences(source.text, file, "DJANGO_CONFIGURATION");
    for (const reference of parseSettingsReferences(source.text, file))
      entries.push({ ...reference, configuration, entry, bases });
  }
  entries.sort((a, b) => rank(a) - rank(b));
  if (environment === undefined) return entries;
  const isAssigned = entries.some((each) => each.entry === "server" && each.how === "assigned");
  if (isAssigned && environment.forced !== true) return entries;
  const bases = [...new Set(entries.flatMap((each) => each.bases).concat("."))];
  const at = environment.at ?? { file: "", start: 0, end: 0 };
  // The entry module is the same, whichever settings the environment names.
  const configuration = entries.find((each) => each.configuration !== null)?.configuration ?? null;
  const overridden = entries.map((each): Reference => ({ ...each, entry: "manage" }));
  return [
    { settings: environment.settings, how: "assigned", at, configuration, entry: "environment", bases },
    ...overridden,
  ];
}

function rank(reference: Reference): number {
  return reference.entry === "server" ? 0 : 1;
}

/** Directories from which an entry module's dotted names may start: its own, and those above its package. */
function basesOf(fs: FileSystem, file: string): string[] {
  const own = dirname(file);
  const bases = [own];
  let directory = own;
  for (let steps = 0; steps < 6; steps++) {
    const above = dirname(directory);
    if (above === directory) break;
    bases.push(above);
    if (fs.kindOf(join(directory, "__init__.py")) === undefined && steps > 0) break;
    directory = above;
  }
  return basename(file) === "manage.py" ? bases : [...bases.slice(1), own];
}

function locate(
  fs: FileSystem,
  settings: string,
  bases: readonly string[],
): { file: string; base: string } | null {
  if (!/^\w+(?:\.\w+)*$/.test(settings)) return null;
  const path = settings.replaceAll(".", "/");
  for (const base of bases) {
    for (const candidate of [join(base, `${path}.py`), join(base, path, "__init__.py")]) {
      if (fs.kindOf(candidate) === "file") return { file: candidate, base };
    }
  }
  return null;
}

/** The directory that holds the settings' top package first, then the entry module's own. */
function searchPath(base: string, bases: readonly string[]): string[] {
  return [...new Set([base, ...bases.slice(0, 1)])];
}

/** A module named for development or tests is that, whoever names it; one that only manage.py names is, when a server has another. */
function purposeOf(reference: Reference, served: boolean): Purpose {
  const byName = purposeByName(reference.settings ?? "");
  if (byName !== null) return byName;
  return reference.entry === "manage" && served ? "development" : "production";
}

/** Settings that no entry module names: a file called settings.py, and the modules of a package called settings. */
function* unnamedSettings(
  request: FindSettingsRequest,
  found: ReadonlyMap<string, FoundSettings>,
): Generator<FoundSettings> {
  const { fs, files } = request;
  const candidates = files.filter((file) => !found.has(file) && isSettingsFile(file));
  if (candidates.length === 0) return;
  const bases = [...new Set([...found.values()].flatMap((each) => each.searchPath))];
  const hasServed = [...found.values()].length > 0;
  for (const file of candidates) {
    const source = fs.read(file);
    if (isUnreadable(source) || !/^[ \t]*(?:from|import|[A-Z][A-Z_]+[ \t]*=)/m.test(source.text)) continue;
    const base = bases.find((each) => !relative(each, file).startsWith("..")) ?? topOf(fs, file);
    const settings = relative(base, file)
      .replace(/(?:\/__init__)?\.py$/, "")
      .replaceAll("/", ".");
    if (!/^\w+(?:\.\w+)*$/.test(settings) || isBaseName(settings)) continue;
    const byName = purposeByName(settings);
    // Beside settings that are named, a module that says nothing of itself is a part or a leftover.
    if (byName === null && (hasServed || basename(file) === "__init__.py" || !isMain(file))) continue;
    if (hasServed && !isMain(file) && !STANDS_ALONE.test(source.text)) continue;
    yield {
      settings,
      file,
      searchPath: [base],
      purpose: byName ?? "production",
      by: [],
      served: false,
      configuration: null,
    };
  }
}

/**
 * What a module needs to be started by itself: what Django asks of every site, or another module that has it. `production_logging.py`
 * with a LOGGING and no more is a part that a settings module takes in.
 */
const STANDS_ALONE =
  /^[ \t]*(?:from[ \t]+\S+[ \t]+import|import[ \t]+\S*(?:settings|base|common|configurations)|include\(|class[ \t]|(?:INSTALLED_APPS|ROOT_URLCONF|DATABASES|SECRET_KEY|ALLOWED_HOSTS|DEBUG|MIDDLEWARE)\b)/m;

/** `local_settings.py.example` is a sample of a module that only the server has: nothing can import it under its name. */
function isSettingsFile(file: string): boolean {
  if (!file.endsWith(".py")) return false;
  return (
    isMain(file) ||
    basename(dirname(file)) === "settings" ||
    /^settings_\w{1,60}\.py$|^\w{1,60}_settings\.py$/.test(basename(file))
  );
}

function isMain(file: string): boolean {
  return basename(file) === "settings.py";
}

/** The directory above the topmost package that holds the file. */
function topOf(fs: FileSystem, file: string): string {
  let directory = dirname(file);
  while (directory !== dirname(directory) && fs.kindOf(join(directory, "__init__.py")) === "file")
    directory = dirname(directory);
  // Without __init__.py the folder itself is taken for the package of `proj/settings.py`.
  return directory === dirname(file) && directory !== "." && directory !== "/"
    ? dirname(directory)
    : directory;
}
