import { defineRule } from "../../../src/engine/rule.ts";
import { placeOf } from "../../../src/model/fact.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { backendsOf } from "../backends.ts";
import { routesOf } from "../../../src/routes/routes.ts";
import type { Route } from "../../../src/routes/route.ts";

/** nginx and the gunicorn behind it both write a line for each request to what one collector reads: the containers' output, the journal, the same syslog. */
export default defineRule({
  id: "stack/logged-twice",
  since: "0.1.0",
  layer: "stack",
  summary: "each request is logged by nginx and by gunicorn, to one collector",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "no",
  messages: {
    twice: {
      what: "nginx and gunicorn of {name} both log each request, to {collector}.",
      why: "Every request counts twice in what is stored and in every graph, and the two lines do not agree on the client.",
      instead:
        "Keep nginx's line, which has the client, and leave accesslog unset; or keep gunicorn's and write access_log off where requests are proxied.",
    },
  },
  references: ["nginx documentation: access_log", "gunicorn settings: accesslog"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose) || stack.links.length === 0) return;
    const routes = routesOf(stack);
    for (const gunicorn of stack.gunicorn) {
      const link = stack.links.find(({ to }) => to === gunicorn.name);
      const at = placeOf(gunicorn.settings["accesslog"]);
      if (link === undefined || at === undefined) continue;
      const own = routes.filter(
        ({ event, service }) => event === "gunicorn.access" && service === gunicorn.name,
      );
      if (!logsAllFor(stack, gunicorn.name)) continue;
      const inFront = routes.filter(
        ({ event, service, sinks }) => event === "nginx.access" && service === link.nginx && sinks.length > 0,
      );
      const first = collectorsOf(own);
      const second = collectorsOf(inFront);
      const collector = first.find((each) => second.includes(each));
      if (collector === undefined) continue;
      report({
        message: "twice",
        data: { name: gunicorn.name, collector },
        at,
        related: [{ ...link.from, label: "nginx logs what it passes on here" }],
      });
    }
  },
});

/** True when nginx logs each request that it passes to this gunicorn, whatever comes of it. */
function logsAllFor(stack: Stack, name: string): boolean {
  const passing = stack.nginx.flatMap((nginx) =>
    contextsOf(nginx)
      .map(({ context }) => context)
      .filter((context) => backendsOf(stack, nginx, context).includes(name)),
  );
  return (
    passing.length > 0 &&
    passing.every(({ effectiveAccess }) =>
      effectiveAccess.state === "set"
        ? effectiveAccess.logs.some(
            ({ condition, target }) => condition === null && target.value !== "/dev/null",
          )
        : effectiveAccess.state === "default",
    )
  );
}

function collectorsOf(routes: readonly Route[]): string[] {
  return routes.flatMap(({ sinks }) =>
    sinks.flatMap((sink) => {
      if (!sink.certain) return [];
      switch (sink.kind) {
        case "docker":
          return ["the output of the containers"];
        case "journal":
          return ["the journal"];
        case "syslog":
          return [sink.address];
        default:
          return [];
      }
    }),
  );
}
