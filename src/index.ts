/**
 * loglint's public API: everything that the command line does.
 *
 * @packageDocumentation
 */
import { RECOMMENDED, type Selection } from "./engine/selection.ts";
import { runRules, type Timing } from "./engine/run.ts";
import type { LintResult } from "./engine/result.ts";
import type { Rule } from "./engine/rule.ts";
import { auditHost, type AuditedHost, type AuditRequest as HostRequest } from "./link/audit/audit-host.ts";
import { loadStacks, type LoadedStacks, type StackRequest } from "./link/load-stacks.ts";
import type { Stack } from "./model/stack.ts";
import { logFiles, type LogFile, type LogWriter } from "./routes/log-files.ts";
import type { Route } from "./routes/route.ts";
import { placeRoutes, type AskedPlace } from "./trace/place.ts";
import { traceRequest } from "./trace/trace.ts";
import type { Trace, TraceRequest } from "./trace/request.ts";
import { routesOf, type AskedLogger } from "./routes/routes.ts";
import { rules } from "../rules/index.ts";

export { readNginx } from "./read/nginx/read-nginx.ts";
export { splitDump, type DumpedFile } from "./read/nginx/dump.ts";
export { readPython } from "./read/python/read-python.ts";
export { evaluatePython } from "./evaluate/evaluate-python.ts";
export { evaluateModule } from "./evaluate/evaluate.ts";
export { memoryFileSystem } from "./text/memory-file-system.ts";
export { diskFileSystem, rootFileSystem } from "./text/disk-file-system.ts";
export { pointIn } from "./text/source-file.ts";
export { rules };
export type { Finding, LintResult } from "./engine/result.ts";
export type { Rule } from "./engine/rule.ts";
export type { Selection } from "./engine/selection.ts";
export type { Stack };
export type { Trace, TraceLine, TraceRequest } from "./trace/request.ts";
export type { AskedLogger, AskedPlace, LogFile, LogWriter };
export type { Route, Sink, Step } from "./routes/route.ts";
export type { Fact } from "./model/fact.ts";
export type { FileSystem } from "./text/file-system.ts";
export type { HostFiles } from "./text/host-files.ts";
export type { LoadedStacks, StackRequest };

export interface LintRequest extends StackRequest {
  /** Which rules run and how loud they are; what is left out is as in the preset `recommended`. */
  readonly selection?: Partial<Omit<Selection, "only">> & { readonly only?: Iterable<string> | null };
  /** The rules to choose from; loglint's own by default. */
  readonly rules?: readonly Rule[];
  /** Where the time goes: `lap` is called when a phase ends. */
  readonly timing?: (Timing & { readonly lap: (phase: string) => void }) | null;
}

/** Reads what is below `paths` into stacks: the effective settings of nginx, gunicorn and Django with their places. */
export function loadStack(request: StackRequest): LoadedStacks {
  return loadStacks(request);
}

/** Reads what is below `paths` and runs the rules on it. Nothing that is inspected is executed; never throws on any content. */
export function lint(request: LintRequest): LintResult {
  const loaded = loadStacks(request);
  const timing = request.timing ?? null;
  timing?.lap("reading");
  const { only, ...rest } = request.selection ?? {};
  const selection: Selection = { ...RECOMMENDED, ...rest, only: only ? new Set(only) : null };
  const isWhole = request.paths.every((path) => request.fs.kindOf(path) === "directory");
  const outcome = runRules(loaded.stacks, request.rules ?? rules, selection, timing, isWhole, loaded.sources);
  timing?.lap("rules");
  return { config: request.config ?? null, ...loaded, ...outcome, baselined: 0 };
}

/** What `audit` looks at, and which rules run. */
export interface AuditRequest extends HostRequest {
  readonly selection?: LintRequest["selection"];
  readonly rules?: readonly Rule[];
}

/** The findings of a server, with what runs there. */
export interface AuditResult extends LintResult {
  readonly running: AuditedHost["running"];
}

/**
 * Reads a server as it is, live or as an image: its configuration, processes, users, rights and logs, and runs the rules on it. Nothing
 * is written, no process is started. Never throws on any content.
 */
export function audit(request: AuditRequest): AuditResult {
  const loaded = auditHost(request);
  const { only, ...rest } = request.selection ?? {};
  const selection: Selection = { ...RECOMMENDED, ...rest, only: only ? new Set(only) : null };
  const outcome = runRules(loaded.stacks, request.rules ?? rules, selection, null, true, loaded.sources);
  return { config: null, ...loaded, ...outcome, baselined: 0 };
}

/**
 * Every route of the stacks: for each kind of record of each service, its steps and where it ends. With `asked` the
 * Django loggers are that one at that level, instead of one for each package of the site.
 */
export function where(stacks: readonly Stack[], asked?: AskedLogger): Route[] {
  return stacks.flatMap((stack) => routesOf(stack, asked));
}

/** The access and error routes of one place of nginx, as nginx picks server and location for a Host and a path. */
export function whereInNginx(stacks: readonly Stack[], place: AskedPlace): Route[] {
  return stacks.flatMap((stack) => placeRoutes(stack, place));
}

/** The files in which these routes end: who writes each, as which user, and what rotates it. */
export function filesOf(stacks: readonly Stack[], routes: readonly Route[]): LogFile[] {
  return stacks.flatMap((stack) => logFiles(stack, routes));
}

/** Every line that one request leaves in nginx, gunicorn and Django of a stack, and where it ends. Nothing is sent. */
export function trace(stack: Stack, request: TraceRequest): Trace {
  return traceRequest(stack, request);
}
