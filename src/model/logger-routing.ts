import type { FileSpan } from "../text/span.ts";
import type { EffectiveHandler, EffectiveLogger, Gate, LoggerTree } from "./django.ts";
import { possibleValues, type Fact } from "./fact.ts";
import { levelNumber } from "./log-level.ts";

/** Where one record ends up. */
export interface Reach {
  /** Handlers that take it, in the order in which they are called; `certain` false: it may not come there. */
  readonly sinks: readonly ReachedHandler[];
  readonly drops: readonly Drop[];
  /** Does `logging.lastResort` print it, bare, to stderr? It does when no handler at all is met and the level is WARNING or more. */
  readonly lastResort: "yes" | "no" | "maybe";
  /** True when nothing unknown could add a sink or a last resort. */
  readonly closed: boolean;
}

export interface ReachedHandler {
  readonly key: string;
  readonly handler: EffectiveHandler;
  /** The logger whose list holds the handler; "" is root. */
  readonly logger: string;
  readonly certain: boolean;
}

/** What stops the record, entirely (`handler` null) or at one handler. */
export interface Drop {
  readonly kind: "disabled" | "level" | "logger-filter" | "handler-level" | "handler-filter";
  readonly logger: string;
  readonly handler: string | null;
  readonly why: string;
  readonly at: FileSpan | null;
  readonly certain: boolean;
}

/** True, false, or not known. */
type Answer = "yes" | "no" | "maybe";

const LAST_RESORT_LEVEL = 30;

/**
 * Follows a record of `level` made on `logger` as Python does (`Logger.handle`, `callHandlers`, `Handler.handle`, CPython 3.8-3.14):
 * disabled and the effective level count on its own logger alone; then every handler up the chain by its own level and filters,
 * until a logger does not propagate. `debug` is Django's DEBUG for its two filters, undefined when not known.
 */
export function reach(tree: LoggerTree, logger: string, level: string, debug: boolean | undefined): Reach {
  const number = levelNumber(level) ?? 0;
  const chain = chainOf(tree, logger);
  const drops: Drop[] = [];
  const own = chain[0];
  let enters: Answer = "yes";
  const stop = (kind: Drop["kind"], answer: Answer, name: string, why: string, at: FileSpan | null): void => {
    if (answer === "no") return;
    drops.push({ kind, logger: name, handler: null, why, at, certain: answer === "yes" });
    if (answer === "yes") enters = "no";
    else if (enters === "yes") enters = "maybe";
  };
  if (own !== undefined)
    stop(
      "disabled",
      isTrue(own.logger.disabled),
      own.name,
      "the logger is disabled",
      own.logger.by ?? own.logger.at,
    );
  const effective = effectiveLevel(chain);
  stop(
    "level",
    isTrue(passes(effective.level, number), false),
    effective.name,
    `the level of ${shown(effective.name)} is higher`,
    effective.at,
  );
  if (own !== undefined) {
    const gated = gatesAnswer(own.logger.gates, debug);
    if (gated !== "yes")
      stop(
        "logger-filter",
        gated === "no" ? "yes" : "maybe",
        own.name,
        "a filter of the logger",
        own.logger.at,
      );
  }
  const walk = walkHandlers(tree, chain, number, debug, enters, drops);
  const open = tree.open !== null && !isListed(tree, logger);
  return {
    sinks: walk.sinks,
    drops,
    lastResort:
      number >= LAST_RESORT_LEVEL ? and(enters, open && walk.none === "yes" ? "maybe" : walk.none) : "no",
    closed: tree.known && !open && !walk.unknown,
  };
}

interface ChainLink {
  readonly name: string;
  readonly logger: EffectiveLogger;
}

/** Names with more dots are hostile: their outermost parents are left out. */
const MAX_DOTS = 200;

/** The loggers of the tree from `name` up to root; those that are not in the tree pass everything on. */
function chainOf(tree: LoggerTree, name: string): ChainLink[] {
  const chain: ChainLink[] = [];
  let steps = 0;
  for (
    let at = name;
    at !== "" && steps < MAX_DOTS;
    at = at.includes(".") ? at.slice(0, at.lastIndexOf(".")) : ""
  ) {
    steps++;
    const logger = Object.hasOwn(tree.loggers, at) ? tree.loggers[at] : undefined;
    // Only the record's own logger can be disabled or filter it: a stand-in keeps its place.
    if (logger !== undefined) chain.push({ name: at, logger });
    else if (at === name) chain.push({ name: at, logger: UNLISTED });
  }
  const root = Object.hasOwn(tree.loggers, "") ? tree.loggers[""] : undefined;
  if (root !== undefined) chain.push({ name: "", logger: root });
  return chain;
}

const UNLISTED: EffectiveLogger = {
  level: { state: "default", value: "NOTSET", from: "default", since: "Python" },
  handlers: [],
  handlersUnknown: null,
  propagate: { state: "default", value: true, from: "default", since: "Python" },
  disabled: { state: "default", value: false, from: "default", since: "Python" },
  gates: [],
  at: null,
  by: null,
};

function isListed(tree: LoggerTree, name: string): boolean {
  return Object.hasOwn(tree.loggers, name);
}

/** The first level in the chain that is not NOTSET; `level` is a fact of it, with what it may inherit. */
function effectiveLevel(chain: readonly ChainLink[]): {
  level: Fact<string>;
  name: string;
  at: FileSpan | null;
} {
  for (const { name, logger } of chain) {
    const { values, complete } = possibleValues(logger.level);
    if (complete && values.every((value) => levelNumber(value) === 0)) continue;
    const at = logger.level.state === "default" ? logger.at : (logger.level.at ?? logger.at);
    const inherits = values.some((value) => levelNumber(value) === 0);
    return { level: inherits ? { state: "unknown", why: "it may be inherited" } : logger.level, name, at };
  }
  return {
    level: { state: "default", value: "NOTSET", from: "default", since: "Python" },
    name: "",
    at: null,
  };
}

/** Whether a record of this number passes a level, as a fact. */
function passes(level: Fact<string>, number: number): Fact<boolean> {
  const { values, complete } = possibleValues(level);
  const answers = new Set(values.map((value) => (levelNumber(value) ?? 0) <= number));
  const only = [...answers][0];
  if (!complete || only === undefined || answers.size > 1)
    return { state: "unknown", why: "the level is not known" };
  return { state: "default", value: only, from: "default", since: "" };
}

/** Is the fact `wanted`? */
function isTrue(fact: Fact<boolean>, wanted = true): Answer {
  const { values, complete } = possibleValues(fact);
  if (complete && values.length > 0 && values.every((value) => value === wanted)) return "yes";
  if (complete && values.every((value) => value !== wanted)) return "no";
  return "maybe";
}

/** Do the gates let the record pass? */
function gatesAnswer(gates: readonly Gate[], debug: boolean | undefined): Answer {
  let answer: Answer = "yes";
  for (const gate of gates) {
    if (gate === "unknown" || debug === undefined) answer = answer === "no" ? "no" : "maybe";
    else if ((gate === "debug-true") !== debug) answer = "no";
  }
  return answer;
}

function walkHandlers(
  tree: LoggerTree,
  chain: readonly ChainLink[],
  number: number,
  debug: boolean | undefined,
  enters: Answer,
  drops: Drop[],
): { sinks: ReachedHandler[]; none: Answer; unknown: boolean } {
  const sinks: ReachedHandler[] = [];
  /** Is the walk still going on at this logger? */
  let arrives: Answer = "yes";
  /** Has no handler been met? A handler counts even when its level or filter drops the record. */
  let none: Answer = "yes";
  let unknown = false;
  for (const { name, logger } of chain) {
    for (const key of logger.handlers) {
      const handler = Object.hasOwn(tree.handlers, key) ? tree.handlers[key] : undefined;
      if (handler === undefined) continue;
      none = arrives === "yes" ? "no" : and(none, "maybe");
      const passed = passHandler(handler, name, number, debug, drops);
      if (passed === "no" || enters === "no") continue;
      sinks.push({ key, handler, logger: name, certain: and(and(passed, arrives), enters) === "yes" });
    }
    if (logger.handlersUnknown !== null) {
      unknown = true;
      none = and(none, "maybe");
    }
    arrives = and(arrives, isTrue(logger.propagate));
    if (arrives === "no") break;
  }
  return { sinks, none, unknown };
}

function passHandler(
  handler: EffectiveHandler,
  logger: string,
  number: number,
  debug: boolean | undefined,
  drops: Drop[],
): Answer {
  const byLevel = isTrue(passes(handler.level, number));
  const byFilter = gatesAnswer(handler.gates, debug);
  const drop = (kind: Drop["kind"], answer: Answer, why: string): void => {
    if (answer === "yes") return;
    drops.push({ kind, logger, handler: handler.name, why, at: handler.at, certain: answer === "no" });
  };
  drop("handler-level", byLevel, `the level of handler ${handler.name} is higher`);
  drop("handler-filter", byFilter, filterReason(handler, debug));
  return and(byLevel, byFilter);
}

function filterReason(handler: EffectiveHandler, debug: boolean | undefined): string {
  if (debug === false && handler.gates.includes("debug-true")) return "filter RequireDebugTrue";
  if (debug === true && handler.gates.includes("debug-false")) return "filter RequireDebugFalse";
  return `a filter of handler ${handler.name}`;
}

function shown(logger: string): string {
  return logger === "" ? "root" : logger;
}

function and(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  return a === "yes" && b === "yes" ? "yes" : "maybe";
}
