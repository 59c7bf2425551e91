import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Route } from "../../../src/routes/route.ts";
import type { Scratch } from "./scratch.ts";

/** What the map says of one event: the ends that are certain, and all that are possible. */
export interface Prediction {
  readonly sure: ReadonlySet<string>;
  readonly possible: ReadonlySet<string>;
  readonly isCertain: boolean;
}

/** One event that was caused: its marker, and the routes that together say where it must be found. */
export interface Caused {
  readonly event: string;
  readonly marker: string;
  readonly routes: readonly Route[];
  /** False when the request that was to cause it was not answered. */
  readonly happened?: boolean;
}

export interface Verdict {
  readonly event: string;
  readonly verdict: "equal" | "maybe" | "wrong";
  readonly predicted: readonly string[];
  readonly found: readonly string[];
}

/** Texts that mails, streams and files hold at the end, by the name of the sink. */
export type Territory = ReadonlyMap<string, string>;

/** Every file below the root but programs and configuration; the caught streams under the names of their sinks. */
export function territoryOf(scratch: Scratch, syslog: string): Territory {
  const found = new Map<string, string>([["syslog", syslog]]);
  let mails = "";
  for (const path of filesOf(scratch.root)) {
    const text = readFileSync(path, "latin1");
    const [folder, ...rest] = relative(scratch.root, path).split("/");
    if (folder === "mail") mails += text;
    else if (folder === "stdio") found.set(streamName(rest.join("/")), text);
    else if (!isConfiguration(path, scratch)) found.set(relative(scratch.root, path), text);
  }
  return found.set("mail", mails);
}

function streamName(file: string): string {
  const [program = "", kind = ""] = file.split(".");
  return `${kind} of ${program}`;
}

function isConfiguration(path: string, scratch: Scratch): boolean {
  const inSite = path.startsWith(scratch.site) && /\.(?:py|conf|html|md|ya?ml|toml|txt)$/.test(path);
  return inSite || path.startsWith(join(scratch.root, "probe"));
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => existsSync(path) && statSync(path).size > 0);
}

/** The ends of the routes together, as names of the territory; services that are not run here are left out, and null is nowhere. */
export function predictionOf(routes: readonly Route[], scratch: Scratch): Prediction {
  const sure = new Set<string>();
  const possible = new Set<string>();
  for (const sink of routes.flatMap((route) => route.sinks)) {
    const name = nameOf(sink, scratch);
    if (name === null) continue;
    possible.add(name);
    if (sink.certain) sure.add(name);
  }
  return { sure, possible, isCertain: routes.length > 0 && routes.every((route) => route.certain) };
}

function nameOf(sink: Route["sinks"][number], scratch: Scratch): string | null {
  switch (sink.kind) {
    case "file":
      return fileName(sink.path, scratch);
    case "stdout":
    case "stderr":
      return `${sink.kind} of ${sink.process === "nginx" ? "nginx" : "gunicorn"}`;
    case "mail":
    case "syslog":
      return sink.kind;
    case "journal":
    case "docker":
      return "outside";
    case "null":
    case "http":
    case "third-party":
      return null;
  }
}

function fileName(path: string, scratch: Scratch): string {
  if (path.startsWith("{prefix}/")) return join("nginx", path.slice("{prefix}/".length));
  if (!isAbsolute(path)) return relative(scratch.root, join(scratch.site, path));
  // The compiled-in folder is covered by the one in the scratch folder.
  return path.startsWith(scratch.root) ? relative(scratch.root, path) : path.slice(1);
}

export function verdictOf(caused: Caused, territory: Territory, scratch: Scratch): Verdict {
  const { sure, possible, isCertain } = predictionOf(caused.routes, scratch);
  const found = new Set(
    [...territory].filter(([, text]) => text.includes(caused.marker)).map(([name]) => name),
  );
  const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
    [...a].every((each) => b.has(each));
  const equal = isCertain && within(sure, found) && within(found, sure);
  // What is not known may add ends, never take away those that are certain.
  const maybe = !isCertain && within(sure, found);
  return {
    event: caused.event,
    verdict: caused.happened === false ? "wrong" : equal ? "equal" : maybe ? "maybe" : "wrong",
    predicted: [...possible].sort(),
    found: [...found].sort(),
  };
}
