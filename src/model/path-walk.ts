import { isUnseen, type HostEntry, type HostFiles } from "../text/host-files.ts";

/** Symbolic links that one path may pass (MAXSYMLINKS in include/linux/namei.h). */
const MAX_LINKS = 40;

/** Paths that are another thing for every process. */
const OF_THE_PROCESS = /^\/proc\/(?:self|thread-self|\d+)$/;

/** A path without links and what is there. */
export interface Place {
  readonly path: string;
  readonly entry: HostEntry;
}

/** One thing that the kernel does on the way to open a path with O_CREAT; the last one is `open`, `create`, `fails` or `hidden`. */
export type WalkStep =
  /** Looks a name up in a directory. */
  | { readonly step: "search"; readonly directory: Place }
  /** Follows a link that stands last in the path. */
  | { readonly step: "link"; readonly directory: Place; readonly link: Place }
  | { readonly step: "open"; readonly directory: Place; readonly file: Place }
  | { readonly step: "create"; readonly directory: Place; readonly path: string }
  /** Cannot be opened by anyone. */
  | { readonly step: "fails"; readonly path: string; readonly why: string }
  /** What is there could not be seen. */
  | { readonly step: "hidden"; readonly path: string; readonly why: string };

/**
 * The steps in which Linux opens `path` with O_WRONLY and O_CREAT (fs/namei.c: link_path_walk, open_last_lookups), links followed inside
 * the root. `made` names directories that will be there when the process runs though they are not there now.
 */
export function walkPath(files: HostFiles, path: string, made: (path: string) => boolean): WalkStep[] {
  const top = files.entryOf("/");
  if (isUnseen(top)) return [{ step: "hidden", path: "/", why: top.why }];
  const steps: WalkStep[] = [];
  const ahead = components(path);
  let at: Place = { path: "/", entry: top };
  let slash = endsAsDirectory(path);
  let links = 0;
  const end = (step: WalkStep): WalkStep[] => [...steps, step];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const directory = at;
    if (directory.entry.kind !== "directory")
      return end(fails(directory.path, `${directory.path} is not a directory`));
    steps.push({ step: "search", directory });
    const last = ahead.length === 0;
    const next = name === ".." ? parentOf(directory.path) : below(directory.path, name);
    if (OF_THE_PROCESS.test(next))
      return end({ step: "hidden", path: next, why: `${next} differs for every process` });
    const entry = files.entryOf(next);
    if (isUnseen(entry)) {
      if (entry.reason !== "missing")
        return end({ step: "hidden", path: next, why: `${next} could not be seen: ${entry.why}` });
      if (made(next)) {
        at = { path: next, entry: { ...directory.entry, kind: "directory" } };
        continue;
      }
      if (!last) return end(fails(next, `the directory ${next} does not exist`));
      if (slash) return end(fails(next, `${next}/ names a directory`));
      return end({ step: "create", directory, path: next });
    }
    at = { path: next, entry };
    if (entry.kind !== "symlink") {
      if (last && !slash && entry.kind !== "directory") return end({ step: "open", directory, file: at });
      continue;
    }
    links++;
    if (links > MAX_LINKS) return end(fails(next, `the symbolic links at ${next} lead in a circle`));
    const target = entry.linksTo;
    if (target === undefined)
      return end({ step: "hidden", path: next, why: `the link ${next} could not be read` });
    if (target === "") return end(fails(next, `${next} is an empty link`));
    if (last) {
      steps.push({ step: "link", directory, link: at });
      slash ||= endsAsDirectory(target);
    }
    at = target.startsWith("/") ? { path: "/", entry: top } : directory;
    for (const part of components(target)) ahead.push(part);
  }
  return end(
    fails(
      at.path,
      at.entry.kind === "directory" ? `${at.path} is a directory` : `${at.path}/ names a directory`,
    ),
  );
}

function fails(path: string, why: string): WalkStep {
  return { step: "fails", path, why };
}

/** The components of a path, last first, without empty ones and `.`. */
function components(path: string): string[] {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .reverse();
}

function endsAsDirectory(path: string): boolean {
  return /\/\.?$/.test(path);
}

function below(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}
