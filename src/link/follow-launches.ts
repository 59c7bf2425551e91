import { scriptsIn } from "../loaders/docker/open-script.ts";
import { followLaunch, type FollowedLaunch } from "../loaders/shell/follow-launch.ts";
import type { OpenedScript } from "../loaders/shell/interpret.ts";
import type { Launch } from "../model/launch.ts";
import { readShell } from "../read/shell/read-shell.ts";
import type { ShellScript } from "../read/shell/tree.ts";
import type { Gap } from "../model/problem.ts";
import type { FileSpan } from "../text/span.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import type { Containers } from "./containers.ts";
import { fileHere, placeOfLaunch, type LaunchPlace } from "./launch-place.ts";

/** A launch followed to its program, with the place of its files. */
export interface LinkedLaunch extends FollowedLaunch {
  readonly place: LaunchPlace;
}

export interface FollowedAll {
  readonly launches: readonly LinkedLaunch[];
  /** Scripts that some launch runs. */
  readonly scripts: ReadonlySet<string>;
}

/** How many processes one file, or one script, may start. */
export const MOST_LAUNCHES = 500;

export function tooManyLaunches(at: FileSpan): Gap {
  const why = `only the first ${String(MOST_LAUNCHES)} of them are followed`;
  return { what: `the processes that ${at.file} starts`, why, at };
}

/** Follows every launch through the scripts that it runs. `scripts` are the script files that were found. */
export function followLaunches(
  fs: FileSystem,
  launches: readonly Launch[],
  homes: readonly string[],
  scripts: readonly string[],
  containers: Containers,
  gaps: Gap[],
): FollowedAll {
  const parsed = new Map<string, ShellScript>();
  const used = new Set<string>();
  const sourceOf = (file: string): string => {
    const source = fs.read(file);
    return isUnreadable(source) ? "" : source.text;
  };
  const linked = launches.flatMap((launch): LinkedLaunch[] => {
    const around = placeOfLaunch({ fs, launch, homes });
    const { container } = launch;
    const inside =
      container === null ? null : scriptsIn(fs, container, containers.get(container)?.files ?? []);
    const open = (path: string, cwd: Launch["cwd"]): OpenedScript | null => {
      const opened = inside?.(path, cwd) ?? null;
      if (opened !== null) return opened;
      const file = fileHere(fs, around, path, scripts);
      if (file === null) return null;
      const source = sourceOf(file);
      if (!isScript(source, file)) return null;
      const script = parsed.get(file) ?? readShell(source);
      parsed.set(file, script);
      return { file, source, script };
    };
    const followed = followLaunch({ launch, open, sourceOf });
    for (const file of followed.files) used.add(file);
    if (followed.launches.length > MOST_LAUNCHES) gaps.push(tooManyLaunches(launch.at));
    return followed.launches.slice(0, MOST_LAUNCHES).map((each) => {
      const place = placeOfLaunch({ fs, launch: each.launch, homes });
      return { ...each, place: place.start === null && place.deployed === null ? around : place };
    });
  });
  return { launches: linked, scripts: used };
}

/** Python and binary programs have a path too; a script of a shell says so, or ends in .sh. */
function isScript(source: string, file: string): boolean {
  const first = source.slice(0, source.indexOf("\n") < 0 ? 200 : source.indexOf("\n"));
  if (first.startsWith("#!")) return /\b(?:sh|bash|dash|ash|zsh|ksh)\b/.test(first);
  return /\.(?:sh|bash)$/.test(file) || (!/\.\w+$/.test(file) && !source.includes("\0") && source !== "");
}
