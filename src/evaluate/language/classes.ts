import type { Statement } from "../../read/python/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import {
  newScope,
  nextId,
  type ClassObject,
  type FunctionObject,
  type InstanceObject,
} from "../core/heap.ts";
import { openScope, Raised, spanIn, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { foreign, string, type Plain, type Val } from "../core/val.ts";
import { bindName } from "./assign.ts";
import { evaluate } from "./expressions.ts";
import { rememberClass } from "./exceptions.ts";
import { callFunction } from "./functions.ts";
import { inScope, mayBeUnbound } from "./names.ts";
import { runBlock } from "./statements.ts";

/** Bases from outside that leave class attributes as the body writes them. */
const PLAIN_BASE =
  /^(?:builtins\.(?:object|\w*Error|\w*Exception|Exception|BaseException|Warning|\w*Warning)|logging\.\w+|logging\.handlers\.\w+|configurations\.(?:\w+\.)?Configuration|django\.core\.exceptions\.\w+)$/;

export function defineClass(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "class" }>,
): void {
  const bases = statement.bases.map((base) =>
    evaluate(machine, frame, base.kind === "starred" ? base.value : base),
  );
  let opaque: string | undefined =
    statement.keywords.length > 0 ? `${statement.name} has a metaclass or class arguments` : undefined;
  for (const decorator of statement.decorators) {
    evaluate(machine, frame, decorator);
    opaque ??= `${statement.name} is decorated`;
  }
  for (const base of bases) opaque ??= baseProblem(base);
  const attributes = newScope();
  const ref: ClassObject = {
    type: "class",
    id: nextId(),
    name: statement.name,
    module: frame.module,
    bases,
    attributes,
    ...(opaque === undefined ? {} : { opaque }),
  };
  rememberClass(ref);
  const closure =
    frame.scope === frame.module.scope || frame.scope === frame.owner?.attributes
      ? frame.closure
      : [...frame.closure, frame.scope];
  runBlock(
    machine,
    { module: frame.module, scope: attributes, closure, outside: new Map(), owner: ref },
    statement.body,
  );
  bindName(
    machine,
    frame,
    statement.name,
    { kind: "object", ref },
    spanIn(frame, { span: statement.nameSpan }),
  );
}

function baseProblem(base: Val): string | undefined {
  if (base.kind === "object" && base.ref.type === "class") return base.ref.opaque;
  if (base.kind === "reference" && PLAIN_BASE.test(base.name)) return undefined;
  return base.kind === "reference" ? `it derives from ${base.name}` : "it derives from something unknown";
}

/** The class and its first-party ancestors, in Python's order (C3); null when that order cannot be made. */
export function lineage(ref: ClassObject, depth = 0): readonly ClassObject[] {
  if (depth > 50) return [ref];
  const parents = ref.bases.flatMap((base) =>
    base.kind === "object" && base.ref.type === "class" ? [base.ref] : [],
  );
  const lists = [...parents.map((parent) => [...lineage(parent, depth + 1)]), [...parents]];
  const order: ClassObject[] = [ref];
  while (lists.some((list) => list.length > 0)) {
    const head = lists
      .map((list) => list[0])
      .find((candidate) => candidate !== undefined && !lists.some((list) => list.indexOf(candidate) > 0));
    if (head === undefined) break;
    order.push(head);
    for (const list of lists) if (list[0] === head) list.shift();
  }
  return order;
}

export function findInClass(
  machine: Machine,
  ref: ClassObject,
  name: string,
  after?: ClassObject,
): { readonly value: Val; readonly owner: ClassObject } | null {
  const order = lineage(ref);
  for (const one of after === undefined ? order : order.slice(order.indexOf(after) + 1)) {
    const binding = one.attributes.names.get(name);
    if (binding !== undefined && mayBeUnbound(binding))
      return { value: uncertain(machine, `${name} is not bound in every case`), owner: one };
    const value = inScope(machine, one.attributes, name);
    if (value !== null) return { value, owner: one };
  }
  return null;
}

export function classAttribute(
  machine: Machine,
  _frame: Frame,
  ref: ClassObject,
  name: string,
  at: FileSpan,
): Val {
  if (name === "__name__") return string(ref.name);
  if (ref.opaque !== undefined) return uncertain(machine, ref.opaque);
  const found = findInClass(machine, ref, name);
  if (found === null) {
    if (name.startsWith("__") || hasForeignBase(ref))
      return uncertain(machine, `${name} of class ${ref.name} is not known`);
    throw new Raised("AttributeError", `type object '${ref.name}' has no attribute '${name}'`, at);
  }
  if (roleOf(found.value) === "class") return { kind: "method", self: { kind: "object", ref }, name };
  return roleOf(found.value) === "property" ? uncertain(machine, "a property of a class") : found.value;
}

export function hasForeignBase(ref: ClassObject): boolean {
  return lineage(ref).some((one) =>
    one.bases.some(
      (base) =>
        !(base.kind === "object" && base.ref.type === "class") &&
        !(base.kind === "reference" && base.name === "builtins.object"),
    ),
  );
}

function roleOf(value: Val): FunctionObject["role"] {
  return value.kind === "object" && value.ref.type === "function" ? value.ref.role : undefined;
}

export function instanceAttribute(
  machine: Machine,
  _frame: Frame,
  ref: InstanceObject,
  name: string,
  at: FileSpan,
): Val {
  if (ref.class.opaque !== undefined) return uncertain(machine, ref.class.opaque);
  if (name === "__class__") return { kind: "object", ref: ref.class };
  const self: Plain = { kind: "object", ref };
  const found = findInClass(machine, ref.class, name);
  if (
    found !== null &&
    roleOf(found.value) === "property" &&
    found.value.kind === "object" &&
    found.value.ref.type === "function"
  ) {
    return callFunction(machine, found.value.ref, [self], new Map(), undefined, self);
  }
  const binding = ref.attributes.names.get(name);
  if (found !== null && binding !== undefined && mayBeUnbound(binding))
    return uncertain(machine, `${name} is not bound in every case`);
  // What a base from outside sets in its own __init__ is not known; it does not hide what the classes here define.
  const own = binding === undefined && found !== null ? null : inScope(machine, ref.attributes, name);
  if (own !== null) return own;
  if (found === null) {
    if (
      name.startsWith("__") ||
      hasForeignBase(ref.class) ||
      findInClass(machine, ref.class, "__getattr__") !== null
    )
      return uncertain(machine, `${name} of ${ref.class.name} is not known`);
    throw new Raised("AttributeError", `'${ref.class.name}' object has no attribute '${name}'`, at);
  }
  if (found.value.kind !== "object" || found.value.ref.type !== "function") return found.value;
  if (found.value.ref.role === "static") return found.value;
  return {
    kind: "method",
    self: found.value.ref.role === "class" ? { kind: "object", ref: ref.class } : self,
    name,
  };
}

/** `Class(...)`. */
export function construct(
  machine: Machine,
  ref: ClassObject,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  open?: string,
  at?: FileSpan,
): Val {
  const instance: InstanceObject = {
    type: "instance",
    id: nextId(),
    class: ref,
    attributes: newScope(),
    args,
    keywords,
  };
  const self: Plain = { kind: "object", ref: instance };
  if (ref.opaque !== undefined || open !== undefined) {
    uncertain(machine, ref.opaque ?? open ?? "");
    return ref.opaque === undefined
      ? uncertain(machine, open ?? "")
      : foreign(`${ref.module.name}.${ref.name}`, args, keywords);
  }
  if (findInClass(machine, ref, "__new__") !== null)
    return foreign(`${ref.module.name}.${ref.name}`, args, keywords);
  const start = findInClass(machine, ref, "__init__");
  if (hasForeignBase(ref))
    openScope(machine, instance.attributes, `${ref.name} derives from something outside`);
  if (start?.value.kind === "object" && start.value.ref.type === "function")
    callFunction(machine, start.value.ref, [self, ...args], keywords, undefined, self);
  else if (!hasForeignBase(ref) && args.length + keywords.size > 0)
    throw new Raised("TypeError", `${ref.name}() takes no arguments`, at);
  return self;
}
