import { findImage } from "../loaders/images/find-image.ts";
import { parseImage } from "../loaders/images/image-reference.ts";
import type { Purpose } from "../model/purpose.ts";
import { basename, dirname } from "../text/path.ts";
import type { LinkedLaunch } from "./follow-launches.ts";

/** The launches of one deployment: what is started together, on one machine or by one compose project. */
export interface LaunchGroup {
  /** For people: `docker-compose.yml`, `Procfile`, `deploy (systemd)`. */
  readonly label: string;
  readonly purpose: Purpose;
  readonly launches: readonly LinkedLaunch[];
  /** The `deployment` of its launches. */
  readonly deployments: ReadonlySet<string>;
}

const SERVES = new Set(["gunicorn", "uvicorn", "daphne", "hypercorn", "uwsgi", "nginx"]);

/**
 * Divides launches into deployments. Those of one compose project, one Dockerfile, one Procfile belong together; so do the units and programs of one
 * machine, unless two of them have the same name and lie in different folders (staging and production).
 */
export function groupLaunches(launches: readonly LinkedLaunch[]): LaunchGroup[] {
  const groups = new Map<string, LinkedLaunch[]>();
  const hosted = launches.filter(isHosted);
  const folders = new Set(hosted.map(({ launch }) => launch.deployment));
  const names = new Map<string, Set<string>>();
  for (const { launch } of hosted) {
    const before = names.get(launch.name) ?? new Set<string>();
    names.set(launch.name, before.add(launch.deployment));
  }
  const isApart = folders.size > 1 && [...names.values()].some((own) => own.size > 1);
  for (const linked of launches) {
    const key =
      isHosted(linked) && !isApart
        ? "\0host"
        : `${linked.launch.by === "shell" ? "shell" : ""}\0${linked.launch.deployment}`;
    groups.set(key, [...(groups.get(key) ?? []), linked]);
  }
  const made = [...groups.values()].map((own): LaunchGroup => ({
    label: labelOf(own),
    purpose: purposeOf(own),
    launches: own,
    deployments: new Set(own.map(({ launch }) => launch.deployment)),
  }));
  const serving = made.filter((group) => group.launches.some(({ program }) => SERVES.has(program)));
  // A release script, or a worker of its own, is part of the deployment that serves; a script that starts a server by hand is told of only when nothing
  // else serves.
  const real = serving
    .filter((group) => !group.launches.every(({ launch }) => launch.by === "shell"))
    .filter((group, _, all) => !all.some((other) => other !== group && startsImageOf(other, group)));
  const kept = real.length > 0 ? real : serving;
  const rest = made.filter(
    (group) => !serving.includes(group) && !group.launches.every(({ launch }) => launch.by === "shell"),
  );
  if (kept.length === 0) return rest.length === 0 ? [] : rest;
  const [only] = kept;
  if (only === undefined || kept.length > 1) return kept;
  return [
    {
      ...only,
      launches: [...only.launches, ...rest.flatMap((group) => group.launches)],
      deployments: new Set([...only.deployments, ...rest.flatMap((group) => [...group.deployments])]),
    },
  ];
}

/**
 * True when `image` is what a Dockerfile alone would start, and `other` starts the same program from an image of which nothing is known: it then is
 * most likely this image, with a command of its own, under the name that a registry gives it.
 */
function startsImageOf(other: LaunchGroup, image: LaunchGroup): boolean {
  if (other.purpose === "development" || other.purpose === "test") return false;
  return image.launches.every(
    ({ launch, program }) =>
      launch.container !== null &&
      launch.container.image === launch.deployment &&
      other.launches.some(
        (each) =>
          each.program === program &&
          each.launch.container !== null &&
          each.launch.container.image !== each.launch.deployment &&
          isOwnImage(each.launch.container.image),
      ),
  );
}

/** An image of a registry, or one that a template fills in; not one that is known by its name, or one that is built here. */
function isOwnImage(image: string): boolean {
  return findImage(image) === null && (parseImage(image).registry !== null || /[{$]/.test(image));
}

function isHosted({ launch }: LinkedLaunch): boolean {
  return (
    launch.container === null &&
    (launch.by === "systemd" || launch.by === "supervisor" || launch.by === "cron" || launch.by === "host")
  );
}

function labelOf(launches: readonly LinkedLaunch[]): string {
  const [first] = launches;
  if (first === undefined) return "site";
  const { launch } = first;
  if (!isHosted(first)) return launch.deployment;
  const kinds = [...new Set(launches.map((each) => each.launch.by))].join(" and ");
  const file = launch.via.at(-1)?.file ?? launch.at.file;
  const folder = dirname(file);
  return folder === "." ? basename(file) : `${folder} (${kinds})`;
}

function purposeOf(launches: readonly LinkedLaunch[]): Purpose {
  const purposes = new Set(launches.map(({ launch }) => launch.purpose));
  const [only] = purposes;
  return purposes.size === 1 && only !== undefined ? only : "unknown";
}
