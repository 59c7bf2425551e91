import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { basename } from "../../text/path.ts";
import { lockedPackages, pinnedInJson, pinnedInText, type Pin } from "./pins.ts";
import { append } from "../../text/append.ts";

/** Versions of the packages that decide how logs are written. "set" only where a file pins exactly one version, and no other file another. */
export interface Versions {
  readonly gunicorn: Fact<string>;
  readonly django: Fact<string>;
  readonly uvicorn: Fact<string>;
  readonly celery: Fact<string>;
  readonly sentry: Fact<string>;
  readonly jsonLogger: Fact<string>;
  /** Files that name one of them. */
  readonly files: readonly string[];
}

/** Reads requirements files, pyproject.toml and lock files. A lock file, which says what is installed, wins over a range. Never throws. */
export function loadVersions(fs: FileSystem, files: readonly string[]): Versions {
  const pins: Pin[] = [];
  const read: string[] = [];
  for (const file of files) {
    const source = fs.read(file);
    if (isUnreadable(source)) continue;
    const found = pinsIn(source.text, file);
    if (found.length > 0) read.push(file);
    append(pins, found);
  }
  const of = (name: string, shown: string): Fact<string> =>
    versionOf(
      pins.filter((pin) => pin.name === name),
      shown,
    );
  return {
    gunicorn: of("gunicorn", "gunicorn"),
    django: of("django", "Django"),
    uvicorn: of("uvicorn", "uvicorn"),
    celery: of("celery", "celery"),
    sentry: of("sentry-sdk", "sentry-sdk"),
    jsonLogger: of("python-json-logger", "python-json-logger"),
    files: read,
  };
}

function pinsIn(text: string, file: string): Pin[] {
  const name = basename(file).toLowerCase();
  if (name === "pipfile.lock") return pinnedInJson(text, file);
  if (name.endsWith(".lock") || name === "pylock.toml") return lockedPackages(text, file);
  return pinnedInText(text, file);
}

function versionOf(pins: readonly Pin[], shown: string): Fact<string> {
  const locked = pins.filter((pin) => pin.isLocked);
  const own = locked.length > 0 ? locked : pins;
  const [first] = own;
  if (first === undefined) return unknownFact(`no file pins ${shown}'s version`);
  const versions = new Set(own.flatMap((pin) => pin.version ?? []));
  const [version] = versions;
  if (version !== undefined && versions.size === 1 && own.every((pin) => pin.version !== null))
    return setFact(version, first.at);
  const open = own.find((pin) => pin.version === null);
  if (versions.size > 1)
    return unknownFact(`several files pin ${shown}, to ${[...versions].join(" and ")}`, first.at);
  return unknownFact(`${open?.written ?? shown} does not pin one version`, open?.at ?? first.at);
}
