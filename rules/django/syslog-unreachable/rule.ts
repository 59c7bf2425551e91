import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { processesOf } from "../../../src/model/project-processes.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { isWithin } from "../fixes.ts";
import { once, productionProjects, usedHandlers } from "../projects.ts";

/** Reports syslog handlers whose address reaches nobody. */
export default defineRule({
  id: "django/syslog-unreachable",
  since: "0.1.0",
  layer: "django",
  summary: "a syslog handler whose address reaches no syslog",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    text: {
      what: "The address of the handler {handler} is the string {address}, which SysLogHandler takes for the path of a socket.",
      why: "There is no such file, so each record ends in a traceback on stderr instead of in syslog.",
      instead: "Write a tuple for a host, {tuple}, or the path of a socket, /dev/log.",
    },
    container: {
      what: "The handler {handler} writes to {address}, which is not in the container {container}.",
      why: "No syslog runs in it and the host's socket is not mounted, so each record ends in a traceback on stderr instead of in syslog.",
      instead: "Log to the console, which the container's log driver takes, or mount {address}.",
    },
    nobody: {
      what: "The handler {handler} has no address, so it sends to port 514 of localhost over UDP.",
      why: "On Linux syslog listens on the socket /dev/log and not on that port unless told to; UDP loses every record without a word.",
      instead: 'Write "address": "/dev/log", or the host where syslog listens.',
    },
  },
  references: ["CPython logging/handlers.py, SysLogHandler.__init__ and createSocket (3.8-3.14)"],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      const used = usedHandlers(project);
      for (const { name, class: path, options, at } of project.config?.handlers ?? []) {
        if (certainValue(path) !== "logging.handlers.SysLogHandler" || !used.has(name)) continue;
        const given = options["address"];
        if (given === undefined) {
          if (project.config?.complete === true && isNew(at))
            report({ message: "nobody", at, data: { handler: name }, confidence: "low" });
          continue;
        }
        const address = certainValue(given);
        const container = address === "/dev/log" ? containerWithout(stack, project) : null;
        if (container !== null && given.state === "set" && isNew(given.at))
          report({
            message: "container",
            at: given.at,
            data: { handler: name, address: "/dev/log", container },
          });
        // A path, an abstract socket, or one with pieces in braces that are not known.
        if (typeof address !== "string" || /[/{\0]/.test(address)) continue;
        const place = given.state === "set" ? given.at : at;
        if (!isNew(place)) continue;
        const tuple = asTuple(address);
        report({
          message: "text",
          at: place,
          data: { handler: name, address, tuple },
          fix: isWithin(place, at)
            ? {
                safety: "unsafe",
                title: `Write ${tuple}`,
                edits: [{ ...place, how: "replace-string", was: address, text: tuple }],
              }
            : null,
        });
      }
    }
  },
});

/** The container in which these settings serve, when nothing puts the socket there; null when anything may. */
function containerWithout(stack: Stack, project: DjangoProject): string | null {
  const serving = processesOf(stack, project);
  const [first] = serving;
  if (first?.container == null || stack.processes.some(({ command }) => /syslog/.test(command))) return null;
  const missing = serving.every(
    ({ container, access }) =>
      container !== null &&
      access.complete &&
      ![...container.maps.map(({ inside }) => inside), ...access.provides.map(({ path }) => path)].some(
        (path) => path === "/dev" || path === "/dev/log" || path.includes("syslog"),
      ),
  );
  return missing ? first.container.name : null;
}

function asTuple(address: string): string {
  const [, host = address, port = "514"] = /^([^:]{0,200}):(\d{1,5})$/.exec(address) ?? [];
  return `("${host}", ${port})`;
}
