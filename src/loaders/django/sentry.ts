import type { Effect, Value } from "../../evaluate/value.ts";
import type { SentryStart } from "../../model/django-services.ts";
import { defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import { isSequence, truth, valueFact } from "./value-facts.ts";

const LOGGING_INTEGRATION = "sentry_sdk.integrations.logging.LoggingIntegration";
/** `DEFAULT_EVENT_LEVEL` of sentry_sdk/integrations/logging.py (0.7 - 2.68). */
const DEFAULT_EVENT_LEVEL = 40;

type Call = Extract<Effect, { kind: "call" }>;

/** Calls of `sentry_sdk.init` among the effects of the settings, with what they say of logging (sentry_sdk/client.py and integrations/logging.py). */
export function sentryStarts(effects: readonly Effect[], fs: FileSystem): SentryStart[] {
  return effects.flatMap((effect): SentryStart[] => {
    if (effect.kind !== "call" || effect.callee !== "sentry_sdk.init") return [];
    const dsn = effect.args[0] ?? keyword(effect, "dsn");
    return [
      {
        at: effect.at,
        when: effect.when,
        dsn: dsn === undefined ? defaultFact(null, "sentry_sdk") : valueFact(dsn, effect.at, textOrNull),
        isDsnWritten: dsn?.at !== undefined && isWritten(fs, dsn.at),
        eventLevel: eventLevel(effect),
      },
    ];
  });
}

function keyword(call: Call, name: string): Value | undefined {
  return Object.hasOwn(call.keywords, name) ? call.keywords[name] : undefined;
}

function textOrNull(value: Value): string | null | undefined {
  if (value.kind === "none") return null;
  return value.kind === "string" ? value.value : undefined;
}

/** A literal that is assigned to a name or given as `dsn`, and is no default of a look-up. */
function isWritten(fs: FileSystem, at: FileSpan): boolean {
  const source = fs.read(at.file);
  if (isUnreadable(source) || !/^['"]/.test(source.text.slice(at.start, at.start + 1))) return false;
  const line = source.text.slice(Math.max(0, source.text.lastIndexOf("\n", at.start - 1) + 1), at.start);
  if (/\binit\(\s*$|\bdsn\s*=\s*$/.test(line.slice(-200))) return true;
  const name = /^\s*(\w{1,200})\s*=\s*$/.exec(line)?.[1];
  return name !== undefined && name !== "default";
}

function eventLevel(call: Call): Fact<number | null> {
  for (const name of ["default_integrations", "disabled_integrations"]) {
    if (keyword(call, name) !== undefined) return unknownFact(`${name} is given`, call.at);
  }
  const integrations = keyword(call, "integrations");
  if (integrations === undefined || integrations.kind === "none" || truth(integrations) === false)
    return defaultFact(DEFAULT_EVENT_LEVEL, "sentry_sdk");
  if (!isSequence(integrations)) return unknownFact("the integrations are not known", call.at);
  const own = integrations.items.filter(
    (item) => item.kind === "instance" && item.class === LOGGING_INTEGRATION,
  );
  const [first] = own;
  const others = integrations.items.filter((item) => !own.includes(item));
  const isKnown = integrations.open === undefined && others.every((item) => item.kind === "instance");
  if (!isKnown || own.length > 1) return unknownFact("the integrations are not known", call.at);
  if (first?.kind !== "instance") return defaultFact(DEFAULT_EVENT_LEVEL, "sentry_sdk");
  const level = Object.hasOwn(first.keywords, "event_level") ? first.keywords["event_level"] : first.args[1];
  if (level === undefined) return defaultFact(DEFAULT_EVENT_LEVEL, "sentry_sdk");
  return valueFact<number | null>(level, first.at ?? call.at, (value) => {
    if (value.kind === "none") return null;
    return value.kind === "integer" ? Number(value.value) : undefined;
  });
}
