import type { Technology } from "../model/purpose.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, join, normalize } from "../text/path.ts";
import { ignoredBy, rulesAbove, rulesOf } from "./git-ignore.ts";
import { configsNamedIn, matchesOf } from "./named-configs.ts";
import { recognise, recogniseByText, type Confidence, type Verdict } from "./recognise.ts";
import { templateOf } from "./template.ts";
import { walk } from "./walk.ts";

/** A file that may matter, and as what. */
export interface FoundFile {
  readonly file: string;
  readonly as: Technology;
  /** What told so, for people: "its name", "it holds nginx directives". */
  readonly why: string;
  readonly confidence?: Confidence;
  /** The template language, when it is a template: "jinja", "erb", "envsubst". */
  readonly template?: string;
}

/** Something that was left out although a person might have expected it to be read. */
export interface SkippedPath {
  readonly path: string;
  readonly why: string;
  /** How many more were left out for the same reason; only the first are named. */
  readonly more?: number;
}

export interface Discovery {
  /** In order of path, each once. */
  readonly files: readonly FoundFile[];
  /** In order of path. */
  readonly skipped: readonly SkippedPath[];
  /** How many files were seen, recognised or not. */
  readonly listed: number;
}

export interface DiscoveryRequest {
  readonly fs: FileSystem;
  /** Files and folders. A file named here is read whatever ignore files say. */
  readonly paths: readonly string[];
  /** Patterns as in .gitignore, from the working directory on. */
  readonly ignores?: readonly string[];
  /** Files that are left out as well, for patterns that are seen from another folder. */
  readonly isIgnored?: (path: string) => boolean;
}

/** Kinds of files whose commands may name a configuration file of gunicorn. */
const COMMANDS: ReadonlySet<Technology> = new Set<Technology>([
  "dockerfile",
  "compose",
  "systemd",
  "supervisor",
  "procfile",
  "shell",
  "kubernetes",
  "cron",
  "make",
]);
/** Kinds of files that, below a folder of tests, are what tests read or what they break on purpose: no server is started with them. */
const OF_TESTS: ReadonlySet<Technology> = new Set<Technology>(["nginx", "gunicorn", "logrotate"]);

/** True below a folder of tests inside of `root`, which somebody named. */
function isBelowTests(root: string, path: string): boolean {
  const folders = dirname(path).slice(root === "." ? 0 : root.length);
  return /(?:^|\/)(?:tests?|__tests__|testdata|test_data)(?:\/|$)/.test(folders);
}

/** Scripts and the like larger than this are not looked into. */
const LARGEST_TO_LOOK = 4 * 1024 * 1024;
/** So many paths are named for one reason; the others are counted. */
const NAMED_PER_REASON = 20;

/**
 * Looks through files and folders for configuration, in one pass over the tree. Names decide first; a text is read only
 * where the name leaves it open. Never throws.
 */
export function discover(request: DiscoveryRequest): Discovery {
  const { fs } = request;
  const own = rulesOf(".", request.ignores ?? []);
  const files = new Map<string, FoundFile>();
  const skipped = new Map<string, string>();
  const unclaimed: string[] = [];
  let listed = 0;

  const add = (path: string, verdict: Verdict, text: string | null): void => {
    if (verdict.as === null) {
      if (verdict.not !== null) skipped.set(path, verdict.not);
      return;
    }
    const template = templateOf(basename(path), text ?? "");
    const found = { file: path, as: verdict.as, why: verdict.why, confidence: verdict.confidence };
    files.set(path, template === undefined ? found : { ...found, template });
  };
  const textOf = (path: string): string | null => {
    const result = fs.read(path);
    if (!isUnreadable(result)) return result.text;
    skipped.set(path, result.unreadable);
    return null;
  };
  const visit = (root: string, path: string, isIgnored: (path: string) => string | null): void => {
    listed++;
    const recognition = recognise(path);
    if (recognition === null) {
      if (path.endsWith(".py") || path.endsWith(".conf")) unclaimed.push(path);
      return;
    }
    const ignored = isIgnored(path) ?? (request.isIgnored?.(path) === true ? "the configuration" : null);
    if (ignored !== null) {
      skipped.set(path, `ignored by ${ignored}`);
      return;
    }
    const isOfTests = ({ as }: Verdict): boolean =>
      as !== null && OF_TESTS.has(as) && isBelowTests(root, path);
    if (typeof recognition !== "function") {
      if (isOfTests(recognition)) {
        skipped.set(path, "a file of tests");
        return;
      }
      const text = basename(path).includes(".t") || basename(path).includes(".j") ? textOf(path) : "";
      if (text !== null) add(path, recognition, text);
      return;
    }
    if ((fs.sizeOf(path) ?? 0) > LARGEST_TO_LOOK && !path.includes("nginx")) return;
    const text = textOf(path);
    if (text === null) return;
    const verdict = recognition(text);
    if (isOfTests(verdict)) {
      skipped.set(path, "a file of tests");
      return;
    }
    if (verdict.as === null) unclaimed.push(path);
    add(path, verdict, text);
  };

  for (const path of new Set(request.paths.map(normalize))) {
    const kind = fs.kindOf(path);
    if (kind === "directory") {
      walk(
        fs,
        path,
        { repository: rulesAbove(fs, path), own },
        {
          file: (at, isIgnored) => {
            visit(path, at, isIgnored);
          },
          skipped: (at, why) => skipped.set(at, why),
        },
      );
    } else if (kind === "file") {
      listed++;
      const text = textOf(path);
      if (text === null) continue;
      const byName = recognise(path);
      const verdict = typeof byName === "function" ? byName(text) : byName;
      add(path, verdict !== null && verdict.as !== null ? verdict : recogniseByText(text), text);
    } else skipped.set(path, kind === undefined ? "no such file or folder" : "not a regular file");
  }
  for (const path of namedConfigs(fs, files, unclaimed)) {
    if (own.length > 0 && ignoredBy(own, path, false) !== null) continue;
    if (request.isIgnored?.(path) === true) continue;
    skipped.delete(path);
    files.set(path, { file: path, as: "gunicorn", why: "a command names it with -c", confidence: "high" });
  }
  const enabled = new Set(
    [...files.keys()].map(dirname).filter((folder) => basename(folder) === "sites-enabled"),
  );
  for (const path of [...files.keys()]) {
    skipped.delete(path);
    if (!isOnlyAvailable(path, enabled)) continue;
    files.delete(path);
    skipped.set(path, "not enabled, or read under sites-enabled");
  }
  return { files: byPath([...files.values()]), skipped: summarised(skipped), listed };
}

/** True for a file of sites-available when the sites-enabled beside it decides which are in use. */
function isOnlyAvailable(path: string, enabled: ReadonlySet<string>): boolean {
  const folder = dirname(path);
  return basename(folder) === "sites-available" && enabled.has(join(dirname(folder), "sites-enabled"));
}

/** The files that commands name as gunicorn's configuration, out of those that nothing else claims. */
function namedConfigs(
  fs: FileSystem,
  files: ReadonlyMap<string, FoundFile>,
  unclaimed: readonly string[],
): Set<string> {
  const named = new Set<string>();
  if (unclaimed.length === 0) return named;
  const byName = new Map<string, string[]>();
  for (const path of unclaimed) {
    const name = basename(path);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [path]);
    else known.push(path);
  }
  for (const file of files.values()) {
    if (!COMMANDS.has(file.as)) continue;
    const source = fs.read(file.file);
    if (isUnreadable(source)) continue;
    for (const wanted of configsNamedIn(source.text)) {
      for (const path of matchesOf(wanted, byName.get(basename(wanted)) ?? [])) named.add(path);
    }
  }
  return named;
}

function byPath(files: readonly FoundFile[]): FoundFile[] {
  return [...files].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** The first paths of each reason, and how many more there are. */
function summarised(skipped: ReadonlyMap<string, string>): SkippedPath[] {
  const counts = new Map<string, number>();
  const named: { path: string; why: string; isLast: boolean }[] = [];
  for (const [path, why] of [...skipped].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = (counts.get(why) ?? 0) + 1;
    counts.set(why, count);
    if (count <= NAMED_PER_REASON) named.push({ path, why, isLast: count === NAMED_PER_REASON });
  }
  return named.map(({ path, why, isLast }) => {
    const more = isLast ? (counts.get(why) ?? 0) - NAMED_PER_REASON : 0;
    return more > 0 ? { path, why, more } : { path, why };
  });
}
