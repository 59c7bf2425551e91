import { defineRule, type Confidence } from "../../../src/engine/rule.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import {
  hasOwnLogger,
  isForDeveloper,
  placeFor,
  servingGunicorns,
  workerOf,
  writtenValues,
} from "../instances.ts";
import { proxyLogging } from "../proxies.ts";

const LOG_SETTINGS = ["errorlog", "loglevel", "capture_output", "access_log_format"];

/** Reports a gunicorn that no source gives an access log; says where nginx records the requests, when it does. */
export default defineRule({
  id: "gunicorn/access-log-missing",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "gunicorn writes no access log",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    missing: {
      what: "gunicorn writes no access log: `accesslog` is not set in {sources}.",
      why: "Its default is to record no request at all, so nobody can tell which requests reached the application, how they ended and how long they took.",
      instead: 'Set `accesslog = "-"` for standard output, or a path.',
    },
    proxied: {
      what: "gunicorn writes no access log; nginx records these requests in {targets}.",
      why: "nginx's line has the client and the status, but neither the worker nor the time that the application took.",
      instead: 'Set `accesslog = "-"` if you want gunicorn\'s own record too.',
    },
  },
  references: [
    "gunicorn glogging.py, Logger.access and Logger.setup (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#accesslog",
    "https://github.com/benoitc/gunicorn/issues/2926",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (isForDeveloper(stack, gunicorn)) continue;
      if (
        gunicorn.logging.accessRecords !== "no" ||
        !hasOwnLogger(gunicorn) ||
        logsElsewhere(stack, gunicorn) ||
        isMisspelt(gunicorn) ||
        isNotPassed(stack, gunicorn)
      )
        continue;
      const at = placeFor(gunicorn, LOG_SETTINGS);
      if (at === undefined) continue;
      const proxies = proxyLogging(stack, gunicorn.name);
      const confidence = confidenceOf(gunicorn);
      if (proxies.logsAll) {
        report({
          message: "proxied",
          data: { targets: proxies.targets.join(", ") },
          at,
          related: proxies.at === null ? [] : [{ ...proxies.at, label: "nginx records them here" }],
          severity: "info",
          confidence,
        });
      } else {
        // The router of such a platform records each request itself, and so does an nginx whose main file, which is not here, has an access log.
        const isNote = proxies.mayLogAll || startedBy(stack, gunicorn) === "procfile";
        const severity = isNote ? "info" : "warning";
        report({ message: "missing", data: { sources: sourcesOf(gunicorn) }, at, confidence, severity });
      }
    }
  },
});

/** A command line that is not known may give `--access-logfile`; a file that sets other logs probably holds all of them. */
function confidenceOf(gunicorn: GunicornInstance): Confidence {
  if (gunicorn.commandKnown) return "high";
  return LOG_SETTINGS.some((name) => writtenValues(gunicorn.settings[name]).length > 0) ? "medium" : "low";
}

function startedBy(stack: Stack, gunicorn: GunicornInstance): Process["by"] | undefined {
  return stack.processes.find((each) => each.runs === "gunicorn" && each.name === gunicorn.name)?.by;
}

/** `access_log = ...` is the cause then, and gunicorn/unknown-setting reports it. */
function isMisspelt(gunicorn: GunicornInstance): boolean {
  return gunicorn.ignoredNames.some(({ meant }) => meant === "accesslog");
}

/** A variable that the process never gets is the cause then, and stack/environment-not-passed reports it. */
function isNotPassed(stack: Stack, { name }: GunicornInstance): boolean {
  return (
    stack.missedVariables?.some((each) => each.process === name && each.setting === "accesslog") === true
  );
}

/** uvicorn's workers log requests to `uvicorn.access`, which Django's LOGGING may give a handler; tornado's never log. */
function logsElsewhere(stack: Stack, gunicorn: GunicornInstance): boolean {
  const worker = workerOf(gunicorn);
  if (worker !== "uvicorn") return worker !== "own";
  return stack.django.some(
    ({ logging, config }) =>
      logging === "unknown" ||
      config?.loggers.some(
        ({ name, handlers }) => (name === "uvicorn.access" || name === "uvicorn") && handlers.length > 0,
      ),
  );
}

function sourcesOf(gunicorn: GunicornInstance): string {
  const file = gunicorn.configFile;
  if (gunicorn.commandKnown) return file === null ? "the command line" : `${file} or on the command line`;
  return file ?? "its configuration";
}
