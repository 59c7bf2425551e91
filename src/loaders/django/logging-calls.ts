import type { Effect, Value } from "../../evaluate/value.ts";
import type { EffectiveHandler, LoggingCall } from "../../model/django.ts";
import { defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { newReading } from "./config-reading.ts";
import { handlerTarget } from "./handler-target.ts";
import { readLevel } from "./level-fact.ts";
import { readLoggingConfig, type ReadConfig } from "./logging-config.ts";
import { truth } from "./value-facts.ts";

/** A call that configures logging while the settings are imported, before Django's own two configurations. */
export type EarlyCall =
  | { readonly kind: "dict"; readonly config: ReadConfig }
  | {
      readonly kind: "basic";
      readonly handler: EffectiveHandler;
      readonly handlersUnknown: string | null;
      readonly level: Fact<string> | null;
      readonly force: boolean;
    }
  /** A logger that the settings module makes or changes by hand; `handlers` true: its handlers are no longer known. */
  | {
      readonly kind: "logger";
      readonly name: string;
      readonly level: Fact<string> | null;
      readonly handlers: boolean;
    }
  | { readonly kind: "unknown" };

type CallEffect = Extract<Effect, { kind: "call" }>;

/** Calls of `logging` that change what is logged where; `captureWarnings` only adds the logger py.warnings. */
const CONFIGURING = [
  "logging.config.dictConfig",
  "logging.config.fileConfig",
  "logging.basicConfig",
  "logging.disable",
];

export function earlyCalls(effects: readonly Effect[]): {
  readonly early: EarlyCall[];
  readonly calls: LoggingCall[];
} {
  const early: EarlyCall[] = [];
  const calls: LoggingCall[] = [];
  for (const effect of effects) {
    if (effect.kind !== "call") continue;
    if (effect.callee === "logging.captureWarnings") calls.push(callOf(effect));
    if (effect.callee.startsWith("logging.Logger.")) early.push(readLoggerCall(effect));
    if (!CONFIGURING.includes(effect.callee)) continue;
    calls.push(callOf(effect));
    early.push(effect.when === null ? readCall(effect) : { kind: "unknown" });
  }
  return { early, calls };
}

function callOf(effect: CallEffect): LoggingCall {
  return { callee: effect.callee, at: effect.at, when: effect.when };
}

/** Methods of a logger object: `setLevel`, `addHandler` and the like; the first argument is the logger. */
function readLoggerCall(effect: CallEffect): EarlyCall {
  const name = loggerMade(effect.args[0]);
  if (name === null) return { kind: "unknown" };
  const method = effect.callee.slice("logging.Logger.".length);
  if (LOGGING_METHODS.includes(method)) return { kind: "logger", name, level: null, handlers: false };
  const level = effect.args[1];
  if (method === "setLevel" && level !== undefined && effect.when === null) {
    return {
      kind: "logger",
      name,
      level: readLevel(newReading(), level, effect.at, "setLevel"),
      handlers: false,
    };
  }
  return { kind: "logger", name, level: unknownFact(`${method} is called on it`, effect.at), handlers: true };
}

const LOGGING_METHODS = [
  "debug",
  "info",
  "warning",
  "warn",
  "error",
  "exception",
  "critical",
  "fatal",
  "log",
];

/** The name of a logger object that `logging.getLogger` made; "" is root; null when it is not one or not known. */
export function loggerMade(value: Value | undefined): string | null {
  if (value?.kind !== "instance" || value.class !== "logging.Logger") return null;
  const name = value.args[0] ?? value.keywords["name"];
  if (name === undefined || name.kind === "none") return "";
  return name.kind === "string" ? name.value : null;
}

function readCall(effect: CallEffect): EarlyCall {
  switch (effect.callee) {
    case "logging.config.dictConfig": {
      const given = effect.args[0] ?? effect.keywords["config"];
      return given === undefined
        ? { kind: "unknown" }
        : { kind: "dict", config: readLoggingConfig(given, effect.at) };
    }
    case "logging.basicConfig":
      return readBasic(effect);
    default:
      return { kind: "unknown" };
  }
}

/** `logging.basicConfig` (CPython 3.8-3.14): one handler on root, unless it has some or `force` is given. */
function readBasic(effect: CallEffect): EarlyCall {
  const { keywords, at } = effect;
  const given = (name: string): Value | undefined =>
    Object.hasOwn(keywords, name) ? keywords[name] : undefined;
  const reading = newReading();
  const level = given("level");
  const force = given("force");
  const forced = force === undefined ? false : truth(force);
  if (forced === undefined || effect.args.length > 0) return { kind: "unknown" };
  return {
    kind: "basic",
    handler: forced ? { ...basicHandler(given, at), forced } : basicHandler(given, at),
    handlersUnknown: given("handlers") === undefined ? null : "basicConfig is given handler objects",
    level: level === undefined ? null : readLevel(reading, level, at, "basicConfig"),
    force: forced,
  };
}

function basicHandler(given: (name: string) => Value | undefined, at: FileSpan): EffectiveHandler {
  const path = given("filename") === undefined ? "logging.StreamHandler" : "logging.FileHandler";
  const objects = given("handlers") !== undefined;
  return {
    name: "basicConfig",
    origin: "call",
    class: path,
    level: defaultFact("NOTSET", "Python"),
    gates: [],
    target: objects
      ? unknownFact("basicConfig is given handler objects", at)
      : handlerTarget(path, given, at),
    at,
  };
}
