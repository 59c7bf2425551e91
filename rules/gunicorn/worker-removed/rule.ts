import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { servingGunicorns, settingOf, writtenValues } from "../instances.ts";

/** Worker classes that gunicorn dropped, and the first major version without them. */
const REMOVED: ReadonlyMap<string, number> = new Map([
  ["eventlet", 26],
  ["gunicorn.workers.geventlet.EventletWorker", 26],
  ["gaiohttp", 20],
  ["gunicorn.workers.gaiohttp.AiohttpWorker", 20],
]);

/** Reports a worker class that the pinned gunicorn does not have any more. */
export default defineRule({
  id: "gunicorn/worker-removed",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "the worker class is not in the pinned version of gunicorn",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    removed: {
      what: "gunicorn {version} has no worker class {worker}: it was removed in {since}.0.",
      why: "gunicorn exits at start, and whatever errorlog says, the reason stands on standard error only.",
      instead: "Use gthread or gevent, or pin gunicorn below {since}.",
    },
  },
  references: ["gunicorn changelog: 20.0 (gaiohttp), 26.0 (eventlet)", "gunicorn util.py, load_class"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const version = certainValue(gunicorn.version);
      const worker = settingOf(gunicorn, "worker_class");
      const [written] = writtenValues(gunicorn.settings["worker_class"]);
      if (version === undefined || typeof worker !== "string" || written === undefined) continue;
      const since = REMOVED.get(worker);
      if (since === undefined || Number.parseInt(version, 10) < since) continue;
      const pin = placeOf(gunicorn.version);
      const related = pin === undefined ? [] : [{ ...pin, label: "the version" }];
      report({ message: "removed", at: written.at, related, data: { version, worker, since } });
    }
  },
});
