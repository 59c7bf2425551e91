import type { Value } from "../../evaluate/value.ts";
import type { ExceptionHandler } from "../../model/django-services.ts";
import type { Expression, PythonModule } from "../../read/python/tree.ts";
import { readPython } from "../../read/python/read-python.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import { join } from "../../text/path.ts";
import { inFile } from "../../text/span.ts";
import { nameOf } from "./logger-uses.ts";
import { nodesBelow, type PythonCall } from "./python-nodes.ts";
import { entryOf } from "./value-facts.ts";

interface Where {
  readonly fs: FileSystem;
  readonly searchPath: readonly string[];
  readonly cache: Map<string, PythonModule>;
}

/** `REST_FRAMEWORK["EXCEPTION_HANDLER"]` (rest_framework/settings.py 3.14) with what its function does; null where that is not known. */
export function exceptionHandlerOf(framework: Value | undefined, where: Where): ExceptionHandler | null {
  if (framework?.kind !== "dict") return null;
  const entry = entryOf(framework, "EXCEPTION_HANDLER");
  if (entry?.value.kind !== "string" || entry.value.at === undefined) return null;
  const name = entry.value.value;
  const found = functionAt(name, where);
  return found === null ? null : { name, at: entry.value.at, ...found };
}

function functionAt(name: string, where: Where): Pick<ExceptionHandler, "answers" | "isSilent"> | null {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || !/^[\w.]{1,300}$/.test(name)) return null;
  const path = name.slice(0, dot).replaceAll(".", "/");
  for (const folder of where.searchPath) {
    for (const file of [join(folder, `${path}.py`), join(folder, path, "__init__.py")]) {
      if (where.fs.kindOf(file) !== "file") continue;
      const source = where.fs.read(file);
      if (isUnreadable(source)) return null;
      const module = where.cache.get(file) ?? readPython(source.text);
      where.cache.set(file, module);
      return module.errors.length > 0 ? null : readFunction(module, file, name.slice(dot + 1));
    }
  }
  return null;
}

function readFunction(
  module: PythonModule,
  file: string,
  name: string,
): Pick<ExceptionHandler, "answers" | "isSilent"> | null {
  const all = module.body.filter((each) => each.kind === "function" && each.name === name);
  const [found] = all;
  // A decorator may do anything, and of several definitions it is not known which one counts.
  if (found?.kind !== "function" || all.length > 1 || found.decorators.length > 0) return null;
  const nodes = [...nodesBelow(found.body)];
  const calls = nodes.filter((node) => node.kind === "call");
  const answer = calls
    .filter(isServerError)
    .reduce<PythonCall | null>(
      (first, call) => (first === null || call.span.start < first.span.start ? call : first),
      null,
    );
  return {
    answers: answer === null ? null : inFile(file, answer.span),
    isSilent: nodes.every((node) => node.kind === "assign" || (node.kind === "call" && isHarmless(node))),
  };
}

const RESPONSES = ["Response", "JsonResponse", "HttpResponse"];

/** An answer with the written status 500; 502 and 503 are what a handler says of others on purpose. */
function isServerError(call: PythonCall): boolean {
  const name = nameOf(call.callee) ?? "";
  if (name === "HttpResponseServerError") return true;
  if (!RESPONSES.includes(name)) return false;
  const status =
    call.keywords.find((each) => each.name === "status")?.value ??
    (name === "Response" ? call.args[1] : undefined);
  return status !== undefined && isServerStatus(status);
}

function isServerStatus(status: Expression): boolean {
  if (status.kind === "integer") return status.value === 500n;
  const name = nameOf(status);
  return name === "HTTP_500_INTERNAL_SERVER_ERROR" || name === "INTERNAL_SERVER_ERROR";
}

/** Calls that certainly neither log nor report: answers, REST framework's own handler, Python's plain functions and methods of dicts and texts. */
const HARMLESS = new Set([
  ...RESPONSES, "HttpResponseServerError", "exception_handler", "drf_exception_handler", "set_rollback",
  "isinstance", "issubclass", "hasattr", "getattr", "type", "str", "repr", "int", "bool", "dict", "list", "tuple", "set", "len",
  "get", "items", "keys", "values", "update", "pop", "setdefault", "append", "extend", "copy",
  "format", "join", "split", "strip", "lower", "upper", "replace", "startswith", "endswith", "capitalize", "title",
  "gettext", "gettext_lazy", "_", "force_str", "get_full_details", "get_codes",
]); // prettier-ignore

function isHarmless(call: PythonCall): boolean {
  return HARMLESS.has(nameOf(call.callee) ?? "");
}
