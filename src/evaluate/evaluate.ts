import type { Evaluation, EvaluationRequest } from "./evaluation.ts";

export type { Environment, Evaluation, EvaluationGap, EvaluationRequest } from "./evaluation.ts";

/** What a Python module's names would hold after import, without running anything. Never throws. */
export function evaluateModule(request: EvaluationRequest): Evaluation {
  const gap = { what: request.file, why: "not evaluated yet" };
  return {
    names: new Map(),
    assignments: new Map(),
    effects: [],
    files: [],
    syntaxErrors: [],
    gaps: [gap],
    open: true,
  };
}
