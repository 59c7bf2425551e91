import type { Fact } from "../../model/fact.ts";
import { placeOf, type Sources } from "../places.ts";
import { redact, redactData } from "../redact.ts";
import type { FactJson } from "./facts-result.ts";

/** A fact with lines and columns, its secrets hidden: by the setting's name and by the value's shape. */
export function factJson<T>(fact: Fact<T>, sources: Sources, name = ""): FactJson<T> {
  switch (fact.state) {
    case "set": {
      const via = fact.via.map((span) => placeOf(span, sources));
      return {
        state: "set",
        value: hidden(fact.value, name),
        from: fact.from,
        at: placeOf(fact.at, sources),
        via,
      };
    }
    case "default":
      return { state: "default", value: fact.value, from: "default", since: fact.since };
    case "unknown":
      return {
        state: "unknown",
        why: redact(fact.why),
        ...(fact.at === undefined ? {} : { at: placeOf(fact.at, sources) }),
      };
    case "either": {
      const options = fact.options.map((option) => ({
        when: redact(option.when),
        fact: factJson(option.fact, sources, name),
      }));
      return {
        state: "either",
        options,
        ...(fact.at === undefined ? {} : { at: placeOf(fact.at, sources) }),
      };
    }
  }
}

/** Redaction only replaces strings by strings, so the type stays. */
function hidden<T>(value: T, name: string): T {
  return redactData(value, name) as T;
}
