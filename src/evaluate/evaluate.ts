import { normalize } from "../text/path.ts";
import { inFile, type FileSpan } from "../text/span.ts";
import { ALWAYS, renderCondition, resetOpaque, takeConditionWork, type Condition } from "./core/condition.ts";
import { newScope } from "./core/heap.ts";
import { OutOfSteps, Raised, type Machine } from "./core/machine.ts";
import type { Evaluation, EvaluationRequest } from "./evaluation.ts";
import { forgetClasses } from "./language/exceptions.ts";
import { loadModule } from "./language/modules.ts";
import { nameModule } from "./module-name.ts";
import { settingsOfClass } from "./library/configurations.ts";
import { Snapshots, originOf } from "./snapshot.ts";
import type { Effect, Value } from "./value.ts";

export type { Environment, Evaluation, EvaluationRequest } from "./evaluation.ts";

const DEFAULT_STEPS = 1_000_000;

/** What a Python module's names would hold after import, without running anything. Never throws. */
export function evaluateModule(request: EvaluationRequest): Evaluation {
  resetOpaque();
  takeConditionWork();
  forgetClasses();
  const file = normalize(request.file);
  const machine: Machine = {
    request: { ...request, file, readCache: request.readCache ?? new Map() },
    steps: request.steps ?? DEFAULT_STEPS,
    depth: 0,
    path: ALWAYS,
    journal: null,
    root: {},
    tries: [],
    context: "",
    modules: newScope(),
    environment: newScope(),
    entry: { module: null },
    files: [],
    gaps: new Map(),
    effects: new Map(),
    syntaxErrors: [],
  };
  let failed: Evaluation["failed"];
  try {
    const { name, isPackage } = nameModule(request.fs, file, request.searchPath, request.moduleName);
    loadModule(machine, file, name, isPackage);
  } catch (error) {
    const at = inFile(file, { start: 0, end: 0 });
    if (error instanceof Raised)
      failed = { what: `${error.exception.replace(/#\d+$/, "")}: ${error.message}`, at: error.at ?? at };
    else return abandoned(machine, error instanceof OutOfSteps ? error.message : reasonOf(error), at);
  }
  try {
    return finish(machine, failed);
  } catch (error) {
    return abandoned(machine, reasonOf(error), inFile(file, { start: 0, end: 0 }));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "the code is nested too deeply";
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}

/** Nothing that the module holds is known: it was not followed to its end. */
function abandoned(machine: Machine, why: string, at: FileSpan): Evaluation {
  const module = machine.entry.module;
  const names = new Map<string, Value>();
  for (const name of module?.scope.names.keys() ?? [])
    if (!isDunder(name)) names.set(name, { kind: "unknown", why });
  return {
    names,
    assignments: module?.assignments ?? new Map<string, FileSpan[]>(),
    effects: [],
    files: machine.files,
    syntaxErrors: machine.syntaxErrors,
    gaps: [...machine.gaps.values(), { what: machine.request.file, why, at }],
    open: true,
  };
}

function finish(machine: Machine, failed: Evaluation["failed"]): Evaluation {
  const module = machine.entry.module;
  if (module !== null && failed === undefined) settingsOfClass(machine, module);
  const { path } = machine;
  const snapshots = new Snapshots(path);
  const names = new Map<string, Value>();
  for (const [name, { value, at, via }] of module?.scope.names ?? []) {
    if (isDunder(name)) continue;
    const taken = snapshots.take(value);
    const places = [...(taken.via ?? []), ...(via ?? [])];
    const place = at ?? taken.at;
    names.set(name, {
      ...taken,
      ...originOf({
        ...(place === undefined ? {} : { at: place }),
        ...(places.length === 0 ? {} : { via: places }),
      }),
    });
  }
  return {
    names,
    assignments: module?.assignments ?? new Map<string, FileSpan[]>(),
    effects: effectsOf(machine, snapshots, path),
    files: machine.files,
    syntaxErrors: machine.syntaxErrors,
    gaps: [...machine.gaps.values()],
    open: module?.scope.open !== undefined,
    ...(failed === undefined ? {} : { failed }),
  };
}

function effectsOf(machine: Machine, snapshots: Snapshots, path: Condition): Effect[] {
  return [...machine.effects.values()].map(({ kind, callee, args, keywords, at, when }): Effect => {
    const condition = renderCondition(when, path);
    const [first] = args;
    if (kind === "make-directory")
      return {
        kind,
        path: first === undefined ? { kind: "unknown", why: "no path" } : snapshots.take(first),
        at,
        when: condition,
      };
    const named: Record<string, Value> = Object.create(null) as Record<string, Value>;
    for (const [name, value] of keywords) named[name] = snapshots.take(value);
    return {
      kind,
      callee,
      args: args.map((value) => snapshots.take(value)),
      keywords: named,
      at,
      when: condition,
    };
  });
}

function isDunder(name: string): boolean {
  return name.startsWith("__") && name.endsWith("__");
}
