import type { FileSystem } from "../../text/file-system.ts";
import { basename, dirname, isAbsolute, isInside, join, normalize, relative } from "../../text/path.ts";

/** A directory of the server, and the folder of the repository that is copied there. */
export interface Deployed {
  readonly inside: string;
  readonly outside: string;
}

export interface DeployedRequest {
  readonly fs: FileSystem;
  /** Absolute working directory of a process; null: not known. */
  readonly cwd: string | null;
  /** Known words of its command. */
  readonly words: readonly string[];
  /** Folders of the repository that may be what is deployed, the likeliest first. */
  readonly homes: readonly string[];
}

/**
 * Where the repository lies on the server: the working directory is the home in which what the command names relative to it exists (a config file,
 * `manage.py`, the module of the application). Null when the command names nothing that is here.
 */
export function deployedAt({ fs, cwd, words, homes }: DeployedRequest): Deployed | null {
  if (fs.isServer === true) return { inside: "/", outside: "/" };
  if (cwd === null || !isAbsolute(cwd)) return null;
  let best: Deployed | null = null;
  let most = 0;
  for (const home of homes) {
    const evidence = words.filter((word) => isHere(fs, cwd, home, word)).length;
    const score = evidence * 2 + (evidence > 0 && basename(cwd) === basename(home) ? 1 : 0);
    if (score > most) {
      most = score;
      best = { inside: normalize(cwd), outside: normalize(home) };
    }
  }
  return best === null ? null : raised(best);
}

/** Does the word name something of `home`, when that is the working directory? */
function isHere(fs: FileSystem, cwd: string, home: string, word: string): boolean {
  const path = word.replace(/^(?:--?[\w-]+=|file:)/, "");
  if (isAbsolute(path)) {
    return (
      normalize(path) !== normalize(cwd) &&
      isInside(cwd, path) &&
      fs.kindOf(join(home, relative(cwd, path))) === "file"
    );
  }
  if (/^[\w.][\w./-]*$/.test(path) && /[./]/.test(path) && fs.kindOf(join(home, path)) === "file")
    return true;
  const module = /^(?:python:)?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?::[\w.()]+)?$/.exec(path)?.[1];
  if (module === undefined || (!path.includes(".") && !path.includes(":"))) return false;
  return fs.kindOf(join(home, `${module.replaceAll(".", "/")}.py`)) === "file";
}

/** `/srv/app/src` is `src` here: then `/srv/app` is the folder above. */
function raised({ inside, outside }: Deployed): Deployed {
  let above = { inside, outside };
  while (
    above.outside !== "." &&
    above.outside !== "/" &&
    basename(above.inside) === basename(above.outside)
  ) {
    above = { inside: dirname(above.inside), outside: dirname(above.outside) };
  }
  return above.inside === "/" ? { inside, outside } : above;
}

/** The path of the repository for one of the server; null when it lies elsewhere. */
export function pathHere(deployed: Deployed | null, path: string): string | null {
  if (deployed === null || !isInside(deployed.inside, path)) return null;
  return join(deployed.outside, relative(deployed.inside, path));
}

/** Of these files the one whose last names agree best with an absolute path, at least `least` of them; null when two agree equally well. */
export function sameTail(path: string, files: readonly string[], least: number): string | null {
  const names = path.split("/").reverse();
  let best: string | null = null;
  let most = least - 1;
  let isShared = false;
  for (const file of files) {
    const own = normalize(file).split("/").reverse();
    let same = 0;
    while (same < names.length && same < own.length && names[same] === own[same] && names[same] !== "")
      same++;
    if (same === most && best !== null) isShared = true;
    if (same > most) {
      most = same;
      best = file;
      isShared = false;
    }
  }
  return isShared ? null : best;
}
