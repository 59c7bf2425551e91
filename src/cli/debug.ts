import type { LintResult } from "../engine/result.ts";
import { escapeLine } from "../report/escape.ts";
import { technologyName } from "../report/technology.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { join, normalize } from "../text/path.ts";

/** A file system that keeps account of what was asked of it. */
export interface DebugFileSystem {
  readonly fs: FileSystem;
  /** One line per file that was seen: what became of it, and why. */
  readonly report: (result: Pick<LintResult, "read" | "skipped">) => string;
}

/** Watches which files are listed and opened, for `--debug`. */
export function debugFileSystem(inner: FileSystem): DebugFileSystem {
  const seen = new Set<string>();
  const opened = new Map<string, string>();
  const fs: FileSystem = {
    ...inner,
    list: (path) => {
      const entries = inner.list(path);
      for (const { name, kind } of entries) if (kind === "file") seen.add(join(path, name));
      return entries;
    },
    read: (path) => {
      const result = inner.read(path);
      const said = isUnreadable(result)
        ? `cannot be read: ${result.unreadable}`
        : `${result.text.length} characters`;
      opened.set(normalize(path), said);
      return result;
    },
  };
  return {
    fs,
    report: ({ read, skipped }) => {
      const fate = new Map<string, string>();
      for (const path of seen) fate.set(path, "not opened: its name is none of those that loglint knows");
      for (const [path, said] of opened) {
        const isMissing = said === "cannot be read: no such file";
        fate.set(
          path,
          isMissing
            ? "looked for, and not there"
            : `looked into (${said}), and part of no deployment by itself`,
        );
      }
      for (const { path, why } of skipped) fate.set(normalize(path), `left out: ${why}`);
      for (const { file, as, purpose, stack } of read) {
        const of = stack === undefined ? "" : `, of the deployment ${stack}`;
        fate.set(normalize(file), `read as ${technologyName(as)}, purpose ${purpose}${of}`);
      }
      const lines = [...fate].sort(([a], [b]) => (a < b ? -1 : 1));
      return lines.map(([path, what]) => `debug: ${escapeLine(path)}: ${escapeLine(what)}\n`).join("");
    },
  };
}
