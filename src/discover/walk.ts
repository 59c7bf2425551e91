import type { Entry, FileSystem } from "../text/file-system.ts";
import { join } from "../text/path.ts";
import { enterFolder, ignoredBy, type IgnoreChain } from "./git-ignore.ts";

/** Folders that hold other people's code or what programs left behind, with what they hold. */
const PRUNED: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  [".git", null],
  [".hg", null],
  [".svn", null],
  ["__pycache__", null],
  [".mypy_cache", null],
  [".pytest_cache", null],
  [".ruff_cache", null],
  [".cache", null],
  [".idea", null],
  [".terraform", null],
  ["node_modules", "installed packages"],
  ["bower_components", "installed packages"],
  ["site-packages", "installed packages"],
  ["dist-packages", "installed packages"],
  [".tox", "a test environment"],
  [".nox", "a test environment"],
  [".eggs", "installed packages"],
  ["vendor", "bundled code of others"],
  ["third_party", "bundled code of others"],
]);

/** Folders nested deeper than this are left out: no project has them, a loop of links may. */
const DEEPEST = 100;

export interface WalkVisitor {
  /** A regular file; `isIgnored` tells, when asked, which ignore file leaves it out. */
  file(path: string, isIgnored: (path: string) => string | null): void;
  /** A folder that is not looked into. */
  skipped(path: string, why: string): void;
}

/** What is left out of a walk. */
export interface WalkRules {
  /** .gitignore files: those of the folders above, then those met on the way. */
  readonly repository: IgnoreChain;
  /** Patterns of loglint's own configuration, which no .gitignore overrides. */
  readonly own: IgnoreChain;
}

/** Visits every file below `folder` once, in order of path within each folder. Never follows links to folders. */
export function walk(fs: FileSystem, folder: string, rules: WalkRules, visitor: WalkVisitor): void {
  const pending: { path: string; rules: IgnoreChain; depth: number }[] = [
    { path: folder, rules: rules.repository, depth: 0 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, depth } = next;
    const entries = fs.list(path);
    const refused = entries.length === 0 ? fs.unlistable?.(path) : undefined;
    if (refused !== undefined) {
      visitor.skipped(path, refused);
      continue;
    }
    if (depth > 0 && isVirtualEnvironment(fs, path, entries)) {
      visitor.skipped(path, "a virtual environment");
      continue;
    }
    const own = entries.some((entry) => entry.name === ".gitignore" && entry.kind === "file");
    const chain = own ? enterFolder(fs, next.rules, path) : next.rules;
    const ignored = (child: string, isFolder: boolean): string | null =>
      ignoredBy(rules.own, child, isFolder) ?? ignoredBy(chain, child, isFolder);
    const ignoredFile = (child: string): string | null => ignored(child, false);
    const folders: string[] = [];
    const prefix = path === "." ? "" : path === "/" ? "/" : `${path}/`;
    for (const entry of entries) {
      const child = prefix + entry.name;
      if (entry.kind === "file") visitor.file(child, ignoredFile);
      else if (entry.kind === "directory") {
        const why = reasonToSkip(entry, depth, () => ignored(child, true));
        if (why === undefined) folders.push(child);
        else if (why !== null) visitor.skipped(child, why);
      }
    }
    for (const child of folders.reverse()) pending.push({ path: child, rules: chain, depth: depth + 1 });
  }
}

/** Undefined to go in, null to stay out without a word. */
function reasonToSkip(
  entry: Entry,
  depth: number,
  isIgnored: () => string | null,
): string | null | undefined {
  const pruned = PRUNED.get(entry.name);
  if (pruned !== undefined) return pruned;
  if (entry.name.endsWith(".egg-info")) return null;
  if (entry.link === true) return "a symbolic link to a folder";
  if (depth >= DEEPEST) return "nested too deeply";
  const ignored = isIgnored();
  return ignored === null ? undefined : `ignored by ${ignored}`;
}

function isVirtualEnvironment(fs: FileSystem, path: string, entries: readonly Entry[]): boolean {
  let marks = 0;
  for (const { name } of entries) {
    if (name === "pyvenv.cfg") return true;
    if (name === "bin" || name === "lib") marks++;
  }
  return marks === 2 && entries.length < 12 && fs.kindOf(join(path, "bin/activate")) === "file";
}
