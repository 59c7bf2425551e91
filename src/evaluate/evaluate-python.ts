import { memoryFileSystem } from "../text/memory-file-system.ts";
import { dirname, normalize } from "../text/path.ts";
import { evaluateModule } from "./evaluate.ts";
import { toJson } from "./json.ts";

/**
 * The names of `entry` as JSON-able values (see `toJson`). `files` maps paths to texts; `env` is the whole environment of the
 * process, absent: nothing is known about the environment. Never throws.
 */
export function evaluatePython(request: {
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly env?: Readonly<Record<string, string>>;
}): Record<string, unknown> {
  const fs = memoryFileSystem(request.files);
  const entry = normalize(request.entry);
  const environment =
    request.env === undefined ? { values: {}, complete: false } : { values: request.env, complete: true };
  const { names } = evaluateModule({ fs, file: entry, searchPath: searchPathOf(entry), environment });
  const result: Record<string, unknown> = {};
  for (const [name, value] of names)
    Object.defineProperty(result, name, {
      value: toJson(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return result;
}

/** Every directory above the entry, the outermost first: any of them may be the one that Python was started in. */
export function searchPathOf(entry: string): readonly string[] {
  const directories: string[] = [];
  for (let directory = dirname(entry); ; directory = dirname(directory)) {
    directories.unshift(directory);
    if (directory === "." || directory === "/") break;
  }
  return directories;
}
