import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diskFileSystem, lint, rules, where, type Route, type Sink } from "../src/index.ts";
import { factsResult } from "../src/report/facts/facts.ts";
import type { FactJson, FactsResult, StreamSink } from "../src/report/facts/facts-result.ts";

/**
 * Whole deployments in the shapes that people use. What is true of each was written down in `expected.json` from what
 * nginx, gunicorn, Django, systemd, docker and the others do, before loglint saw the fixture. loglint has to find all of
 * it and nothing else.
 */
interface Expected {
  readonly what: string;
  /** All findings; `at` is "file:line". */
  readonly findings: readonly { readonly rule: string; readonly at: string; readonly why: string }[];
  /** What is wrong as well, and loglint does not say yet. */
  readonly missed: Expected["findings"];
  /** Rules that somebody might expect here, and why they are silent. */
  readonly silent: readonly { readonly rule: string; readonly why: string }[];
  /** All processes; "?" is what the files do not say. */
  readonly processes: readonly {
    readonly name: string;
    readonly runs: string;
    readonly user: string;
    readonly cwd: string;
    readonly settings: string | null;
    readonly stdout: string;
  }[];
  /** By name of the process: settings of gunicorn as they take effect. */
  readonly gunicorn: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By settings module, with "@" and a process where several environments run it. */
  readonly debug: Readonly<Record<string, "true" | "false" | "depends">>;
  /** Where records end; "?" behind an end that depends on what is not known. */
  readonly ends: readonly ({ readonly event: string; readonly ends: readonly string[] } & Partial<
    Record<RouteKey, string>
  >)[];
}

const ROUTE_KEYS = ["service", "server", "location", "logger", "level"] as const;
type RouteKey = (typeof ROUTE_KEYS)[number];

const FIXTURES = readdirSync("fixtures")
  .filter((name) => existsSync(`fixtures/${name}/expected.json`))
  .sort();
const KNOWN_RULES = new Set(rules.map(({ id }) => id));

describe("the deployments whose truth is written down", () => {
  it("are many", () => {
    expect(FIXTURES.length).toBeGreaterThanOrEqual(12);
  });

  it("hold clean ones, which must stay silent", () => {
    const clean = FIXTURES.filter((name) => expectedOf(name).findings.length === 0);
    expect(clean.length).toBeGreaterThanOrEqual(3);
  });

  it.each(FIXTURES)("%s expects no finding of a rule that has to be silent", (name) => {
    const { findings, missed, silent } = expectedOf(name);
    const found = new Set(findings.map(({ rule }) => rule));
    expect(silent.filter(({ rule }) => found.has(rule))).toEqual([]);
    for (const { rule } of [...findings, ...missed, ...silent]) expect(KNOWN_RULES).toContain(rule);
  });
});

describe.each(FIXTURES)("fixtures/%s", (name) => {
  const expected = expectedOf(name);
  const result = lint({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
  const facts = factsResult(result);
  const routes = where(result.stacks);

  it("has these findings and no other", () => {
    const found = result.findings.map(({ rule, at }) => `${rule} ${at.file}:${String(lineOf(at))}`);
    expect(found.sort()).toEqual(expected.findings.map(({ rule, at }) => `${rule} ${at}`).sort());
  });

  it("has these processes and no other", () => {
    const shown = facts.processes.map((process) =>
      row([
        process.name,
        process.runs,
        worth(process.user),
        worth(process.cwd),
        process.settings,
        endOf(process.stdout),
      ]),
    );
    const written = expected.processes.map(({ name, runs, user, cwd, settings, stdout }) =>
      row([name, runs, user, cwd, settings, stdout]),
    );
    expect(shown.sort()).toEqual(written.sort());
  });

  it.each(Object.entries(expected.gunicorn))("%s has these settings of gunicorn", (process, settings) => {
    const shown = Object.keys(settings).map((key) => [key, gunicornSetting(facts, process, key)]);
    expect(Object.fromEntries(shown)).toEqual(settings);
  });

  it.each(Object.entries(expected.debug))("%s has this DEBUG", (module, debug) => {
    expect(debugOf(facts, module)).toBe(debug);
  });

  it.each(expected.ends.map((each) => [titleOf(each), each] as const))("%s ends there", (_, each) => {
    const matching = routesOf(routes, each);
    expect(matching.length, "no such route").toBeGreaterThan(0);
    const ends = matching.flatMap((route) => route.sinks.map(endOf));
    expect([...new Set(ends)].sort()).toEqual([...each.ends].sort());
  });

  function lineOf({ file, start }: { readonly file: string; readonly start: number }): number {
    return (result.sources.get(file)?.text.slice(0, start).split("\n") ?? []).length;
  }
});

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(`fixtures/${name}/expected.json`, "utf8")) as Expected;
}

/** The value that holds, "?" for what the files do not say. */
function worth(fact: FactJson<unknown>): unknown {
  if (fact.state === "unknown") return "?";
  if (fact.state !== "either") return fact.value;
  const values = [...new Set(fact.options.map((option) => JSON.stringify(worth(option.fact))))];
  return values.length === 1 ? (JSON.parse(values[0] ?? "null") as unknown) : "depends";
}

function gunicornSetting(facts: FactsResult, process: string, key: string): unknown {
  const at = facts.processes.filter(({ name, runs }) => name === process && runs === "gunicorn");
  const started = facts.gunicorn.filter((each) =>
    at.some((one) => JSON.stringify(one.at) === JSON.stringify(each.at)),
  );
  const values = started.map(({ settings }) => {
    const fact = settings[key];
    return fact === undefined ? "no such setting" : worth(fact);
  });
  expect(values.length, `no gunicorn ${process}`).toBeGreaterThan(0);
  expect(values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]))).toBe(true);
  return values[0];
}

function debugOf(facts: FactsResult, named: string): string {
  const [module = "", process] = named.split("@");
  const projects = facts.django.filter(
    ({ settings, processes }) =>
      settings === module && (process === undefined || processes.includes(process)),
  );
  const values = new Set(projects.map(({ DEBUG }) => worth(DEBUG)));
  expect(values.size, `DEBUG of ${named}`).toBe(1);
  const [value] = values;
  return typeof value === "boolean" ? String(value) : "depends";
}

/** The routes that are meant; a location that logs as its server does has no route of its own. */
function routesOf(routes: readonly Route[], meant: Expected["ends"][number]): readonly Route[] {
  const inServer = routes.filter(
    (route) =>
      route.event === meant.event &&
      ROUTE_KEYS.every(
        (key) =>
          key === "location" ||
          meant[key] === undefined ||
          route[key] === meant[key] ||
          (key === "server" && route.server?.split(" ").includes(meant[key]) === true),
      ),
  );
  if (meant.location === undefined) return inServer;
  const ofLocation = inServer.filter(({ location }) => location === meant.location);
  return ofLocation.length > 0 ? ofLocation : inServer.filter(({ location }) => location === undefined);
}

function endOf(sink: StreamSink | Sink): string {
  const mark = sink.certain ? "" : "?";
  switch (sink.kind) {
    case "file":
      return `file ${sink.path}${mark}`;
    case "stdout":
    case "stderr":
      return `${sink.kind} ${sink.process}${mark}`;
    case "journal":
      return `journal ${sink.unit}${mark}`;
    case "docker":
      return `docker ${sink.service}${mark}`;
    case "syslog":
      return `syslog ${sink.address}${mark}`;
    case "http":
    case "third-party":
      return `${sink.name}${mark}`;
    case "mail":
    case "null":
      return `${sink.kind}${mark}`;
  }
}

function row(cells: readonly unknown[]): string {
  return cells.map(String).join(" | ");
}

function titleOf(each: Expected["ends"][number]): string {
  return [each.event, ...ROUTE_KEYS.map((key) => each[key]).filter((value) => value !== undefined)].join(" ");
}
