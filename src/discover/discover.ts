import type { Technology } from "../model/purpose.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, join } from "../text/path.ts";

/** A file that may matter, and as what. */
export interface FoundFile {
  readonly file: string;
  readonly as: Technology;
  /** What told so, for people: "its name", "holds server blocks". */
  readonly why: string;
}

export interface Discovery {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly listed: number;
}

export interface DiscoveryRequest {
  readonly fs: FileSystem;
  readonly paths: readonly string[];
  readonly ignores?: readonly string[];
}

/** Looks through files and folders for configuration. Interim: the first version, by name alone. */
export function discover(request: DiscoveryRequest): Discovery {
  const files: FoundFile[] = [];
  const skipped: { path: string; why: string }[] = [];
  let listed = 0;
  const pending = [...request.paths];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const kind = request.fs.kindOf(path);
    if (kind === "directory") {
      for (const entry of request.fs.list(path)) {
        if (!["node_modules", ".git", "__pycache__", ".venv", "venv"].includes(entry.name)) pending.push(join(path, entry.name));
      }
    } else if (kind === "file") {
      listed++;
      const as = technologyOf(request.fs, path);
      if (as !== null) files.push({ file: join(path), as, why: "its name" });
    } else skipped.push({ path, why: "no such file" });
  }
  return { files: files.sort((a, b) => (a.file < b.file ? -1 : 1)), skipped, listed };
}

function technologyOf(fs: FileSystem, path: string): Technology | null {
  const name = basename(path);
  if (/gunicorn.*\.py$/.test(name) || /(^|\/)gunicorn\//.test(path)) return "gunicorn";
  if (["manage.py", "wsgi.py", "asgi.py"].includes(name)) return "django";
  if (name.endsWith(".py") && (name.startsWith("settings") || basename(dirname(path)) === "settings")) return "django";
  if (!/\.(conf|nginx|template|j2)$/.test(name) && basename(dirname(path)) !== "sites-enabled") return null;
  const source = fs.read(path);
  return !isUnreadable(source) && /\b(server|location|upstream|http|events|access_log|log_format)\b/.test(source.text) ? "nginx" : null;
}
