import type { FileSpan } from "../../text/span.ts";
import type { Expression } from "../../read/python/tree.ts";
import { alternativesOf, branch, lift } from "../core/branch.ts";
import { listOf, possibleItems } from "../core/collections.ts";
import { bind, Raised, spanIn, uncertain, type Frame, type Machine } from "../core/machine.ts";
import type { Scope } from "../core/heap.ts";
import { boolean, NONE, unknown, type Val } from "../core/val.ts";
import { setAttribute } from "./attributes.ts";
import { evaluate } from "./expressions.ts";
import { iterate } from "./iterate.ts";
import { deleteItem, setItem } from "./subscripts.ts";

/** `target = value`; `at` is the right-hand side. */
export function assign(machine: Machine, frame: Frame, target: Expression, value: Val, at: FileSpan): void {
  switch (target.kind) {
    case "name":
      bindName(machine, frame, target.id, value, at);
      return;
    case "attribute": {
      const owner = evaluate(machine, frame, target.value);
      branch(
        machine,
        alternativesOf(machine, owner).map((option) => ({
          when: option.when,
          run: () => {
            setAttribute(machine, frame, option.value, target.name, value, at);
          },
        })),
      );
      return;
    }
    case "subscript": {
      const [owner, index] = [evaluate(machine, frame, target.value), evaluate(machine, frame, target.index)];
      lift(machine, [owner, index], ([container = NONE, key = NONE]) => {
        setItem(machine, container, key, value, spanIn(frame, target.index));
        return NONE;
      });
      return;
    }
    case "list":
    case "tuple":
      unpack(machine, frame, target.items, value, at);
      return;
    case "starred":
      assign(machine, frame, target.value, value, at);
      return;
    default:
  }
}

/** Binds a name where Python would: globals, a declared outer scope, or here. */
export function bindName(
  machine: Machine,
  frame: Frame,
  name: string,
  value: Val,
  at: FileSpan,
  via?: readonly FileSpan[],
): void {
  const scope = scopeFor(frame, name);
  const decided = scope === frame.module.scope ? assumed(machine, frame, name, value, at) : value;
  bind(machine, scope, name, via === undefined ? { value: decided, at } : { value: decided, at, via });
}

/** Keeps the history of module-level names. */
function assumed(machine: Machine, frame: Frame, name: string, value: Val, at: FileSpan): Val {
  const places = frame.module.assignments.get(name) ?? [];
  const last = places.at(-1);
  if (last === undefined || last.start !== at.start || last.file !== at.file) places.push(at);
  frame.module.assignments.set(name, places);
  const wanted = machine.request.assume?.[name];
  if (wanted === undefined || !Object.hasOwn(machine.request.assume ?? {}, name)) return value;
  return value.kind === "unknown" ||
    value.kind === "either" ||
    value.kind === "partial" ||
    value.kind === "foreign"
    ? { ...boolean(wanted), at }
    : value;
}

export function scopeFor(frame: Frame, name: string): Scope {
  const declared = frame.outside.get(name);
  if (declared === "global") return frame.module.scope;
  if (declared === "nonlocal")
    return [...frame.closure].reverse().find((scope) => scope.names.has(name)) ?? frame.scope;
  return frame.scope;
}

function unpack(
  machine: Machine,
  frame: Frame,
  targets: readonly Expression[],
  value: Val,
  at: FileSpan,
): void {
  const star = targets.findIndex((target) => target.kind === "starred");
  const options = alternativesOf(machine, value);
  if (options.length > 1) {
    branch(
      machine,
      options.map((option) => ({
        when: option.when,
        run: () => {
          unpack(machine, frame, targets, option.value, at);
        },
      })),
    );
    return;
  }
  const found = iterate(machine, value);
  const items = possibleItems(found.items, machine.path);
  if (found.open !== undefined || items.some((item) => item.when !== undefined)) {
    const why = found.open ?? "how many values there are is not known";
    for (const target of targets)
      assign(
        machine,
        frame,
        target,
        target.kind === "starred" ? listOf([], why) : uncertain(machine, why),
        at,
      );
    return;
  }
  const rest = items.length - targets.length + 1;
  if (star < 0 ? items.length !== targets.length : rest < 0) {
    throw new Raised(
      "ValueError",
      items.length < targets.length
        ? `not enough values to unpack (expected ${targets.length}, got ${items.length})`
        : `too many values to unpack (expected ${targets.length})`,
      at,
    );
  }
  for (const [index, target] of targets.entries()) {
    if (star < 0 || index < star)
      assign(machine, frame, target, items[index]?.value ?? unknown("missing"), at);
    else if (index === star) assign(machine, frame, target, listOf(items.slice(star, star + rest)), at);
    else assign(machine, frame, target, items[index + rest - 1]?.value ?? unknown("missing"), at);
  }
}

/** `del target`. */
export function remove(machine: Machine, frame: Frame, target: Expression): void {
  switch (target.kind) {
    case "name": {
      const scope = scopeFor(frame, target.id);
      if (!scope.names.has(target.id) && scope.open === undefined)
        throw new Raised("NameError", `name '${target.id}' is not defined`, spanIn(frame, target));
      bind(machine, scope, target.id, undefined);
      return;
    }
    case "subscript": {
      const [owner, index] = [evaluate(machine, frame, target.value), evaluate(machine, frame, target.index)];
      lift(machine, [owner, index], ([container = NONE, key = NONE]) => {
        deleteItem(machine, container, key);
        return NONE;
      });
      return;
    }
    case "attribute": {
      const owner = evaluate(machine, frame, target.value);
      for (const option of alternativesOf(machine, owner)) {
        if (option.value.kind !== "object") continue;
        const { ref } = option.value;
        const scope =
          ref.type === "instance" || ref.type === "class"
            ? ref.attributes
            : ref.type === "module"
              ? ref.scope
              : null;
        if (scope !== null) bind(machine, scope, target.name, undefined);
      }
      return;
    }
    case "tuple":
    case "list":
      for (const item of target.items) remove(machine, frame, item);
      return;
    default:
  }
}
