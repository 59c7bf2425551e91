import { nearest } from "../config/nearest.ts";
import {
  filesOf,
  loadStack,
  rules,
  where as routesOf,
  whereInNginx,
  type AskedLogger,
  type Route,
  type Stack,
} from "../index.ts";
import { PLAIN } from "../report/theme.ts";
import { WHERE_FORMAT_NAMES } from "../report/where/where-format-names.ts";
import { WHERE_FORMATS, type WhereAnswer } from "../report/where/where-formats.ts";
import type { WhereStyle } from "../report/where/where-text.ts";
import type { Invocation, Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import type { OptionValues } from "./options.ts";
import { withProgress } from "./progress.ts";
import { settingsFor } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { loadAsked, whatIfOptions } from "./what-if.ts";
import { writeReport } from "./write-report.ts";

/** What people call the events. */
const EVENTS: Readonly<Record<string, Route["event"]>> = {
  requests: "nginx.access",
  access: "nginx.access",
  errors: "nginx.error",
  traceback: "django.exception",
  exception: "django.exception",
  logger: "django.logger",
  print: "python.print",
  stdout: "python.print",
  stderr: "python.stderr",
  warnings: "python.warnings",
  "nginx.access": "nginx.access",
  "nginx.error": "nginx.error",
  "gunicorn.access": "gunicorn.access",
  "gunicorn.error": "gunicorn.error",
  "django.exception": "django.exception",
  "django.logger": "django.logger",
  "python.print": "python.print",
  "python.stderr": "python.stderr",
  "python.warnings": "python.warnings",
};

/** `loglint where [EVENT [LOGGER]]` */
export const where: Run = async (invocation) => {
  const { options, io, operands } = invocation;
  const event = eventOf(operands[0]);
  refuseMore(operands, event);
  const targets = targetsOf(options, WHERE_FORMAT_NAMES);
  const ids = rules.map((rule) => rule.id);
  const settings = await settingsFor(options, io, ids);
  const inputs = await inputsOf({ ...invocation, operands: options.in ?? [] } satisfies Invocation);
  const loaded = withProgress(inputs.fs, invocation, (fs) =>
    loadAsked(whatIfOptions(options, io), (whatIf) =>
      loadStack({ fs, paths: inputs.paths, ...stackOptions(settings.loaded), ...whatIf }),
    ),
  );
  const level = levelOf(options) ?? (event === "django.logger" ? "INFO" : undefined);
  const logger = event === "django.logger" ? operands[1] : undefined;
  const asked = logger === undefined ? undefined : { logger, level: level ?? "INFO" };
  const routes = routesAsked(loaded.stacks, asked, event, options);
  const { stacks, gaps, sources } = loaded;
  const shown = options.rotation === true ? "rotation" : event === null ? "map" : "steps";
  const answer: WhereAnswer = { stacks, routes, files: filesOf(stacks, routes), gaps, sources, asked: shown };
  for (const { format, file } of targets) {
    const theme = file === null ? themeFor(io.stdout, io.env, options) : PLAIN;
    const style: WhereStyle = { theme, width: file === null ? widthOf(io.stdout) : 100 };
    const text = WHERE_FORMATS[format](answer, style);
    if (text !== "") writeReport(text, file, io);
  }
  if (loaded.read.length === 0) {
    io.stderr.write(nothingFound(inputs.paths, loaded, io));
    return 3;
  }
  if (routes.length === 0) io.stderr.write("No route is of that kind here.\n");
  return 0;
};

function eventOf(word: string | undefined): Route["event"] | null {
  if (word === undefined) return null;
  if (Object.hasOwn(EVENTS, word)) return EVENTS[word] ?? null;
  const names = Object.keys(EVENTS);
  const meant = nearest(word, names);
  throw new UsageError(
    `There is no event "${word}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    `Events: ${names.join(", ")}. The folder to look at is given with --in.`,
  );
}

/** An event stands alone, but for a logger and its name. */
function refuseMore(operands: readonly string[], event: Route["event"] | null): void {
  const extra = operands[event === "django.logger" ? 2 : 1];
  if (extra === undefined) return;
  throw new UsageError(
    `\`loglint where ${operands[0] ?? ""}\` does not know what to do with "${extra}".`,
    "The folder to look at is given with --in, a logger as: loglint where logger NAME.",
  );
}

/** The level that is asked for, as Python's logging names it. */
function levelOf({ level }: OptionValues): string | undefined {
  const name = level?.toUpperCase();
  if (name === undefined || LEVELS.includes(name)) return name;
  const meant = nearest(name, LEVELS);
  throw new UsageError(
    `--level is one of ${LEVELS.join(", ")}, not "${level ?? ""}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    "`loglint where --help` shows every option.",
  );
}

const LEVELS: readonly string[] = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

/** Where no route is of that place, what nginx picks for it: a location that logs as its server has none of its own. */
function routesAsked(
  stacks: readonly Stack[],
  asked: AskedLogger | undefined,
  event: Route["event"] | null,
  options: OptionValues,
): Route[] {
  const found = routesOf(stacks, asked).filter((route) => isAsked(route, event, options));
  const { server, location } = options;
  const isElsewhere = event !== null && !event.startsWith("nginx.");
  if (found.length > 0 || isElsewhere || options.gaps === true) return found;
  if (server === undefined && location === undefined) return found;
  return whereInNginx(stacks, { server, location }).filter(
    (route) => event === null || route.event === event,
  );
}

function isAsked(route: Route, event: Route["event"] | null, options: OptionValues): boolean {
  if (event !== null && route.event !== event) return false;
  if (
    options.server !== undefined &&
    !(route.server ?? "").split(" on ")[0]?.split(" ").includes(options.server)
  )
    return false;
  if (options.location !== undefined && route.location !== options.location) return false;
  if (options.gaps !== true) return true;
  // What is not known is no gap.
  return route.sinks.every((sink) => sink.kind === "null" && sink.certain) && route.certain;
}
