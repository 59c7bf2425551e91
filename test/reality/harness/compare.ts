import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { certainValue } from "../../../src/model/fact.ts";
import type { Stack } from "../../../src/model/stack.ts";
import type { Route } from "../../../src/routes/route.ts";
import type { Scratch } from "./scratch.ts";
import { childLogName } from "./supervisor.ts";

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
export function territoryOf(scratch: Scratch, syslog: string, streams: StreamPlaces = new Map()): Territory {
  const found = new Map<string, string>([["syslog", syslog]]);
  const add = (name: string, text: string): void => {
    found.set(name, (found.get(name) ?? "") + text);
  };
  for (const path of filesOf(scratch.root)) {
    const text = readFileSync(path, "latin1");
    const [folder, ...rest] = relative(scratch.root, path).split("/");
    const name = rest.join("/");
    if (folder === "mail") add("mail", text);
    else if (folder === "stdio") add(streams.get(streamName(name)) ?? streamName(name), text);
    else if (folder === "childlogs") add(childLogName(name), text);
    // What supervisord says of itself holds what its programs say, at its level debug.
    else if (folder === "run") continue;
    else if (!isConfiguration(path, scratch)) add(relative(scratch.root, path), text);
  }
  return found;
}

/** Where what is caught of a stream stands for: `stdout of gunicorn` for the journal, a file, another program's stream. */
export type StreamPlaces = ReadonlyMap<string, string>;

/**
 * What the harness catches of a program stands for what its service manager would catch. Under supervisord it is the real
 * one, and only what supervisord itself inherited, or named, is looked up.
 */
export function streamPlaces(stacks: readonly Stack[], scratch: Scratch): StreamPlaces {
  const places = new Map<string, string>();
  for (const process of stacks.flatMap((stack) => stack.processes)) {
    if (process.runs !== "gunicorn" && process.runs !== "nginx") continue;
    for (const kind of ["stdout", "stderr"] as const) {
      const fact = process[kind];
      const stream = certainValue(fact);
      const caught = `${kind} of ${process.by === "supervisor" ? process.name : process.runs}`;
      if (places.has(caught)) continue;
      if (fact.state === "unknown") {
        const parent = /^(stdout|stderr) of supervisord/.exec(fact.why)?.[1];
        const isRedirected = kind === "stderr" && process.stdout === fact;
        if (parent !== undefined) places.set(caught, `${parent} of supervisord`);
        else if (isRedirected) places.set(caught, `stdout of ${process.name}`);
        else if (process.by === "supervisor") places.set(caught, caught);
      } else if (stream?.kind === "journal") places.set(caught, "journal");
      else if (stream?.kind === "docker") places.set(caught, `docker ${stream.service}`);
      else if (stream?.kind === "file") places.set(caught, fileName(stream.path, scratch));
    }
  }
  return places;
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
export function predictionOf(
  routes: readonly Route[],
  scratch: Scratch,
  streams: StreamPlaces = new Map(),
): Prediction {
  const sure = new Set<string>();
  const possible = new Set<string>();
  for (const sink of routes.flatMap((route) => route.sinks)) {
    const name = nameOf(sink, scratch, streams);
    if (name === null) continue;
    possible.add(name);
    if (sink.certain) sure.add(name);
  }
  return { sure, possible, isCertain: routes.length > 0 && routes.every((route) => route.certain) };
}

function nameOf(sink: Route["sinks"][number], scratch: Scratch, streams: StreamPlaces): string | null {
  switch (sink.kind) {
    case "file":
      return fileName(sink.path, scratch);
    case "stdout":
    case "stderr":
      return (
        streams.get(`${sink.kind} of ${sink.process}`) ??
        `${sink.kind} of ${sink.process === "nginx" ? "nginx" : "gunicorn"}`
      );
    case "mail":
    case "syslog":
      return sink.kind;
    case "journal":
      return "journal";
    case "docker":
      return `docker ${sink.service}`;
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

export function verdictOf(
  caused: Caused,
  territory: Territory,
  scratch: Scratch,
  streams: StreamPlaces = new Map(),
): Verdict {
  const { sure, possible, isCertain } = predictionOf(caused.routes, scratch, streams);
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
