import { spawnSync } from "node:child_process";
import { placeOf, type Sources } from "../report/places.ts";
import { join } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";
import { changedLines, type LineRange } from "./diff.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

/** What differs from a revision. */
export interface Change {
  /** True for a place with a line that was changed or added. */
  readonly touches: (place: FileSpan, sources: Sources) => boolean;
}

/** No program of the repository's configuration runs: no diff driver, no text conversion, no file system monitor. */
const CAREFUL = [
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.quotePath=false",
  "--no-pager",
  "--literal-pathspecs",
];

/**
 * What differs between the working tree and the point where it left `revision`, with files that git does not know yet. Runs
 * git: this is the one place of loglint that starts a process. Throws UsageError when git cannot tell.
 */
export function changedSince(revision: string, io: Io): Change {
  const top = gitIn(io, ["rev-parse", "--show-toplevel"], "This is not a git repository.").trimEnd();
  const commit = gitIn(
    io,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
    `There is no revision "${revision}".`,
  ).trim();
  const base = git(io.cwd, ["merge-base", commit, "HEAD"]).out.trim() || commit;
  const diff = git(top, [
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules=all",
    "--find-renames",
    "--unified=0",
    "--inter-hunk-context=0",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    base,
    "--",
  ]);
  if (!diff.ok) throw new UsageError(`git diff failed: ${diff.error}`);
  const lines = new Map<string, LineRange[]>();
  for (const [path, ranges] of changedLines(diff.out)) lines.set(join(top, path), ranges);
  const untracked = git(top, ["ls-files", "--others", "--exclude-standard", "-z"]).out.split("\0");
  const whole = new Set(untracked.filter((path) => path !== "").map((path) => join(top, path)));
  return {
    touches: (place, sources) => {
      const path = join(io.cwd, place.file);
      if (whole.has(path)) return true;
      const ranges = lines.get(path);
      if (ranges === undefined) return false;
      const { start, end } = placeOf(place, sources);
      return ranges.some(({ first, last }) => start.line <= last && first <= end.line);
    },
  };
}

function gitIn(io: Io, args: readonly string[], otherwise: string): string {
  const ran = git(io.cwd, args);
  if (ran.ok) return ran.out;
  throw new UsageError(
    ran.missing ? "--changed-since asks git, which is not installed." : otherwise,
    "--changed-since REV takes a commit, a branch or a tag of the repository in the working directory.",
  );
}

interface Ran {
  readonly ok: boolean;
  readonly missing: boolean;
  readonly out: string;
  readonly error: string;
}

function git(folder: string, args: readonly string[]): Ran {
  const ran = spawnSync("git", [...CAREFUL, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
    maxBuffer: 1024 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return {
    ok: ran.status === 0,
    missing: ran.error !== undefined && "code" in ran.error && ran.error.code === "ENOENT",
    out: ran.status === 0 ? ran.stdout : "",
    error: ran.error?.message ?? ran.stderr.trim(),
  };
}
