import type { Evaluation } from "../../evaluate/evaluate.ts";
import type { Value } from "../../evaluate/value.ts";
import { defaultFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { FileSpan } from "../../text/span.ts";
import { DJANGO_VERSIONS } from "./default-logging.data.ts";
import { isSequence, stringFact, truth, valueFact } from "./value-facts.ts";

/** Reads settings of an evaluated module; a name that is not there has Django's default, unless other names may exist. */
export interface SettingsReader {
  readonly value: (name: string) => Value | undefined;
  readonly fact: <T>(name: string, otherwise: T, make: (value: Value, at: FileSpan) => Fact<T>) => Fact<T>;
}

export function settingsReader(evaluation: Evaluation, fallback: FileSpan): SettingsReader {
  const value = (name: string): Value | undefined => evaluation.names.get(name);
  return {
    value,
    fact: (name, otherwise, make) => {
      const found = value(name);
      if (found !== undefined) return make(found, found.at ?? fallback);
      if (evaluation.open) return unknownFact(`${name} may be set in a module that could not be read`);
      return defaultFact(otherwise, DJANGO_VERSIONS);
    },
  };
}

/** DEBUG is used by its truth. */
export function debugFact(settings: SettingsReader): Fact<boolean> {
  return settings.fact("DEBUG", false, (value, at) => valueFact(value, at, truth));
}

/** `LOGGING_CONFIG`: a dotted path, or null when it is falsy. */
export function loggingConfigFact(settings: SettingsReader): Fact<string | null> {
  return settings.fact<string | null>("LOGGING_CONFIG", "logging.config.dictConfig", (value, at) =>
    valueFact<string | null>(value, at, (each) => {
      if (truth(each) === false) return null;
      return each.kind === "string" ? each.value : undefined;
    }),
  );
}

/** The addresses of ADMINS; `("Name", "address")` pairs, and plain addresses as Django 6.0 takes them. */
export function adminsFact(settings: SettingsReader): Fact<readonly string[]> {
  return settings.fact<readonly string[]>("ADMINS", [], (value, at) =>
    valueFact<readonly string[]>(value, at, (each) => {
      if (truth(each) === false) return [];
      if (each.kind === "string") return [each.value];
      if (!isSequence(each)) return undefined;
      if (each.items.length === 0 && each.open !== undefined) return undefined;
      return each.items.map(addressOf);
    }),
  );
}

function addressOf(item: Value): string {
  if (item.kind === "string") return item.value;
  const address = item.kind === "tuple" || item.kind === "list" ? item.items[1] : undefined;
  return address?.kind === "string" ? address.value : "{address}";
}

export function textFact(settings: SettingsReader, name: string, otherwise: string): Fact<string> {
  return settings.fact(name, otherwise, stringFact);
}

/** Names in a list setting; unknown when there may be others. */
export function namesFact(settings: SettingsReader, name: string): Fact<readonly string[]> {
  return settings.fact<readonly string[]>(name, [], (value, at) =>
    valueFact<readonly string[]>(value, at, (each) => {
      if (!isSequence(each) || each.open !== undefined) return undefined;
      const names = each.items.map((item) => (item.kind === "string" ? item.value : undefined));
      return names.includes(undefined) ? undefined : names.filter((text) => text !== undefined);
    }),
  );
}
