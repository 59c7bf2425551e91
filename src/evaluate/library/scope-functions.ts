import type { FileSpan } from "../../text/span.ts";
import { dirname, join } from "../../text/path.ts";
import { branch, choose, lift } from "../core/branch.ts";
import { ALWAYS, both, not } from "../core/condition.ts";
import { findModule, packageDirectory } from "../language/modules.ts";
import { keyIs } from "../language/subscripts.ts";
import type { Scope } from "../core/heap.ts";
import { addGap, bind, openScope, Raised, uncertain, type Frame, type Machine } from "../core/machine.ts";
import {
  boolean,
  foreign,
  NONE,
  string,
  textOfParts,
  TRUE,
  unknown,
  type Plain,
  type Val,
} from "../core/val.ts";
import { attributeOf, setAttribute } from "../language/attributes.ts";
import { importModule, importRelative, missing } from "../language/imports.ts";
import { includeFiles } from "../language/include.ts";

/** Functions that look at the names around the call. Null: it is none of them. */
export function callScopeFunction(
  machine: Machine,
  frame: Frame,
  name: string,
  args: readonly Val[],
  keywords: ReadonlyMap<string, Val>,
  at: FileSpan,
): Val | null {
  switch (name) {
    case "builtins.globals":
    case "builtins.vars":
    case "builtins.locals":
      if (args.length > 0) return uncertain(machine, `${name.slice(9)} of something`);
      return {
        kind: "foreign",
        class: "namespace",
        args: [{ kind: "object", ref: name === "builtins.globals" ? frame.module.scope : frame.scope }],
        keywords: new Map(),
        id: -1,
      };
    case "builtins.getattr":
      return lift(machine, args.slice(0, 2), ([owner = NONE, attribute = NONE]) => {
        if (attribute.kind !== "string") return uncertain(machine, "which attribute is read is not known");
        if (args[2] !== undefined && (owner.kind === "reference" || owner.kind === "foreign"))
          return uncertain(machine, "whether it has the attribute is not known");
        try {
          return attributeOf(machine, frame, owner, attribute.value, at);
        } catch (error) {
          if (error instanceof Raised && error.exception === "AttributeError" && args[2] !== undefined)
            return args[2];
          throw error;
        }
      });
    case "builtins.hasattr":
      return lift(machine, args, ([owner = NONE, attribute = NONE]) => {
        if (
          attribute.kind !== "string" ||
          owner.kind === "reference" ||
          owner.kind === "foreign" ||
          owner.kind === "unknown"
        )
          return uncertain(machine, "whether it has the attribute is not known");
        try {
          const found = attributeOf(machine, frame, owner, attribute.value, at);
          return found.kind === "unknown" ? found : TRUE;
        } catch (error) {
          if (error instanceof Raised && error.exception === "AttributeError") return boolean(false);
          throw error;
        }
      });
    case "builtins.setattr":
      lift(machine, args.slice(0, 2), ([owner = NONE, attribute = NONE]) => {
        if (attribute.kind === "string")
          setAttribute(machine, frame, owner, attribute.value, args[2] ?? NONE, at);
        else if (owner.kind === "object" && owner.ref.type === "module")
          forgetNames(machine, owner.ref.scope, "a name that is not known was set");
        return NONE;
      });
      return NONE;
    case "builtins.super":
      return superOf(machine, frame, args);
    case "importlib.import_module":
    case "django.utils.module_loading.import_module":
      return lift(machine, [args[0] ?? NONE, args[1] ?? keywords.get("package") ?? NONE], ([module = NONE]) =>
        importByName(machine, frame, module, at),
      );
    case "builtins.exec":
      return runCode(machine, frame, args, at);
    case "split_settings.tools.optional":
      return foreign(name, args, keywords);
    case "split_settings.tools.include":
      includeFiles(machine, frame, args, at);
      return NONE;
    default:
      return null;
  }
}

function superOf(machine: Machine, frame: Frame, args: readonly Val[]): Val {
  const owner: Val | undefined =
    args[0] ?? (frame.owner === undefined ? undefined : { kind: "object", ref: frame.owner });
  const first = [...frame.scope.names.values()][0]?.value;
  const self = args[1] ?? frame.self ?? first;
  if (owner === undefined || self === undefined) return uncertain(machine, "super() is not known");
  return { kind: "foreign", class: "super", args: [self, owner], keywords: new Map(), id: -2 };
}

function importByName(machine: Machine, frame: Frame, name: Plain, at: FileSpan): Val {
  const last = name.kind === "partial" ? name.parts.at(-1) : undefined;
  if (name.kind === "partial" && last !== undefined && typeof last !== "string") {
    const names = moduleCandidates(machine, frame, textOfParts(name.parts.slice(0, -1)));
    const options = names.map(({ text, piece }) => ({
      when: keyIs({ kind: "partial", makes: "string", parts: [last] }, piece),
      run: (): Val => importByName(machine, frame, string(text), at),
    }));
    const rest = options.reduce((left, { when }) => both(left, not(when)), ALWAYS);
    const none = (): Val => {
      throw new Raised("ModuleNotFoundError", "there is no such module", at);
    };
    if (options.length > 0 && name.parts.slice(0, -1).every((part) => typeof part === "string"))
      return choose(branch(machine, [...options, { when: rest, run: none }]));
  }
  if (name.kind !== "string") {
    addGap(machine, "importlib.import_module", "which module is imported is not known", at);
    return uncertain(machine, "which module is imported is not known");
  }
  const dots = /^\.+/.exec(name.value)?.[0].length ?? 0;
  const rest = name.value.slice(dots);
  const found =
    dots > 0
      ? importRelative(machine, frame.module, dots, rest === "" ? null : rest, at)
      : importModule(machine, name.value, at);
  if (found.kind === "module") return { kind: "object", ref: found.module };
  if (found.kind === "outside") return { kind: "reference", name: found.name, module: true };
  missing(machine, found.name, at);
  return unknown(`${found.name} is not here`);
}

/** Modules of the project whose dotted name begins with `head`, with what follows it: at most one more segment. */
function moduleCandidates(
  machine: Machine,
  frame: Frame,
  head: string,
): readonly { readonly text: string; readonly piece: string }[] {
  const dot = head.lastIndexOf(".");
  if (dot < 0) return [];
  const dots = /^\.+/.exec(head)?.[0].length ?? 0;
  const above = head.slice(dots, dot);
  const start = dots > 0 ? packageDirectory(frame.module, dots) : null;
  const found = dots > 0 ? null : findModule(machine, above);
  const directory =
    start !== null
      ? join(start, above.replaceAll(".", "/"))
      : found?.kind === "file" && found.isPackage
        ? dirname(found.file)
        : found?.kind === "folder"
          ? found.file
          : null;
  if (directory === null) return [];
  const stem = head.slice(dot + 1);
  const names = machine.request.fs.list(directory).flatMap((entry) => {
    const module =
      entry.kind === "file"
        ? /^(\w+)\.py$/.exec(entry.name)?.[1]
        : machine.request.fs.kindOf(join(directory, entry.name, "__init__.py")) === "file"
          ? entry.name
          : undefined;
    return module !== undefined && module !== "__init__" && module.startsWith(stem) ? [module] : [];
  });
  return names.length > 12
    ? []
    : names.map((module) => ({ text: head.slice(0, dot + 1) + module, piece: module.slice(stem.length) }));
}

/** Code from a text may bind anything. */
function runCode(machine: Machine, frame: Frame, args: readonly Val[], at: FileSpan): Val {
  const source = args[0];
  addGap(
    machine,
    "exec",
    source?.kind === "string" ? "code from a text is not followed" : "which code is run is not known",
    at,
  );
  if (args.length === 1) forgetNames(machine, frame.scope, "code that is not followed may set it");
  return uncertain(machine, "exec() is not followed");
}

/** Every name of the scope may have another value now. */
export function forgetNames(machine: Machine, scope: Scope, why: string): void {
  for (const [name, binding] of [...scope.names]) {
    if (/^[A-Z]/.test(name)) bind(machine, scope, name, { ...binding, value: unknown(why) });
  }
  openScope(machine, scope, why);
}

/** A dict-like view of names: `globals()`. Null: the value is no such view. */
export function namespaceOf(value: Plain): Scope | null {
  if (value.kind !== "foreign" || value.class !== "namespace") return null;
  const [held] = value.args;
  return held?.kind === "object" && held.ref.type === "scope" ? held.ref : null;
}
