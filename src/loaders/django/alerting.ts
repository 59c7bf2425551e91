import type { Effect, Value } from "../../evaluate/value.ts";
import type { DjangoProject } from "../../model/django.ts";
import type { FileSpan } from "../../text/span.ts";
import { ALERTING } from "./alerting.data.ts";
import { isSequence, truth } from "./value-facts.ts";
import { append } from "../../text/append.ts";

type Alerting = DjangoProject["alerting"][number];

/** Error services that the settings start; one whose key or address is provably empty does not count. */
export function alertingOf(names: ReadonlyMap<string, Value>, effects: readonly Effect[]): Alerting[] {
  const found = new Map<string, FileSpan | null>();
  const add = (name: string, at: FileSpan | null): void => {
    if (!found.has(name)) found.set(name, at);
  };
  for (const effect of effects) {
    if (effect.kind !== "call") continue;
    const service = ALERTING.find((each) => each.calls.includes(effect.callee));
    if (service === undefined) continue;
    const dsn = effect.callee === "sentry_sdk.init" ? (effect.args[0] ?? effect.keywords["dsn"]) : undefined;
    if (dsn === undefined || truth(dsn) !== false) add(service.name, effect.at);
  }
  for (const setting of ["INSTALLED_APPS", "MIDDLEWARE", "MIDDLEWARE_CLASSES"]) {
    for (const { text, at } of stringsIn(names.get(setting))) {
      const service = ALERTING.find((each) => each.modules.some((prefix) => `${text}.`.startsWith(prefix)));
      if (service !== undefined) add(service.name, at);
    }
  }
  for (const service of ALERTING) {
    for (const setting of service.settings) {
      const value = names.get(setting);
      if (value !== undefined && truth(value) !== false) add(service.name, value.at ?? null);
    }
  }
  return [...found].map(([name, at]) => ({ name, at }));
}

/** Strings of a list that may be known in part only. */
function stringsIn(value: Value | undefined): { readonly text: string; readonly at: FileSpan | null }[] {
  const rest: Value[] = value === undefined ? [] : [value];
  const strings: { text: string; at: FileSpan | null }[] = [];
  for (let steps = 0; rest.length > 0 && steps < 10_000; steps++) {
    const each = rest.pop();
    if (each === undefined) break;
    if (each.kind === "string") strings.push({ text: each.value, at: each.at ?? null });
    else if (isSequence(each)) append(rest, each.items);
    else if (each.kind === "either")
      append(
        rest,
        each.options.map((option) => option.value),
      );
  }
  return strings;
}

/** Services that the text of a first-party file starts, outside of the settings that were evaluated. */
export function alertingInText(text: string): string[] {
  return ALERTING.filter((service) => service.words.test(text)).map((service) => service.name);
}
