import type { Statement } from "../../read/python/tree.ts";
import { join } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { choose } from "../core/branch.ts";
import { literal, not } from "../core/condition.ts";
import type { Binding, ModuleObject } from "../core/heap.ts";
import {
  addGap,
  bind,
  mayRaise,
  openScope,
  Raised,
  spanIn,
  type Frame,
  type Machine,
} from "../core/machine.ts";
import { reference, unknown, type Plain, type Val } from "../core/val.ts";
import { globalSettings } from "../library/django.ts";
import { libraryAttribute } from "../library/attributes.ts";
import { STDLIB_MODULES } from "../library/stdlib-names.ts";
import { moduleAttribute } from "./attributes.ts";
import { bindName, scopeFor } from "./assign.ts";
import { findIn, findModule, loadModule, namespacePackage, packageDirectory, type Found } from "./modules.ts";
import { inScope } from "./names.ts";

/** What an import gives: a module of the project, one outside by its name, or nothing that is here. */
export type Imported =
  | { readonly kind: "module"; readonly module: ModuleObject }
  | { readonly kind: "outside"; readonly name: string }
  | { readonly kind: "missing"; readonly name: string };

export function importNames(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "import" }>,
): void {
  for (const { name, as, span } of statement.names) {
    const at = { file: frame.module.file, start: span.start, end: span.end };
    const segments = name.split(".");
    let top: Imported | null = null;
    let leaf: Imported | null = null;
    for (let count = 1; count <= segments.length; count++) {
      leaf = importModule(machine, segments.slice(0, count).join("."), at);
      top ??= leaf;
      if (leaf.kind !== "module") break;
    }
    const chosen = as === null ? top : leaf;
    if (chosen === null) continue;
    const value =
      chosen.kind === "outside" && as !== null ? reference(name, true) : valueOf(machine, chosen, at);
    bindName(machine, frame, as ?? segments[0] ?? name, value, at);
  }
}

function valueOf(machine: Machine, imported: Imported, at: FileSpan): Plain {
  if (imported.kind === "module") return { kind: "object", ref: imported.module };
  if (imported.kind === "outside") return reference(imported.name, true);
  missing(machine, imported.name, at);
  return unknown(`${imported.name} is not here`);
}

/** An absolute import. Raises where the module is certainly absent; tells an enclosing `try` where it may be. */
export function importModule(machine: Machine, name: string, at: FileSpan): Imported {
  const found = findModule(machine, name);
  if (found.kind === "outside") {
    checkInstalled(machine, name, at);
    return { kind: "outside", name };
  }
  if (name.includes(".") && found.kind === "file")
    importModule(machine, name.slice(0, name.lastIndexOf(".")), at);
  return load(machine, found, name, at);
}

function load(machine: Machine, found: Found, name: string, at: FileSpan): Imported {
  if (found.kind === "missing" || found.kind === "outside") return { kind: "missing", name };
  const module =
    found.kind === "folder"
      ? namespacePackage(machine, found.file, name)
      : loadModule(machine, found.file, name, found.isPackage, at);
  bindInParent(machine, name, module);
  return { kind: "module", module };
}

/** A loaded submodule becomes an attribute of its package. */
function bindInParent(machine: Machine, name: string, module: ModuleObject): void {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return;
  for (const { value } of machine.modules.names.values()) {
    if (
      value.kind !== "object" ||
      value.ref.type !== "module" ||
      value.ref.name !== name.slice(0, dot) ||
      !value.ref.isPackage
    )
      continue;
    const own = name.slice(dot + 1);
    if (!value.ref.scope.names.has(own))
      bind(machine, value.ref.scope, own, { value: { kind: "object", ref: module } });
    return;
  }
}

function checkInstalled(machine: Machine, name: string, at: FileSpan): void {
  const top = name.split(".")[0] ?? name;
  if (STDLIB_MODULES.has(top) || top === "django" || top === "gunicorn") return;
  const { installed } = machine.request;
  const known = installed !== undefined && Object.hasOwn(installed, top) ? installed[top] : undefined;
  if (known === true) return;
  if (known === false) throw new Raised("ModuleNotFoundError", `No module named '${top}'`, at);
  if (machine.tries.length > 0)
    mayRaise(
      machine,
      "ModuleNotFoundError",
      not(
        literal({
          id: `installed:${top}`,
          truth: true,
          yes: `${top} is installed`,
          no: `${top} is not installed`,
        }),
      ),
    );
}

/** A module of the project that is not in the repository: it may be on the server. */
export function missing(machine: Machine, name: string, at: FileSpan): void {
  addGap(machine, name, "the module is not among the files; where it exists, it may change any setting", at);
  if (machine.tries.length > 0)
    mayRaise(
      machine,
      "ModuleNotFoundError",
      not(
        literal({ id: `exists:${name}`, truth: true, yes: `${name} exists`, no: `${name} does not exist` }),
      ),
    );
}

/** A relative import: by directories, whatever the package is called. */
export function importRelative(
  machine: Machine,
  module: ModuleObject,
  level: number,
  name: string | null,
  at: FileSpan,
): Imported {
  const directory = packageDirectory(module, level);
  const base = module.package
    .split(".")
    .slice(0, Math.max(0, module.package.split(".").length - level + 1))
    .join(".");
  const dotted = name === null ? base : base === "" ? name : `${base}.${name}`;
  if (directory === null) return { kind: "missing", name: dotted };
  if (name === null) {
    const init = join(directory, "__init__.py");
    const found: Found =
      machine.request.fs.kindOf(init) === "file"
        ? { kind: "file", file: init, isPackage: true }
        : { kind: "folder", file: directory };
    return load(machine, found, dotted, at);
  }
  const segments = name.split(".");
  for (let count = 1; count < segments.length; count++) {
    const found = findIn(machine, directory, segments.slice(0, count));
    if (found.kind === "file")
      load(machine, found, [base, ...segments.slice(0, count)].filter((part) => part !== "").join("."), at);
  }
  return load(machine, findIn(machine, directory, segments), dotted, at);
}

export function importFrom(
  machine: Machine,
  frame: Frame,
  statement: Extract<Statement, { kind: "import-from" }>,
): void {
  const at = spanIn(frame, statement);
  const { module: name, level, names } = statement;
  if (name === "__future__") return;
  const source =
    level > 0
      ? importRelative(machine, frame.module, level, name, at)
      : importModule(machine, name ?? "", at);
  if (names === null) {
    importStar(machine, frame, source, at);
    return;
  }
  for (const one of names) {
    const place = { file: frame.module.file, start: one.span.start, end: one.span.end };
    if (source.kind === "outside")
      bindName(
        machine,
        frame,
        one.as ?? one.name,
        libraryAttribute(machine, reference(source.name, true), one.name) ??
          reference(`${source.name}.${one.name}`),
        place,
      );
    else if (source.kind === "missing") {
      missing(machine, source.name, at);
      bindName(machine, frame, one.as ?? one.name, unknown(`${source.name} is not here`), place);
    } else importOne(machine, frame, source.module, one.name, one.as ?? one.name, place);
  }
}

function importOne(
  machine: Machine,
  frame: Frame,
  source: ModuleObject,
  name: string,
  as: string,
  at: FileSpan,
): void {
  const binding = source.scope.names.get(name);
  if (binding !== undefined && binding.value.kind !== "unbound") {
    copyBinding(
      machine,
      frame,
      source,
      name,
      as,
      { ...binding, value: inScope(machine, source.scope, name) ?? binding.value },
      at,
    );
    return;
  }
  let value: Val;
  try {
    value = moduleAttribute(machine, source, name, at);
  } catch (error) {
    if (!(error instanceof Raised) || error.exception !== "AttributeError") throw error;
    if (machine.modules.names.get(source.file) === undefined || source.file.endsWith("/")) throw error;
    throw new Raised("ImportError", `cannot import name '${name}' from '${source.name}'`, at);
  }
  bindName(machine, frame, as, value, at);
}

/** Binds what another module holds, with the way it came and its history. */
function copyBinding(
  machine: Machine,
  frame: Frame,
  source: ModuleObject,
  name: string,
  as: string,
  binding: Binding,
  at: FileSpan,
): void {
  let { value } = binding;
  const before = scopeFor(frame, as).names.get(as);
  if (value.kind === "either" && value.options.some((option) => option.value.kind === "unbound")) {
    const options = value.options.map((option) =>
      option.value.kind === "unbound" && before !== undefined
        ? { when: option.when, value: before.value }
        : option,
    );
    value = choose(options);
  }
  const via = [at, ...(binding.via ?? [])];
  const history = source.assignments.get(name) ?? [];
  const places = frame.module.assignments.get(as) ?? [];
  if (frame.scope === frame.module.scope) {
    for (const place of history.slice(0, 50)) places.push(place);
    frame.module.assignments.set(as, places);
  }
  bindName(machine, frame, as, value, binding.at ?? at, via);
}

function importStar(machine: Machine, frame: Frame, source: Imported, at: FileSpan): void {
  if (source.kind === "missing") {
    missing(machine, source.name, at);
    if (machine.tries.length === 0)
      openScope(machine, frame.scope, `names may come from ${source.name}, which is not here`);
    return;
  }
  if (source.kind === "outside") {
    importStarOutside(machine, frame, source.name, at);
    return;
  }
  const { module } = source;
  const all = inScope(machine, module.scope, "__all__");
  const listed = all === null ? null : stringsOf(all);
  if (all !== null && listed === null) addGap(machine, `__all__ of ${module.name}`, "it is not known", at);
  const names = listed ?? [...module.scope.names.keys()].filter((name) => !name.startsWith("_"));
  for (const name of names) importOneOf(machine, frame, module, name, at);
  if (module.scope.open !== undefined) openScope(machine, frame.scope, module.scope.open);
}

function importOneOf(machine: Machine, frame: Frame, module: ModuleObject, name: string, at: FileSpan): void {
  const binding = module.scope.names.get(name);
  if (binding === undefined) importOne(machine, frame, module, name, name, at);
  else if (binding.value.kind !== "unbound") copyBinding(machine, frame, module, name, name, binding, at);
}

function stringsOf(value: Val): readonly string[] | null {
  const items =
    value.kind === "tuple"
      ? value.items.map((item) => ({ value: item, when: undefined }))
      : value.kind === "object" && value.ref.type === "list" && value.ref.content.open === undefined
        ? value.ref.content.items
        : null;
  if (items === null) return null;
  const names = items.flatMap((item) =>
    item.value.kind === "string" && item.when === undefined ? [item.value.value] : [],
  );
  return names.length === items.length ? names : null;
}

function importStarOutside(machine: Machine, frame: Frame, name: string, at: FileSpan): void {
  if (name === "django.conf.global_settings") {
    for (const [setting, value] of globalSettings()) bindName(machine, frame, setting, value, at);
    openScope(machine, frame.scope, "a setting of django.conf.global_settings");
    return;
  }
  addGap(machine, `from ${name} import *`, "the module is outside the project", at);
  const top = name.split(".")[0] ?? name;
  // A local settings module that is not in the repository looks like a module outside: see `missing`.
  const guarded = machine.tries.length > 0;
  if (
    guarded ||
    STDLIB_MODULES.has(top) ||
    /^(?:django|decouple|environ|split_settings|configurations|local|.*settings.*|.*local.*|secrets?)$/.test(
      top,
    )
  ) {
    if (!guarded) openScope(machine, frame.scope, `names may come from ${name}`);
    return;
  }
  const sets = (setting: string): Parameters<typeof literal>[0] => ({
    id: `sets:${name}:${setting}`,
    truth: true,
    yes: `${name} sets ${setting}`,
    no: `${name} does not set ${setting}`,
  });
  for (const [setting, binding] of [...frame.scope.names]) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(setting)) continue;
    const fact = literal(sets(setting));
    const value = choose([
      { when: not(fact), value: binding.value },
      { when: fact, value: unknown(`it may come from ${name}`) },
    ]);
    bind(machine, frame.scope, setting, { ...binding, value });
  }
  openScope(machine, frame.scope, `names may come from ${name}`);
}

/** `package.name`, where that is a submodule that can be loaded; Python needs an import of it somewhere, which is taken for granted. */
export function importSubmodule(
  machine: Machine,
  module: ModuleObject,
  name: string,
  at: FileSpan,
): Val | null {
  const directory = packageDirectory(module, 1);
  const found = directory === null ? { kind: "missing" as const } : findIn(machine, directory, [name]);
  if (found.kind !== "file")
    return found.kind === "folder"
      ? { kind: "object", ref: namespacePackage(machine, found.file, `${module.name}.${name}`) }
      : null;
  const imported = load(machine, found, module.name === "" ? name : `${module.name}.${name}`, at);
  return imported.kind === "module" ? { kind: "object", ref: imported.module } : null;
}
