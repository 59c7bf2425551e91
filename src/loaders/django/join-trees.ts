import type { EffectiveHandler, EffectiveLogger, LoggerTree } from "../../model/django.ts";
import type { Fact } from "../../model/fact.ts";
import { newLogger } from "./logger-state.ts";

/** One tree for several possible ones: what is equal in all stays, the rest depends on the condition. */
export function joinTrees(
  worlds: readonly { readonly when: string; readonly tree: LoggerTree }[],
): LoggerTree {
  const first = worlds[0];
  if (first === undefined) return { known: false, open: "nothing is known", loggers: {}, handlers: {} };
  if (worlds.length === 1) return first.tree;
  const loggers = Object.create(null) as Record<string, EffectiveLogger>;
  const names = new Set(worlds.flatMap(({ tree }) => Object.keys(tree.loggers)));
  for (const name of names) {
    loggers[name] = joinLoggers(
      worlds.map(({ when, tree }) => ({ when, logger: tree.loggers[name] ?? newLogger() })),
    );
  }
  const handlers = Object.create(null) as Record<string, EffectiveHandler>;
  for (const { tree } of worlds) {
    for (const [key, handler] of Object.entries(tree.handlers)) {
      const before = handlers[key];
      handlers[key] = before === undefined || same(before, handler) ? handler : mixed(before, handler);
    }
  }
  return {
    known: worlds.every(({ tree }) => tree.known),
    open: worlds.map(({ tree }) => tree.open).find((open) => open !== null) ?? null,
    loggers,
    handlers,
  };
}

/** A handler of one name that is made differently: what it takes and where it writes is no longer known. */
function mixed(first: EffectiveHandler, second: EffectiveHandler): EffectiveHandler {
  const why = "it depends on a condition";
  return {
    ...first,
    level: same(first.level, second.level) ? first.level : { state: "unknown", why },
    gates: same(first.gates, second.gates) ? first.gates : ["unknown"],
    target: same(first.target, second.target) ? first.target : { state: "unknown", why },
  };
}

function joinLoggers(
  worlds: readonly { readonly when: string; readonly logger: EffectiveLogger }[],
): EffectiveLogger {
  const first = worlds[0]?.logger ?? newLogger();
  const lists = worlds.map(({ logger }) => logger.handlers);
  const common = first.handlers.filter((key) => lists.every((list) => list.includes(key)));
  const differs = lists.some((list) => list.length !== common.length);
  return {
    level: joinFacts(worlds.map(({ when, logger }) => ({ when, fact: logger.level }))),
    handlers: common,
    handlersUnknown:
      worlds.map(({ logger }) => logger.handlersUnknown).find((why) => why !== null) ??
      (differs ? `its handlers depend on a condition: ${worlds[0]?.when ?? ""}` : null),
    propagate: joinFacts(worlds.map(({ when, logger }) => ({ when, fact: logger.propagate }))),
    disabled: joinFacts(worlds.map(({ when, logger }) => ({ when, fact: logger.disabled }))),
    gates: worlds.every(({ logger }) => same(logger.gates, first.gates)) ? first.gates : ["unknown"],
    at: worlds.map(({ logger }) => logger.at).find((at) => at !== null) ?? null,
    by: worlds.map(({ logger }) => logger.by).find((by) => by !== null) ?? null,
  };
}

function joinFacts<T>(options: readonly { readonly when: string; readonly fact: Fact<T> }[]): Fact<T> {
  const first = options[0]?.fact;
  if (first === undefined) return { state: "unknown", why: "nothing is known" };
  return options.every(({ fact }) => sameValue(fact, first)) ? first : { state: "either", options };
}

function sameValue(a: Fact<unknown>, b: Fact<unknown>): boolean {
  if ((a.state === "set" || a.state === "default") && (b.state === "set" || b.state === "default"))
    return a.value === b.value;
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
