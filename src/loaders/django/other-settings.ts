import type { Value } from "../../evaluate/value.ts";
import type { DjangoProject } from "../../model/django.ts";
import type { Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { plainFact } from "./plain-value.ts";

/** Names of settings that single rules ask for. */
const ASKED_FOR = /^(?:TIME_ZONE|USE_TZ|\w{0,100}HIJACK_ROOT_LOGGER|\w{0,100}ALWAYS_EAGER)$/;

/** The settings that have no place of their own in the model, by name. */
export function otherSettings(names: ReadonlyMap<string, Value>, start: FileSpan): DjangoProject["others"] {
  const others: Record<string, Fact<unknown>> = {};
  for (const [name, value] of names) {
    if (ASKED_FOR.test(name)) others[name] = plainFact(value, value.at ?? start);
  }
  return others;
}
