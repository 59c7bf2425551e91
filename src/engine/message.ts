import type { MessageParts } from "./rule.ts";

/** Fills `{name}` in each part with the data of that name. Throws on a placeholder without data: that is a rule's bug. */
export function fillMessage(
  parts: MessageParts,
  data: Readonly<Record<string, string | number>>,
): MessageParts {
  const fill = (template: string): string =>
    template.replace(/\{([a-z][a-zA-Z]*)\}/g, (_, name: string) => {
      const value = Object.hasOwn(data, name) ? data[name] : undefined;
      if (value === undefined) throw new Error(`no data for {${name}} in "${template}"`);
      return String(value);
    });
  return { what: fill(parts.what), why: fill(parts.why), instead: fill(parts.instead) };
}
