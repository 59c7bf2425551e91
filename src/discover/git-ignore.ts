import ignore, { type Ignore } from "ignore";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { dirname, join, normalize } from "../text/path.ts";

/** The rules of one .gitignore; `base` is its folder. */
interface Rules {
  readonly base: string;
  readonly file: string;
  readonly rules: Ignore;
}

/** The rules that hold in a folder, outermost first. */
export type IgnoreChain = readonly Rules[];

/** Rules from patterns written in loglint's own configuration; they hold from the working directory on. */
export function rulesOf(base: string, patterns: readonly string[]): IgnoreChain {
  if (patterns.length === 0) return [];
  return [
    {
      base: normalize(base),
      file: "the configuration",
      rules: ignore({ ignorecase: false }).add([...patterns]),
    },
  ];
}

/** The chain in `folder`, given that of the folder around it. */
export function enterFolder(fs: FileSystem, chain: IgnoreChain, folder: string): IgnoreChain {
  const file = join(folder, ".gitignore");
  const source = fs.read(file);
  if (isUnreadable(source)) return chain;
  const rules = ignore({ ignorecase: false }).add(source.text.replace(/^\ufeff/, ""));
  return [...chain, { base: normalize(folder), file, rules }];
}

/** The rules of the folders above `folder`, up to the root of its repository. Empty when there is none in sight. */
export function rulesAbove(fs: FileSystem, folder: string): IgnoreChain {
  const above: string[] = [];
  for (let at = normalize(folder); fs.kindOf(join(at, ".git")) === undefined;) {
    const parent = dirname(at);
    if (parent === at || at === "." || at.startsWith("..")) return [];
    above.push(parent);
    at = parent;
  }
  return above.reverse().reduce<IgnoreChain>((chain, each) => enterFolder(fs, chain, each), []);
}

/** The file whose rule ignores `path`, or null. The innermost rule that speaks decides, as in git. */
export function ignoredBy(chain: IgnoreChain, path: string, isFolder: boolean): string | null {
  for (let i = chain.length - 1; i >= 0; i--) {
    const rules = chain[i];
    if (rules === undefined) continue;
    const below = pathBelow(rules.base, path);
    if (below === null) continue;
    const result = rules.rules.test(isFolder ? `${below}/` : below);
    if (result.ignored) return rules.file;
    if (result.unignored) return null;
  }
  return null;
}

function pathBelow(base: string, path: string): string | null {
  if (base === ".") return path === "." || path.startsWith("/") || path.startsWith("..") ? null : path;
  const prefix = base === "/" ? "/" : `${base}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : null;
}
