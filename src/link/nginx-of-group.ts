import type { FoundFile } from "../discover/discover.ts";
import { isInside } from "../text/path.ts";
import type { LinkedLaunch } from "./follow-launches.ts";

/** Who starts programs on a machine of their own; a script that somebody runs by hand, or at a release, says nothing of where nginx is. */
const SETTLED: ReadonlySet<string> = new Set(["systemd", "supervisor", "cron", "host", "unknown"]);

/**
 * The nginx files of one deployment among several: those that its containers hold, or, where no container anywhere holds a file, every such file for the
 * deployments on a machine of their own.
 */
export function nginxOfGroup(
  files: readonly FoundFile[],
  own: readonly LinkedLaunch[],
  all: readonly LinkedLaunch[],
  isMain: boolean,
): readonly FoundFile[] {
  if (own.length === all.length) return files;
  const isHosted = own.some(({ launch }) => launch.container === null && launch.by !== "procfile");
  return files.filter(({ file, as }) => {
    if (as !== "nginx") return true;
    if (holds(own, file)) return true;
    return (
      !holds(all, file) &&
      (isHosted ||
        (isMain && all.every(({ launch }) => launch.container !== null || !SETTLED.has(launch.by))))
    );
  });
}

/** Do nginx containers have the file? A COPY of the whole repository into the application's image is no use of its nginx files. */
function holds(launches: readonly LinkedLaunch[], file: string): boolean {
  return launches.some(
    ({ launch, program }) =>
      (program === "nginx" || launch.name.includes("nginx")) &&
      launch.container?.maps.some(
        ({ outside, kind }) =>
          outside !== null && (kind === "copy" || kind === "bind") && isInside(outside, file),
      ) === true,
  );
}
