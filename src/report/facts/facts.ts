import type { LintResult } from "../../engine/result.ts";
import { gapJson, readJson } from "../json.ts";
import { djangoFacts } from "./django-facts.ts";
import type { FactsResult } from "./facts-result.ts";
import { gunicornFacts } from "./gunicorn-facts.ts";
import { nginxFacts } from "./nginx-facts.ts";
import { linkFacts, processFacts, rotationFacts } from "./process-facts.ts";
import { jsonText } from "../json-text.ts";

/** What a report of facts needs of a run. */
export type Loaded = Pick<LintResult, "stacks" | "read" | "gaps" | "sources" | "config" | "skipped">;

/** Every effective setting with its origin, as `facts --format json` prints it. */
export function factsResult(loaded: Loaded): FactsResult {
  const { stacks, sources } = loaded;
  return {
    version: 1,
    read: loaded.read.map(readJson),
    stacks: stacks.map(({ name, purpose }) => ({ name, purpose })),
    nginx: stacks.flatMap((stack) => stack.nginx.map((nginx) => nginxFacts(nginx, stack.name, sources))),
    gunicorn: stacks.flatMap((stack) =>
      stack.gunicorn.map((gunicorn) => gunicornFacts(gunicorn, stack.name, sources)),
    ),
    django: stacks.flatMap((stack) => stack.django.map((project) => djangoFacts(project, stack, sources))),
    processes: stacks.flatMap((stack) =>
      stack.processes.map((process) => processFacts(process, stack.name, sources)),
    ),
    rotations: stacks.flatMap((stack) => stack.rotations.map((rotation) => rotationFacts(rotation, sources))),
    links: stacks.flatMap((stack) => stack.links.map((link) => linkFacts(link, stack.name, sources))),
    gaps: loaded.gaps.map((gap) => gapJson(gap, sources)),
  };
}

export function factsJson(loaded: Loaded): string {
  return `${jsonText(factsResult(loaded))}\n`;
}
