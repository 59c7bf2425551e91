import { defineRule } from "../../../src/engine/rule.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";
import {
  contextsOf,
  isFileForDevelopment,
  nameOfContext,
  passOf,
} from "../../../src/model/nginx-contexts.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";

/** Paths that load balancers and orchestrators ask for every few seconds. */
const PROBE =
  /(?:^|[/^=~ ])(?:health\w*|healthz?|livez?|liveness|ready|readyz|readiness|startupz?|ping|heartbeat|__heartbeat__|__lbheartbeat__|lbheartbeat)(?:[/$.]|$)/i;

/** A location for health checks that logs each of them. */
export default defineRule({
  id: "stack/probe-noise",
  since: "0.1.0",
  layer: "stack",
  summary: "health checks stand in the access log",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    logged: {
      what: "Each health check of {place} is written to {target}.",
      why: "A load balancer asks every few seconds: most lines of a quiet site's log are its questions.",
      instead:
        "Write access_log off in this location, or a map on $status with if=, so that failures are still logged.",
    },
  },
  references: ["nginx documentation: access_log, if=", "https://github.com/benoitc/gunicorn/issues/1781"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const nginx of stack.nginx.filter(({ file }) => !isFileForDevelopment(stack, file))) {
      for (const { context } of contextsOf(nginx)) {
        const target = targetOf(context);
        const key = `${context.at.file}:${String(context.at.start)}`;
        if (!isProbe(context) || target === null || seen.has(key)) continue;
        seen.add(key);
        report({ message: "logged", data: { place: nameOfContext(context), target }, at: context.at });
      }
    }
  },
});

function isProbe(context: NginxContext): boolean {
  const path = context.args.at(-1) ?? "";
  const answers = passOf(context) !== null || context.directives.some(({ name }) => name === "return");
  return context.kind === "location" && answers && PROBE.test(path.slice(0, 200));
}

/** The log that gets every request of the context, when it is known. */
function targetOf({ effectiveAccess }: NginxContext): string | null {
  if (effectiveAccess.state !== "set") return null;
  const log = effectiveAccess.logs.find(
    ({ condition, target }) => condition === null && target.value !== "/dev/null",
  );
  return log?.target.value ?? null;
}
