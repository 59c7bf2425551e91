import type { FileSpan } from "../text/span.ts";

/** Where a value was written. */
export type Source = "file" | "include" | "import" | "cli" | "environment" | "env-file" | "config";

/** A setting as it takes effect: written down, the program's default, not knowable without running, or one of several. */
export type Fact<T> =
  | {
      readonly state: "set";
      readonly value: T;
      readonly from: Source;
      readonly at: FileSpan;
      readonly via: readonly FileSpan[];
    }
  | { readonly state: "default"; readonly value: T; readonly from: "default"; readonly since: string }
  | { readonly state: "unknown"; readonly why: string; readonly at?: FileSpan }
  | { readonly state: "either"; readonly options: readonly Alternative<T>[]; readonly at?: FileSpan };

/** One of several possible values, and the condition under which it holds, for people: "DEBUG is true". */
export interface Alternative<T> {
  readonly when: string;
  readonly fact: Fact<T>;
}

export function setFact<T>(
  value: T,
  at: FileSpan,
  from: Source = "file",
  via: readonly FileSpan[] = [],
): Fact<T> {
  return { state: "set", value, from, at, via };
}

/** `since` names the versions for which this default holds: "gunicorn >= 19.2". */
export function defaultFact<T>(value: T, since: string): Fact<T> {
  return { state: "default", value, from: "default", since };
}

export function unknownFact<T>(why: string, at?: FileSpan): Fact<T> {
  return at === undefined ? { state: "unknown", why } : { state: "unknown", why, at };
}

/** The value when there is exactly one, whether written or default. */
export function certainValue<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.state === "set" || fact?.state === "default" ? fact.value : undefined;
}

/** Every value the setting can have as far as known; `complete` is false when some alternative is unknown. */
export function possibleValues<T>(fact: Fact<T>): {
  readonly values: readonly T[];
  readonly complete: boolean;
} {
  switch (fact.state) {
    case "set":
    case "default":
      return { values: [fact.value], complete: true };
    case "unknown":
      return { values: [], complete: false };
    case "either": {
      const parts = fact.options.map((option) => possibleValues(option.fact));
      return { values: parts.flatMap((part) => part.values), complete: parts.every((part) => part.complete) };
    }
  }
}

/** Where the setting is written, when it is. */
export function placeOf(fact: Fact<unknown> | undefined): FileSpan | undefined {
  if (fact === undefined || fact.state === "default") return undefined;
  return fact.at;
}

/** The same fact with each known value changed by `change`. */
export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  switch (fact.state) {
    case "set":
    case "default":
      return { ...fact, value: change(fact.value) };
    case "unknown":
      return fact;
    case "either":
      return {
        ...fact,
        options: fact.options.map(({ when, fact: each }) => ({ when, fact: mapFact(each, change) })),
      };
  }
}
