import { choose } from "../core/branch.ts";
import type { ClassObject, ModuleObject } from "../core/heap.ts";
import { addGap, bind, openScope, Raised, uncertain, type Machine } from "../core/machine.ts";
import { string, UNBOUND, unknown, NONE, type Plain, type Val } from "../core/val.ts";
import { hasForeignBase, lineage } from "../language/classes.ts";
import { callFunction } from "../language/functions.ts";
import { inScope } from "../language/names.ts";
import { construct } from "../language/classes.ts";
import { castBoolean, ENVIRON_WORDS } from "./casts.ts";
import { readVariable, variable } from "./environment.ts";

/**
 * django-configurations: the attributes of the chosen class become names of the module. Callables are called, `values.*`
 * read their variables.
 */
export function settingsOfClass(machine: Machine, module: ModuleObject): void {
  const classes = [...module.scope.names.values()].flatMap(({ value }) =>
    value.kind === "object" && value.ref.type === "class" && isConfiguration(value.ref) ? [value.ref] : [],
  );
  if (classes.length === 0) return;
  const wanted = machine.request.configuration ?? chosen(machine);
  if (wanted === null) {
    addGap(machine, "DJANGO_CONFIGURATION", "which class holds the settings is not known");
    openScope(machine, module.scope, "settings come from a class that is not known");
    return;
  }
  const ref = classes.find((one) => one.name === wanted);
  if (ref !== undefined) bindAttributes(machine, module, ref);
  else addGap(machine, wanted, "there is no such class of settings");
}

function isConfiguration(ref: ClassObject): boolean {
  return lineage(ref).some((one) =>
    one.bases.some((base) => base.kind === "reference" && base.name.startsWith("configurations.")),
  );
}

function chosen(machine: Machine): string | null {
  const value = variable(machine, "DJANGO_CONFIGURATION");
  return value.kind === "string" ? value.value : null;
}

function bindAttributes(machine: Machine, module: ModuleObject, ref: ClassObject): void {
  const names = new Set(lineage(ref).flatMap((one) => [...one.attributes.names.keys()]));
  for (const name of names) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    const owner = lineage(ref).find((one) => one.attributes.names.has(name));
    const binding = owner?.attributes.names.get(name);
    if (owner === undefined || binding === undefined) continue;
    let value: Val;
    try {
      value = settingOf(machine, ref, name, inScope(machine, owner.attributes, name) ?? UNBOUND);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      value = unknown(`${error.exception}: ${error.message}`);
    }
    bind(machine, module.scope, name, { ...binding, value });
  }
}

function settingOf(machine: Machine, ref: ClassObject, name: string, value: Val): Val {
  if (value.kind === "object" && value.ref.type === "function") {
    if (ref.opaque !== undefined || (hasForeignBase(ref) && ref.bases.length > 3))
      return uncertain(machine, "the class is not followed");
    const self =
      value.ref.role === "static"
        ? null
        : value.ref.role === "class"
          ? ({ kind: "object", ref } as const)
          : construct(machine, ref, [], new Map());
    return callFunction(
      machine,
      value.ref,
      self === null ? [] : [self],
      new Map(),
      undefined,
      self ?? undefined,
    );
  }
  if (value.kind === "foreign" && /^configurations\.values\.\w+$/.test(value.class))
    return valueSetting(machine, name, value);
  return value;
}

function valueSetting(machine: Machine, setting: string, value: Extract<Plain, { kind: "foreign" }>): Val {
  const { keywords } = value;
  const kind = value.class.replace("configurations.values.", "");
  const fallback = value.args[0] ?? keywords.get("default") ?? NONE;
  if (keywords.get("environ")?.kind === "boolean" && !isTrue(keywords.get("environ"))) return fallback;
  const given = keywords.get("environ_name");
  const prefix = keywords.get("environ_prefix");
  if (
    (given !== undefined && given.kind !== "string") ||
    (prefix !== undefined && prefix.kind !== "string" && prefix.kind !== "none")
  )
    return uncertain(machine, "which variable is read is not known");
  const start =
    prefix === undefined ? "DJANGO_" : prefix.kind === "string" ? `${prefix.value.replace(/_$/, "")}_` : "";
  const variableName = start + (given?.kind === "string" ? given.value : setting);
  const raw = readVariable(machine, string(variableName), () => UNBOUND);
  const read = (one: Plain): Val => {
    if (one.kind === "unbound") return fallback;
    if (kind === "Value") return one;
    if (kind === "BooleanValue")
      return one.kind === "string" && !/^(?:yes|y|true|1|no|n|false|0|)$/.test(one.value.trim().toLowerCase())
        ? raiseValue(variableName)
        : castBoolean(machine, one, ENVIRON_WORDS, variableName);
    return uncertain(machine, `${kind} is not followed`);
  };
  return raw.kind === "either"
    ? choose(raw.options.map((option) => ({ when: option.when, value: read(option.value) })))
    : read(raw);
}

function isTrue(value: Val | undefined): boolean {
  return value?.kind === "boolean" && value.value;
}

function raiseValue(name: string): never {
  throw new Raised("ValueError", `Cannot interpret boolean value of ${name}`);
}
