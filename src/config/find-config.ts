import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { join } from "../text/path.ts";
import { isJsonProblem, readJson, type JsonNode } from "./json-reader.ts";

/** The file names that are looked for, in this order. */
export const CONFIG_NAMES = ["loglint.config.json", "loglint.config.jsonc", "package.json"] as const;

/** The nearest configuration file from the working directory upwards, to the root of the repository; relative to the working directory. */
export function findConfig(fs: FileSystem, workingDirectory: string): string | null {
  const depth = workingDirectory.split("/").filter((part) => part !== "").length;
  for (let up = 0; up <= depth; up++) {
    const folder = "../".repeat(up);
    for (const name of CONFIG_NAMES) {
      const path = join(folder + name);
      if (fs.kindOf(path) === "file" && (name !== "package.json" || hasKey(fs, path))) return path;
    }
    if (fs.kindOf(`${folder}.git`) !== undefined) return null;
  }
  return null;
}

function hasKey(fs: FileSystem, path: string): boolean {
  const source = fs.read(path);
  if (isUnreadable(source) || !/"loglint"\s*:\s*\{/.test(source.text)) return false;
  const node = readJson(source.text);
  return !isJsonProblem(node) && node.kind === "object" && node.entries.some(isLoglintObject);
}

function isLoglintObject(entry: { readonly key: string; readonly value: JsonNode }): boolean {
  return entry.key === "loglint" && entry.value.kind === "object";
}
