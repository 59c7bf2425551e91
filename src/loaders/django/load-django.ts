import { evaluateModule, type Environment, type Evaluation } from "../../evaluate/evaluate.ts";
import type { Value } from "../../evaluate/value.ts";
import type { DjangoProject, LoggerTree, LoggingConfig } from "../../model/django.ts";
import { certainValue, possibleValues, type Fact } from "../../model/fact.ts";
import { reach } from "../../model/logger-routing.ts";
import type { Problem } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import { alertingOf } from "./alerting.ts";
import { exceptionHandlerOf } from "./exception-handler.ts";
import { scanFirstParty, type FirstPartyRoot } from "./first-party.ts";
import { joinTrees } from "./join-trees.ts";
import { earlyCalls, loggerMade, type EarlyCall } from "./logging-calls.ts";
import { readLoggingConfig, type ReadConfig } from "./logging-config.ts";
import { buildTree, type TreeInput } from "./logger-tree.ts";
import { otherSettings } from "./other-settings.ts";
import { sentryStarts } from "./sentry.ts";
import {
  adminsFact,
  debugFact,
  loggingConfigFact,
  namesFact,
  settingsReader,
  textFact,
} from "./settings-facts.ts";
import { shownText, truth } from "./value-facts.ts";
import { worldsOf } from "./worlds.ts";
import { append } from "../../text/append.ts";
import { withFilledNames } from "./filled-names.ts";

/** One settings module to load, and what is known of the process that runs it. */
export interface DjangoRequest {
  readonly fs: FileSystem;
  /** Dotted name of the settings module. */
  readonly settings: string;
  readonly file: string;
  readonly searchPath: readonly string[];
  readonly environment: Environment;
  readonly purpose: Purpose;
  readonly version: Fact<string>;
  /** The project's own top-level packages and modules. */
  readonly firstParty: readonly FirstPartyRoot[];
  /** Absolute directory that "." of `fs` stands for on the server, and the process's working directory, when known. */
  readonly deployedAt?: string;
  /** The folder of `fs` that stands at `deployedAt`; default ".". */
  readonly deployedFrom?: string;
  readonly workingDirectory?: string;
  readonly configuration?: string;
  readonly installed?: Readonly<Record<string, boolean>>;
  readonly readCache?: Map<string, PythonModule>;
}

/** Evaluates a settings module as production (DEBUG false where undecided) and works out what its logging becomes. Never throws. */
export function loadDjango(request: DjangoRequest): DjangoProject {
  const cache = request.readCache ?? new Map<string, PythonModule>();
  const evaluation = withFilledNames(request.fs, evaluate(request, cache, { DEBUG: false }));
  const start: FileSpan = { file: request.file, start: 0, end: 0 };
  const settings = settingsReader(evaluation, start);
  const LOGGING_CONFIG = loggingConfigFact(settings);
  const { early, calls } = earlyCalls(evaluation.effects);
  early.unshift(...loggersMade(evaluation.names));
  const problems: Problem[] = evaluation.syntaxErrors.map((error) =>
    syntaxProblem(error.message, error.span),
  );
  const logging = readLogging(settings.value("LOGGING"), evaluation, LOGGING_CONFIG, early, start, problems);
  const scan = scanFirstParty(request.fs, request.firstParty, new Set(evaluation.files), cache);
  const ADMINS = adminsFact(settings);
  const stops = stopOf(evaluation);
  const started = alertingOf(evaluation.names, evaluation.effects);
  return {
    settings: request.settings,
    file: request.file,
    files: evaluation.files.length === 0 ? [request.file] : evaluation.files,
    purpose: request.purpose,
    version: request.version,
    DEBUG: ownDebug(request, evaluation, cache, start),
    ADMINS,
    LOGGING_CONFIG,
    EMAIL_BACKEND: textFact(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
    EMAIL_HOST: textFact(settings, "EMAIL_HOST", "localhost"),
    SERVER_EMAIL: textFact(settings, "SERVER_EMAIL", "root@localhost"),
    INSTALLED_APPS: namesFact(settings, "INSTALLED_APPS"),
    MIDDLEWARE: namesFact(settings, "MIDDLEWARE"),
    // A module that does not run to its end starts no Django: what its first half holds is nobody's logging.
    logging: stops === null ? logging.state : "unknown",
    config: logging.config,
    tree: stops === null ? logging.tree : { ...logging.tree, known: false },
    alerting: [
      ...started,
      ...scan.alerting.filter((each) => started.every((other) => other.name !== each.name)),
      ...handlerAlerting(logging.tree),
      ...mailAlerting(logging.tree, ADMINS),
    ],
    makes: makesOf(evaluation),
    packages: scan.packages,
    packagesComplete: scan.complete,
    calls: [...calls, ...scan.calls],
    overwritten: overwrittenOf(evaluation),
    problems,
    settingsComplete: isComplete(request.fs, evaluation),
    others: otherSettings(evaluation.names, start),
    sentry: sentryStarts(evaluation.effects, request.fs),
    celery: scan.celery,
    exceptionHandler: exceptionHandlerOf(evaluation.names.get("REST_FRAMEWORK"), {
      fs: request.fs,
      searchPath: request.searchPath,
      cache,
    }),
    gaps: [...evaluation.gaps, ...(stops === null ? [] : [stops]), ...unreadFiles(calls)],
  };
}

/** A configuration in the ini format is not read: what it makes of the loggers is not known. */
function unreadFiles(calls: DjangoProject["calls"]): DjangoProject["gaps"] {
  return calls
    .filter(({ callee }) => callee === "logging.config.fileConfig")
    .map(({ at }) => ({
      what: "the file of logging.config.fileConfig",
      why: "the ini format is not followed",
      at,
    }));
}

/** Why the settings certainly do not load: they do not parse, or an exception ends them. */
function stopOf(evaluation: Evaluation): DjangoProject["gaps"][number] | null {
  if (evaluation.failed !== undefined) {
    return {
      what: `the module stops: ${evaluation.failed.what}`,
      why: "what comes after it is not known",
      at: evaluation.failed.at,
    };
  }
  const [error] = evaluation.syntaxErrors;
  if (error === undefined) return null;
  return {
    what: "the module does not parse",
    why: "what the broken statement sets is not known",
    at: error.span,
  };
}

/** Loggers that the settings module makes: they exist when LOGGING is applied. */
function loggersMade(names: ReadonlyMap<string, Value>): EarlyCall[] {
  return [...names.values()].flatMap((value): EarlyCall[] => {
    const name = loggerMade(value);
    return name === null ? [] : [{ kind: "logger", name, level: null, handlers: false }];
  });
}

/** DEBUG without the assumption under which the rest is evaluated; a written True or False needs no second look. */
function ownDebug(
  request: DjangoRequest,
  evaluation: Evaluation,
  cache: Map<string, PythonModule>,
  start: FileSpan,
): Fact<boolean> {
  const assumed = debugFact(settingsReader(evaluation, start));
  if (assumed.state !== "set" || assumed.value || isWrittenOut(request.fs, assumed.at)) return assumed;
  return debugFact(settingsReader(evaluate(request, cache, {}), start));
}

function isWrittenOut(fs: FileSystem, at: FileSpan): boolean {
  const source = fs.read(at.file);
  return !isUnreadable(source) && /^(?:True|False|0|1)$/.test(source.text.slice(at.start, at.end));
}

function evaluate(
  request: DjangoRequest,
  readCache: Map<string, PythonModule>,
  assume: Readonly<Record<string, boolean>>,
): Evaluation {
  return evaluateModule({
    fs: request.fs,
    file: request.file,
    moduleName: request.settings,
    searchPath: request.searchPath,
    environment: request.environment,
    assume,
    readCache,
    ...(request.deployedAt === undefined ? {} : { deployedAt: request.deployedAt }),
    ...(request.deployedFrom === undefined ? {} : { deployedFrom: request.deployedFrom }),
    ...(request.workingDirectory === undefined ? {} : { workingDirectory: request.workingDirectory }),
    ...(request.configuration === undefined ? {} : { configuration: request.configuration }),
    ...(request.installed === undefined ? {} : { installed: request.installed }),
  });
}

function syntaxProblem(message: string, at: FileSpan): Problem {
  const consequence = "Every process that loads these settings stops at start.";
  return { code: "syntax", message, at, related: [], consequence };
}

/** A call that is given the module's namespace (`django_heroku.settings(locals())`) may set anything. */
const HANDS_OUT_NAMESPACE = /^[^#\n]{0,500}[\w)\]]\(\s{0,20}(?:locals|globals|vars)\(\)/m;

function isComplete(fs: FileSystem, evaluation: Evaluation): boolean {
  if (evaluation.open || evaluation.gaps.some(({ why }) => why.includes("may change any setting")))
    return false;
  return evaluation.files.every((file) => {
    const source = fs.read(file);
    return (
      isUnreadable(source) ||
      !/\b(?:locals|globals|vars)\(\)/.test(source.text) ||
      !HANDS_OUT_NAMESPACE.test(source.text)
    );
  });
}

interface LoggingResult {
  readonly state: DjangoProject["logging"];
  readonly config: LoggingConfig | null;
  readonly tree: LoggerTree;
}

function readLogging(
  value: Value | undefined,
  evaluation: Evaluation,
  callable: Fact<string | null>,
  calls: readonly EarlyCall[],
  start: FileSpan,
  problems: Problem[],
): LoggingResult {
  const configure = configureOf(callable);
  for (const call of calls) if (call.kind === "dict") append(problems, call.config.reading.problems);
  const make = (logging: TreeInput["logging"]): LoggerTree => buildTree({ configure, logging, calls });
  if (value === undefined) {
    if (evaluation.open) return { state: "unknown", config: null, tree: make("unknown") };
    return { state: "none", config: null, tree: make(null) };
  }
  const worlds = worldsOf(value);
  if (worlds === null || value.kind === "unknown")
    return { state: "unknown", config: null, tree: make("unknown") };
  const read = worlds.map((world) => ({ when: world.when, ...readWorld(world.value, value.at ?? start) }));
  const trees = read.map((each) => ({ when: each.when, tree: make(each.logging) }));
  const configs = read.map((each) => (typeof each.logging === "object" ? each.logging : null));
  if (configure === "default") append(problems, commonProblems(configs));
  const states = new Set(read.map((each) => each.state));
  const only = [...states][0];
  const config = configs.map((each) => each?.config ?? null).find((each) => each !== null) ?? null;
  return {
    state: states.size === 1 && only !== undefined ? only : "unknown",
    config: config === null || configs.length === 1 ? config : { ...config, complete: false },
    tree: joinTrees(trees),
  };
}

function readWorld(
  value: Value,
  start: FileSpan,
): { state: DjangoProject["logging"]; logging: TreeInput["logging"] } {
  const isSet = truth(value);
  if (isSet === false) return { state: "none", logging: null };
  const read = readLoggingConfig(value, start);
  if (isSet === undefined || (read.config === null && !read.reading.refused))
    return { state: "unknown", logging: "unknown" };
  return { state: "set", logging: read };
}

/** Problems that hold whichever way the conditions turn out. */
function commonProblems(configs: readonly (ReadConfig | null)[]): Problem[] {
  const [first, ...others] = configs;
  if (first === undefined || first === null) return [];
  const key = (problem: Problem): string => `${problem.message}\0${problem.at.file}\0${problem.at.start}`;
  const rest = others.map((each) => new Set(each?.reading.problems.map(key) ?? []));
  return first.reading.problems.filter((problem) => rest.every((keys) => keys.has(key(problem))));
}

/** What Django does with LOGGING (`configure_logging`): falsy configures nothing at all, another callable cannot be followed. */
function configureOf(callable: Fact<string | null>): TreeInput["configure"] {
  const value = certainValue(callable);
  if (value === null) return "nothing";
  return value === "logging.config.dictConfig" ? "default" : "unknown";
}

/** Handlers of error services that an error of Django's reaches. */
function handlerAlerting(tree: LoggerTree): DjangoProject["alerting"] {
  return reach(tree, "django.request", "ERROR", false).sinks.flatMap(({ handler }) => {
    const { values } = possibleValues(handler.target);
    return values.flatMap((target) =>
      target.kind === "third-party" ? [{ name: target.name, at: handler.at }] : [],
    );
  });
}

/** "mail_admins" when an error of Django's is mailed to somebody. */
function mailAlerting(tree: LoggerTree, admins: Fact<readonly string[]>): DjangoProject["alerting"] {
  const { values, complete } = possibleValues(admins);
  if (complete && values.every((value) => value.length === 0)) return [];
  const mail = reach(tree, "django.request", "ERROR", false).sinks.find(
    ({ handler }) => handler.class === "django.utils.log.AdminEmailHandler",
  );
  return mail === undefined ? [] : [{ name: "mail_admins", at: mail.handler.at }];
}

function makesOf(evaluation: Evaluation): DjangoProject["makes"] {
  return evaluation.effects.flatMap((effect) => {
    if (effect.kind !== "make-directory") return [];
    const shown = shownText(effect.path);
    return shown === undefined ? [] : [{ path: shown.text, at: effect.at }];
  });
}

/** LOGGING bound more than once in one file, the last one winning. */
function overwrittenOf(evaluation: Evaluation): DjangoProject["overwritten"] {
  const places = evaluation.assignments.get("LOGGING") ?? [];
  const winner = evaluation.names.get("LOGGING")?.at;
  if (winner === undefined) return [];
  return places
    .filter((at) => at.file === winner.file && at.end <= winner.start)
    .map((at) => ({ at, by: winner }));
}
