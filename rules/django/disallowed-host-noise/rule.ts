import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { levelNumber } from "../../../src/model/log-level.ts";
import {
  contextsOf,
  directiveIn,
  isFileForDevelopment,
  nameOfContext,
  passOf,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxDirective, NginxInstance } from "../../../src/model/nginx.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { isTreeKnown, servingProjects } from "../projects.ts";

/** Reports an nginx whose default server hands requests for any host to Django, which logs an error for each. */
export default defineRule({
  id: "django/disallowed-host-noise",
  since: "0.1.0",
  layer: "django",
  summary: "requests for unknown hosts reach Django, which logs each as an error",
  severity: "info",
  confidence: "medium",
  presets: [],
  fixable: "no",
  messages: {
    noise: {
      what: "{server} is the only one on {listen}, so nginx hands requests for any host name to Django.",
      why: "Scanners send made-up hosts: Django logs each on django.security.DisallowedHost as ERROR and mails it to ADMINS, and real errors drown.",
      instead: "Add a server with listen {port} default_server that returns 444.",
    },
  },
  references: [
    "Django core/handlers/exception.py, response_for_exception (3.2-6.1): SuspiciousOperation is logged at ERROR",
    "nginx documentation: How nginx processes a request",
  ],
  check(stack, report) {
    const noisy = servingProjects(stack).some((project) => isTreeKnown(project) && !isSilenced(project));
    if (!noisy) return;
    for (const nginx of stack.nginx) {
      if (nginx.scope !== "main" || !nginx.complete || nginx.template !== null) continue;
      const servers = contextsOf(nginx).filter(({ context }) => context.kind === "server");
      const [server, ...others] = servers.map(({ context }) => context);
      if (server === undefined || others.length > 0 || isFileForDevelopment(stack, server.at.file)) continue;
      const listen = directiveIn(server, "listen");
      const names = directiveIn(server, "server_name")?.args.map((arg) => arg.value) ?? [];
      const proxied = proxiedWithHost(nginx, server);
      if (listen === undefined || !names.some(isHostName) || proxied === null || refuses(server)) continue;
      const port = listen.args[0]?.value ?? "80";
      report({
        message: "noise",
        at: server.at,
        related: [{ ...proxied.at, label: "with the host that the client sent" }],
        data: { server: nameOfContext(server), listen: port, port },
      });
    }
  },
});

/** LOGGING keeps these records from every handler: its logger is above ERROR, or has no handler and does not propagate. */
function isSilenced(project: DjangoProject): boolean {
  const names = ["django.security.DisallowedHost", "django.security"];
  return names.some((name) => {
    const logger = project.config?.loggers.find((each) => each.name === name);
    if (logger === undefined) return false;
    const level = levelNumber(certainValue(logger.level ?? undefined) ?? "NOTSET") ?? 0;
    return level > 40 || certainValue(logger.propagate ?? undefined) === false;
  });
}

/** A name of the site itself, as against the usual names of a catch-all. */
function isHostName(name: string): boolean {
  return name.includes(".") && !name.startsWith("~") && !name.startsWith("*");
}

/** The server answers some requests on its own, by the host mostly. */
function refuses(server: NginxContext): boolean {
  return server.children.some((child) => child.kind === "if") || directiveIn(server, "return") !== undefined;
}

/** The header line that passes the client's host on; null when none surely does. */
function proxiedWithHost(nginx: NginxInstance, server: NginxContext): NginxDirective | null {
  for (const { context, around } of contextsOf(nginx)) {
    if (passOf(context) === null || !around.includes(server)) continue;
    for (const level of [context, ...around.toReversed()]) {
      if (level.directives.some(({ name }) => name === "include")) break;
      const headers = level.directives.filter(({ name }) => name === "proxy_set_header");
      const host = headers.find(({ args }) => args[0]?.value.toLowerCase() === "host");
      if (host !== undefined && /^\$(?:http_)?host$/.test(host.args[1]?.value ?? "")) return host;
      if (headers.length > 0) break;
    }
  }
  return null;
}
