import { isUnreadable } from "../../text/file-system.ts";
import { dirname, join } from "../../text/path.ts";
import { inFile, type FileSpan } from "../../text/span.ts";
import { readPython } from "../../read/python/read-python.ts";
import type { ModuleObject } from "../core/heap.ts";
import { nextId } from "../core/heap.ts";
import { addGap, bind, openScope, Raised, type Frame, type Machine } from "../core/machine.ts";
import { string, textOfParts, type Part, type Plain, type Val } from "../core/val.ts";
import { alternativesOf, branch } from "../core/branch.ts";
import { ALWAYS, both, not, type Condition } from "../core/condition.ts";
import { forgetNames } from "../library/scope-functions.ts";
import { keyIs } from "./subscripts.ts";
import { fileValue } from "../library/file-paths.ts";
import { runBlock } from "./statements.ts";

/** django-split-settings' `include`: runs files in this namespace, globs sorted, relative to the including file. */
export function includeFiles(machine: Machine, frame: Frame, args: readonly Val[], at: FileSpan): void {
  for (const argument of args) {
    const optional = argument.kind === "foreign" && argument.class === "split_settings.tools.optional";
    const pattern = optional ? argument.args[0] : argument;
    const options = pattern === undefined ? [] : alternativesOf(machine, pattern);
    branch(
      machine,
      options.map(({ when, value }) => ({
        when,
        run: () => {
          includeOne(machine, frame, value, optional, at);
        },
      })),
    );
  }
}

function includeOne(machine: Machine, frame: Frame, pattern: Plain, optional: boolean, at: FileSpan): void {
  const directory = dirname(frame.module.file);
  if (pattern.kind === "string" || pattern.kind === "path") {
    const files = matches(machine, join(directory, pattern.value));
    if (files.length === 0) missingFile(machine, frame, pattern.value, optional, at);
    for (const file of files) if (file !== frame.module.file) runInside(machine, frame, file, at);
    return;
  }
  const candidates = pattern.kind === "partial" ? candidatesOf(machine, directory, pattern.parts) : [];
  if (candidates.length === 0) {
    addGap(machine, "include", "which file is included is not known", at);
    forgetNames(machine, frame.module.scope, "an included file that is not known may set it");
    return;
  }
  const rest = candidates.reduce((left, { when }) => both(left, not(when)), ALWAYS);
  const none = (): void => {
    if (!optional) throw new Raised("OSError", "the included file is not here", at);
  };
  branch(machine, [
    ...candidates.map(({ file, when }) => ({
      when,
      run: () => {
        runInside(machine, frame, file, at);
      },
    })),
    { when: rest, run: none },
  ]);
}

function missingFile(machine: Machine, frame: Frame, pattern: string, optional: boolean, at: FileSpan): void {
  addGap(machine, pattern, "the file is not here; where it exists, it may change any setting", at);
  if (optional || /[*?[]/.test(pattern)) return;
  openScope(machine, frame.module.scope, `names may come from ${pattern}, which is not here`);
}

/** The files that a path with one unknown piece may mean: `environments/{ENV}.py`. */
function candidatesOf(
  machine: Machine,
  directory: string,
  parts: readonly Part[],
): readonly { readonly file: string; readonly when: Condition }[] {
  const symbols = parts.filter((part) => typeof part !== "string");
  const [symbol] = symbols;
  if (symbols.length !== 1 || symbol === undefined) return [];
  const at = parts.indexOf(symbol);
  const [head, tail] = [textOfParts(parts.slice(0, at)), textOfParts(parts.slice(at + 1))];
  const start = join(directory, `${head}*`).slice(0, -1);
  return matches(machine, `${start}*${tail}`).map((file) => ({
    file,
    when: keyIs(
      { kind: "partial", makes: "string", parts: [symbol] },
      file.slice(start.length, file.length - tail.length),
    ),
  }));
}

function matches(machine: Machine, pattern: string): readonly string[] {
  const { fs } = machine.request;
  if (!/[*?[]/.test(pattern)) return fs.kindOf(pattern) === "file" ? [pattern] : [];
  let found: string[] = [pattern.startsWith("/") ? "/" : "."];
  for (const segment of pattern.split("/").filter((part) => part !== "" && part !== ".")) {
    if (!/[*?[]/.test(segment)) found = found.map((directory) => join(directory, segment));
    else
      found = found.flatMap((directory) =>
        fs
          .list(directory)
          .filter((entry) => globMatches(segment, entry.name))
          .map((entry) => join(directory, entry.name)),
      );
    if (found.length > 1000) break;
  }
  return found.filter((file) => fs.kindOf(file) === "file").sort();
}

/** One segment of a glob: `*`, `?`; a set in brackets matches nothing here. */
function globMatches(pattern: string, name: string): boolean {
  if (pattern.includes("[") || (name.startsWith(".") && !pattern.startsWith("."))) return false;
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n]) && pattern[p] !== "*") {
      p++;
      n++;
    } else if (pattern[p] === "*") {
      star = p++;
      mark = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

function runInside(machine: Machine, frame: Frame, file: string, at: FileSpan): void {
  const key = `include:${file}`;
  if (machine.modules.names.has(key)) throw new Raised("RecursionError", `${file} includes itself`, at);
  const source = machine.request.fs.read(file);
  if (isUnreadable(source)) {
    addGap(machine, file, source.unreadable, at);
    return;
  }
  const tree = machine.request.readCache?.get(file) ?? readPython(source.text);
  machine.request.readCache?.set(file, tree);
  if (!machine.files.includes(file)) {
    machine.files.push(file);
    machine.steps += source.text.length;
    for (const error of tree.errors)
      machine.syntaxErrors.push({ file, message: error.message, span: inFile(file, error.span) });
  }
  const { module } = frame;
  const included: ModuleObject = { ...module, id: nextId(), file, source, tree };
  const before = module.scope.names.get("__file__");
  bind(machine, module.scope, "__file__", { value: fileValue(machine, file) });
  bind(machine, machine.modules, key, { value: string(file) });
  runBlock(machine, { module: included, scope: module.scope, closure: [], outside: new Map() }, tree.body);
  bind(machine, machine.modules, key, undefined);
  bind(machine, module.scope, "__file__", before);
}
