import type { LintResult } from "../../engine/result.ts";
import type { GunicornInstance } from "../../model/gunicorn.ts";
import { gapJson, readJson } from "../json.ts";
import { placeOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { djangoFacts } from "./django-facts.ts";
import { factJson } from "./fact-json.ts";
import type { FactsResult, GunicornFacts } from "./facts-result.ts";
import { nginxFacts } from "./nginx-facts.ts";
import { processFacts, rotationFacts } from "./process-facts.ts";
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
    django: stacks.flatMap((stack) =>
      stack.django.map((project) => djangoFacts(project, stack.name, sources)),
    ),
    processes: stacks.flatMap((stack) =>
      stack.processes.map((process) => processFacts(process, stack.name, sources)),
    ),
    rotations: stacks.flatMap((stack) => stack.rotations.map((rotation) => rotationFacts(rotation, sources))),
    gaps: loaded.gaps.map((gap) => gapJson(gap, sources)),
  };
}

export function factsJson(loaded: Loaded): string {
  return `${jsonText(factsResult(loaded))}\n`;
}

function gunicornFacts(gunicorn: GunicornInstance, stack: string, sources: Sources): GunicornFacts {
  const settings = Object.entries(gunicorn.settings).map(([name, fact]) => [
    name,
    factJson<unknown>(fact, sources, name),
  ]);
  return {
    command: gunicorn.command === null ? null : redact(gunicorn.command),
    stack,
    at: gunicorn.at === null ? null : placeOf(gunicorn.at, sources),
    app: gunicorn.app,
    version: factJson(gunicorn.version, sources),
    settings: Object.fromEntries(settings) as GunicornFacts["settings"],
    configFile: gunicorn.configFile,
  };
}
