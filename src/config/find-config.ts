import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { join } from "../text/path.ts";
import { isSyntaxProblem, memberOf } from "./config-node.ts";
import { readJson } from "./json-reader.ts";

/** Files that hold loglint's configuration and nothing else, in the order in which they are looked for. */
export const CONFIG_NAMES = [
  "loglint.config.json",
  "loglint.config.jsonc",
  "loglint.config.yaml",
  "loglint.config.yml",
] as const;

/** Files of other programs that may hold it under a key: `loglint` in package.json, `[tool.loglint]` in pyproject.toml. */
const SHARED_NAMES = ["package.json", "pyproject.toml"] as const;

/** The nearest configuration file from the working directory upwards, to the root of the repository; relative to the working directory. */
export function findConfig(fs: FileSystem, workingDirectory: string): string | null {
  const depth = workingDirectory.split("/").filter((part) => part !== "").length;
  for (let up = 0; up <= depth; up++) {
    const folder = "../".repeat(up);
    for (const name of CONFIG_NAMES) {
      const path = join(folder + name);
      if (fs.kindOf(path) === "file") return path;
    }
    for (const name of SHARED_NAMES) {
      const path = join(folder + name);
      if (fs.kindOf(path) === "file" && hasConfig(fs, path)) return path;
    }
    if (fs.kindOf(`${folder}.git`) !== undefined) return null;
  }
  return null;
}

function hasConfig(fs: FileSystem, path: string): boolean {
  const source = fs.read(path);
  if (isUnreadable(source)) return false;
  // the whole is read, and judged, when it is loaded
  if (path.endsWith(".toml"))
    return /^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*loglint[ \t]*[.\]]/m.test(source.text);
  if (!/"loglint"\s*:\s*\{/.test(source.text)) return false;
  const node = readJson(source.text);
  return !isSyntaxProblem(node) && memberOf(node, "loglint")?.kind === "object";
}
