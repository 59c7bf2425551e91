import type { GunicornInstance } from "../../model/gunicorn.ts";
import { placeOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { factJson } from "./fact-json.ts";
import type { GunicornFacts } from "./facts-result.ts";

/** A gunicorn's settings as they take effect, with what each overrides. */
export function gunicornFacts(gunicorn: GunicornInstance, stack: string, sources: Sources): GunicornFacts {
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
    shadowed: gunicorn.shadowed.map(({ setting, fact, by }) => ({
      setting,
      fact: factJson<unknown>(fact, sources, setting),
      by: factJson<unknown>(by, sources, setting),
    })),
  };
}
