import { diskFileSystem, loadStack, where } from "../../../src/index.ts";
import type { Gap } from "../../../src/model/problem.ts";
import { buildMap } from "../../../src/report/map/build-map.ts";
import type { MapGraph } from "../../../src/report/map/map-graph.ts";
import type { Sources } from "../../../src/report/places.ts";
import { logFiles, type LogFile } from "../../../src/routes/log-files.ts";
import { routeOf, type Route, type Sink, type Step } from "../../../src/routes/route.ts";
import { sourceFile } from "../../../src/text/source-file.ts";

/** What a picture is made of. */
export interface Mapped {
  readonly routes: readonly Route[];
  readonly files: readonly LogFile[];
  readonly graph: MapGraph;
  readonly gaps: readonly Gap[];
  readonly sources: Sources;
}

/** The map of a folder below `fixtures/`. */
export function fixture(name: string): Mapped {
  const { stacks, gaps, sources } = loadStack({ fs: diskFileSystem(`fixtures/${name}`), paths: ["."] });
  const routes = where(stacks);
  const files = stacks.flatMap((stack) => logFiles(stack, routes));
  return { routes, files, graph: buildMap(routes, files), gaps, sources };
}

export const FIXTURES = [
  "blog",
  "blog-broken",
  "compose",
  "env-driven",
  "kubernetes",
  "many-vhosts",
  "one-container",
  "shared-logs",
  "split-settings",
  "supervisor",
  "systemd-vm",
  "templates",
  "twelve-factor",
] as const;

export function file(path: string): Sink {
  return { kind: "file", path, read: `tail -F ${path}`, certain: true };
}

export const AT = { file: "site.conf", start: 0, end: 4 };

/** A route by hand; each step leads to every sink. */
export function route(head: Partial<Route>, sinks: readonly Sink[], steps: readonly Step[] = []): Route {
  const whole = {
    event: "nginx.access",
    service: "nginx.conf",
    stack: "site",
    server: "a.example",
    ...head,
  } as const;
  const leading = steps.map((step) => (step.verdict === "drop" ? step : { ...step, leadsTo: sinks }));
  return routeOf(whole, leading, sinks, AT);
}

/** Markup, quotes, entities, escapes of the terminal and of every format that is written. */
export const NASTY = `</style></title></svg><script>alert(1)</script><img src=x onerror="alert(2)">'"&amp;&#60;#35;\\N\\" %%{x}%% \`b\` **c** [d](e) $$f$$ end; "] --> x \u0001\u001b[31m\u202e`;

/** A map in which every word that comes from the files is hostile. */
export function hostile(): Mapped {
  const path = `${NASTY.replaceAll("/", "")}.conf`;
  const sources = new Map([[path, sourceFile(path, `  ${NASTY}\n`)]]);
  const at = { file: path, start: 2, end: 9 };
  const gone: Step = { what: NASTY, verdict: "drop", why: NASTY, at };
  const handler: Step = { what: `handler ${NASTY}`, verdict: "pass", at, part: "handler" };
  const unsure: Step = { what: NASTY, verdict: "maybe", why: NASTY, at };
  const routes = [
    route({ server: NASTY, service: path, stack: NASTY, location: NASTY }, [file(`/${NASTY}`)]),
    route({ server: NASTY, service: path, stack: NASTY }, [], [gone]),
    route({ event: "nginx.error", server: NASTY, service: path, stack: NASTY }, [], [unsure]),
    route(
      { event: "django.logger", service: NASTY, stack: "two", settings: NASTY, logger: NASTY, level: NASTY },
      [
        { kind: "mail", to: NASTY, read: null, certain: true },
        { kind: "docker", service: NASTY, read: NASTY, certain: false },
        { kind: "syslog", address: NASTY, read: null, certain: true },
      ],
      [handler],
    ),
  ];
  return { routes, files: [], graph: buildMap(routes, []), gaps: [{ what: NASTY, why: NASTY, at }], sources };
}
