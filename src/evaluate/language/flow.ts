import { ALWAYS, both, isNever, or, type Condition } from "../core/condition.ts";
import type { Val } from "../core/val.ts";

/** How a block ends, and under which condition; the flows of one block cover every case that does not raise. */
export type Flow =
  | { readonly kind: "next" | "break" | "continue"; readonly when: Condition }
  | { readonly kind: "return"; readonly when: Condition; readonly value: Val };

export const NEXT: readonly Flow[] = [{ kind: "next", when: ALWAYS }];

/** The condition under which the block goes on with the next statement. */
export function goesOn(flows: readonly Flow[]): Condition {
  return or(flows.filter((flow) => flow.kind === "next").map((flow) => flow.when));
}

/** The flows of a part that runs only under `when`. */
export function under(when: Condition, flows: readonly Flow[]): readonly Flow[] {
  if (when === ALWAYS) return flows;
  return flows
    .map((flow) => ({ ...flow, when: both(when, flow.when) }))
    .filter((flow) => !isNever(flow.when));
}
