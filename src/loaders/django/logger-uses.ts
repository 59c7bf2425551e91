import type { FirstPartyPackage, LoggingCall } from "../../model/django.ts";
import type { Expression, PythonModule } from "../../read/python/tree.ts";
import { nodesBelow } from "./python-nodes.ts";
import { inFile, type FileSpan } from "../../text/span.ts";

export interface LoggerUses {
  readonly loggers: FirstPartyPackage["loggers"];
  readonly prints: readonly FileSpan[];
  readonly calls: readonly LoggingCall[];
}

type Call = Extract<Expression, { kind: "call" }>;

const LEVEL_METHODS = ["debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"];
const CONFIGURING = ["dictConfig", "basicConfig", "fileConfig"];

/** Loggers, prints and configuring calls of one module, wherever they stand in it. */
export function usesIn(module: PythonModule, file: string, moduleName: string): LoggerUses {
  const loggers = new Map<number, { name: string; at: FileSpan; levels: string[]; bound: string | null }>();
  const prints: FileSpan[] = [];
  const calls: LoggingCall[] = [];
  const levels = new Map<string, Set<string>>();
  for (const node of nodesBelow(module.body)) {
    if (node.kind === "assign") {
      const [target] = node.targets;
      const name = target?.kind === "name" ? target.id : target?.kind === "attribute" ? target.name : null;
      if (node.value.kind === "call" && isGetLogger(node.value)) {
        const known = loggers.get(node.value.span.start);
        if (known !== undefined) known.bound = name;
        else loggers.set(node.value.span.start, { ...loggerOf(node.value, file, moduleName), bound: name });
      }
    } else if (node.kind === "call") {
      const callee = nameOf(node.callee);
      if (node.callee.kind === "name" && callee === "print") prints.push(inFile(file, node.span));
      if (callee !== null && CONFIGURING.includes(callee)) {
        calls.push({
          callee: `logging.${callee}`,
          at: inFile(file, node.span),
          when: "another module runs it",
        });
      }
      if (isGetLogger(node) && !loggers.has(node.span.start)) {
        loggers.set(node.span.start, { ...loggerOf(node, file, moduleName), bound: null });
      }
      if (node.callee.kind === "attribute" && LEVEL_METHODS.includes(node.callee.name)) {
        const owner = nameOf(node.callee.value);
        if (owner === null) continue;
        const seen = levels.get(owner) ?? new Set<string>();
        levels.set(owner, seen.add(levelOf(node.callee.name)));
      }
    }
  }
  return {
    loggers: [...loggers.values()]
      .filter((each) => each.name !== "")
      .map(({ name, at, bound }) => ({ name, at, levels: [...(levels.get(bound ?? "") ?? [])].sort() }))
      .sort((a, b) => a.at.start - b.at.start),
    prints: prints.sort((a, b) => a.start - b.start),
    calls,
  };
}

function levelOf(method: string): string {
  if (method === "exception") return "ERROR";
  if (method === "warn") return "WARNING";
  if (method === "fatal") return "CRITICAL";
  return method === "log" ? "NOTSET" : method.toUpperCase();
}

function isGetLogger(call: Call): boolean {
  return nameOf(call.callee) === "getLogger";
}

/** The last name of `a.b.c`, or a plain name. */
export function nameOf(expression: Expression): string | null {
  if (expression.kind === "name") return expression.id;
  return expression.kind === "attribute" ? expression.name : null;
}

/** The name is "" for root and for names that are computed. */
function loggerOf(
  call: Call,
  file: string,
  moduleName: string,
): { name: string; at: FileSpan; levels: string[] } {
  const argument = call.args[0] ?? call.keywords.find((each) => each.name === "name")?.value;
  const name =
    argument?.kind === "string"
      ? argument.value
      : argument?.kind === "name" && argument.id === "__name__"
        ? moduleName
        : "";
  return { name, at: inFile(file, call.span), levels: [] };
}
