import { ALWAYS, both, literal, NEVER, not, or, type Condition } from "./condition.ts";
import { alternativesOf } from "./branch.ts";
import type { Machine } from "./machine.ts";
import { questionKey } from "./text.ts";
import { FALSE, TRUE, type Plain, type Val } from "./val.ts";

/** `bool(value)`; undefined when it cannot be told. */
export function truthOf(value: Plain): boolean | undefined {
  switch (value.kind) {
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "integer":
      return value.value !== 0n;
    case "float":
      return value.value !== 0;
    case "string":
    case "bytes":
      return value.value !== "";
    case "path":
    case "method":
    case "slice":
      return true;
    case "partial":
      return value.makes === "path" || value.parts.some((part) => typeof part === "string" && part !== "")
        ? true
        : undefined;
    case "tuple":
      return value.items.length > 0;
    case "reference":
      return value.module === true ? true : undefined;
    case "object":
      return objectTruth(value.ref);
    case "foreign":
    case "unknown":
    case "unbound":
      return undefined;
  }
}

function objectTruth(ref: Extract<Plain, { kind: "object" }>["ref"]): boolean | undefined {
  if (ref.type === "list") {
    if (ref.content.items.some((item) => item.when === undefined)) return true;
    return ref.content.items.length === 0 && ref.content.open === undefined ? false : undefined;
  }
  if (ref.type === "dict" || ref.type === "set") {
    for (const entry of ref.content.entries.values()) if (entry.when === undefined) return true;
    return ref.content.entries.size === 0 && ref.content.open === undefined ? false : undefined;
  }
  return ref.type === "instance" ? undefined : true;
}

/** Under which conditions the value is true and false; `text` is its source. */
export function test(machine: Machine, value: Val, text: string): { yes: Condition; no: Condition } {
  const yes: Condition[] = [];
  const no: Condition[] = [];
  for (const option of alternativesOf(machine, value)) {
    const truth = truthOf(option.value);
    if (truth === true) yes.push(option.when);
    else if (truth === false) no.push(option.when);
    else {
      const fact = presence(option.value) ?? truthFact(machine, option.value, text);
      yes.push(both(option.when, fact));
      no.push(both(option.when, not(fact)));
    }
  }
  return { yes: yes.length === 0 ? NEVER : or(yes), no: no.length === 0 ? NEVER : or(no) };
}

/** A list or dict whose few elements are all conditional is true when one of them is there. */
function presence(value: Plain): Condition | null {
  if (value.kind !== "object") return null;
  const { ref } = value;
  if (ref.type === "list" && ref.content.open === undefined)
    return or(ref.content.items.map((item) => item.when ?? ALWAYS));
  if ((ref.type === "dict" || ref.type === "set") && ref.content.open === undefined) {
    return or([...ref.content.entries.values()].map((entry) => entry.when ?? ALWAYS));
  }
  return null;
}

function truthFact(machine: Machine, value: Plain, text: string): Condition {
  const only = value.kind === "partial" && value.parts.length === 1 ? value.parts[0] : undefined;
  if (only !== undefined && typeof only !== "string" && only.symbol.startsWith("$")) {
    const name = only.symbol.slice(1);
    return literal({
      id: `empty:${only.symbol}`,
      truth: false,
      yes: `${name} is empty`,
      no: `${name} is not empty`,
    });
  }
  const id = `true:${questionKey(value) ?? `${machine.context}:${text}`}`;
  return literal({ id, truth: true, yes: `${text} is true`, no: `${text} is false` });
}

/** A boolean that is not known: the fact `id` decides. */
export function undecided(id: string, yes: string, no: string, group?: string): Val {
  const fact = literal(
    group === undefined ? { id, truth: true, yes, no } : { id, truth: true, yes, no, group },
  );
  return {
    kind: "either",
    options: [
      { when: fact, value: TRUE },
      { when: not(fact), value: FALSE },
    ],
  };
}
