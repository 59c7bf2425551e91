import { readPython } from "../../read/python/read-python.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import { isUnreadable } from "../../text/file-system.ts";
import { dirname, join, normalize } from "../../text/path.ts";
import { sourceFile } from "../../text/source-file.ts";
import { inFile } from "../../text/span.ts";
import { newScope, nextId, type ModuleObject } from "../core/heap.ts";
import { addGap, bind, openScope, type Frame, type Machine } from "../core/machine.ts";
import { string, type Plain } from "../core/val.ts";
import { fileValue } from "../library/file-paths.ts";
import { runBlock } from "./statements.ts";

/** Where a dotted name leads: a file of the project, a folder without `__init__.py`, nothing though its package is here, or outside. */
export type Found =
  | { readonly kind: "file"; readonly file: string; readonly isPackage: boolean }
  | { readonly kind: "folder"; readonly file: string }
  | { readonly kind: "missing" }
  | { readonly kind: "outside" };

/** Looks a module up below one directory. */
export function findIn(machine: Machine, directory: string, segments: readonly string[]): Found {
  const { fs } = machine.request;
  let place = directory;
  for (const [at, segment] of segments.entries()) {
    const last = at === segments.length - 1;
    const next = join(place, segment);
    if (fs.kindOf(join(next, "__init__.py")) === "file") {
      if (last) return { kind: "file", file: normalize(join(next, "__init__.py")), isPackage: true };
    } else if (fs.kindOf(`${next}.py`) === "file")
      return last ? { kind: "file", file: normalize(`${next}.py`), isPackage: false } : { kind: "missing" };
    else if (fs.kindOf(next) === "directory") {
      if (last) return { kind: "folder", file: normalize(next) };
    } else return at === 0 ? { kind: "outside" } : { kind: "missing" };
    place = next;
  }
  return { kind: "folder", file: place };
}

/** `import a.b.c`, looked up along the search path; regular packages win over folders, as in Python. */
export function findModule(machine: Machine, name: string): Found {
  const segments = name.split(".");
  let second: Found = { kind: "outside" };
  for (const directory of machine.request.searchPath) {
    const top = findIn(machine, directory, segments.slice(0, 1));
    if (top.kind === "outside") continue;
    const found = findIn(machine, directory, segments);
    if (top.kind === "file") return found;
    if (found.kind === "file") return found;
    if (second.kind === "outside" || second.kind === "missing")
      second =
        found.kind === "folder" && segments.length === 1 && !holdsPython(machine, found.file)
          ? second
          : found;
  }
  return second;
}

/** A folder of templates or static files is not taken for a namespace package. */
function holdsPython(machine: Machine, directory: string): boolean {
  return machine.request.fs
    .list(directory)
    .some((entry) => entry.kind === "directory" || entry.name.endsWith(".py"));
}

/** The module of a file: the one that is loaded already, or it is read and run now. */
export function loadModule(
  machine: Machine,
  file: string,
  name: string,
  isPackage: boolean,
  at?: import("../../text/span.ts").FileSpan,
): ModuleObject {
  const loaded = machine.modules.names.get(file)?.value;
  if (loaded?.kind === "object" && loaded.ref.type === "module") return loaded.ref;
  const { fs, readCache } = machine.request;
  const read = fs.read(file);
  const source = isUnreadable(read) ? sourceFile(file, "") : read;
  let tree: PythonModule | undefined = readCache?.get(file);
  if (tree === undefined) {
    tree = isUnreadable(read) ? { body: [], errors: [], comments: [] } : readPython(source.text);
    readCache?.set(file, tree);
  }
  const packageName = isPackage ? name : name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "";
  const module: ModuleObject = {
    type: "module",
    id: nextId(),
    name,
    package: packageName,
    file,
    isPackage,
    source,
    tree,
    scope: newScope(),
    assignments: new Map(),
  };
  const value: Plain = { kind: "object", ref: module };
  bind(machine, machine.modules, file, { value });
  if (isUnreadable(read)) {
    addGap(machine, file, read.unreadable, at);
    openScope(machine, module.scope, `${file} cannot be read`);
    return module;
  }
  if (!machine.files.includes(file)) {
    machine.files.push(file);
    machine.steps += source.text.length;
    for (const error of tree.errors)
      machine.syntaxErrors.push({ file, message: error.message, span: inFile(file, error.span) });
  }
  machine.entry.module ??= module;
  runModule(machine, module);
  return module;
}

function runModule(machine: Machine, module: ModuleObject): void {
  const frame: Frame = { module, scope: module.scope, closure: [], outside: new Map() };
  bind(machine, module.scope, "__name__", { value: string(module.name) });
  bind(machine, module.scope, "__package__", { value: string(module.package) });
  bind(machine, module.scope, "__file__", { value: fileValue(machine, module.file) });
  const { tries, context, depth } = machine;
  machine.context = module.file;
  machine.depth = depth + 2;
  try {
    runBlock(machine, frame, module.tree.body);
  } catch (error) {
    bind(machine, machine.modules, module.file, undefined);
    throw error;
  } finally {
    machine.tries = tries;
    machine.context = context;
    machine.depth = depth;
  }
}

/** A package without `__init__.py`. */
export function namespacePackage(machine: Machine, directory: string, name: string): ModuleObject {
  const loaded = machine.modules.names.get(directory)?.value;
  if (loaded?.kind === "object" && loaded.ref.type === "module") return loaded.ref;
  const source = sourceFile(join(directory, "__init__.py"), "");
  const module: ModuleObject = {
    type: "module",
    id: nextId(),
    name,
    package: name,
    file: source.path,
    isPackage: true,
    source,
    tree: { body: [], errors: [], comments: [] },
    scope: newScope(),
    assignments: new Map(),
  };
  bind(machine, machine.modules, directory, { value: { kind: "object", ref: module } });
  return module;
}

/** The directory that a relative import of `level` dots starts from; null above the file system. */
export function packageDirectory(module: ModuleObject, level: number): string | null {
  let directory = dirname(module.file);
  for (let up = 1; up < level; up++) {
    if (directory === "." || directory === "/") return null;
    directory = dirname(directory);
  }
  return directory;
}
