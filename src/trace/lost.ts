import type { Sink, Step } from "../routes/route.ts";
import type { TraceLine } from "./request.ts";

/** For a line that reaches no sink: why that is so, or what is not known; nothing for any other. */
export function lostOn(sinks: readonly Sink[], steps: readonly Step[]): Pick<TraceLine, "lost"> {
  if (sinks.length > 0) return {};
  const undecided = steps.find((step) => step.verdict === "maybe");
  const last = undecided ?? steps.findLast((step) => step.verdict === "drop");
  const why = last === undefined ? "nothing takes it" : (last.why ?? last.what);
  return { lost: { why, certain: undecided === undefined } };
}
