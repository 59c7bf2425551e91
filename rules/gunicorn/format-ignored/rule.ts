import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf } from "../../../src/model/fact.ts";
import { servingGunicorns, settingOf, workerOf, writtenValues } from "../instances.ts";

/** Reports access log settings that the worker class never looks at. */
export default defineRule({
  id: "gunicorn/format-ignored",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "The worker class ignores the access log settings",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    uvicorn: {
      what: "access_log_format is ignored by the worker class {worker}.",
      why: "Uvicorn's workers write their own access lines: client, request line and status, with neither time stamp nor any atom of this format.",
      instead:
        "Give the logger `uvicorn.access` a formatter in Django's LOGGING, or log the request in nginx.",
    },
    tornado: {
      what: "{setting} has no effect: the worker class {worker} never writes an access log.",
      why: "The tornado worker does not call gunicorn's access log, so the file stays empty.",
      instead: "Log the requests in the application or in nginx, or use another worker class.",
    },
  },
  references: [
    "uvicorn workers.py, UvicornWorker (0.17.6)",
    "https://github.com/Kludex/uvicorn/issues/527",
    "https://github.com/benoitc/gunicorn/issues/1358",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const worker = settingOf(gunicorn, "worker_class");
      if (typeof worker !== "string") continue;
      const kind = workerOf(gunicorn);
      const chosen = placeOf(gunicorn.settings["worker_class"]);
      const related = chosen === undefined ? [] : [{ ...chosen, label: "the worker class" }];
      for (const setting of ["access_log_format", "accesslog"]) {
        const [written] = writtenValues(gunicorn.settings[setting]).filter(({ value }) => value !== null);
        if (written === undefined) continue;
        if (kind === "uvicorn" && setting === "access_log_format")
          report({ message: "uvicorn", data: { worker }, at: written.at, related });
        else if (kind === "tornado")
          report({ message: "tornado", data: { setting, worker }, at: written.at, related });
      }
    }
  },
});
