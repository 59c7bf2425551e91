import { defineRule } from "../../../src/engine/rule.ts";
import { possibleValues } from "../../../src/model/fact.ts";
import { isFileForDevelopment } from "../../../src/model/nginx-contexts.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { firstSight } from "../places.ts";
import { proxiedLogs } from "../proxied-logs.ts";

const QUERY = ["request", "request_uri", "args", "query_string"];

/** Django applications that receive secrets in the query string of a GET request, and what. */
const RECEIVERS: ReadonlyMap<string, string> = new Map([
  ["allauth.socialaccount", "OAuth codes"],
  ["social_django", "OAuth codes"],
  ["mozilla_django_oidc", "OpenID Connect codes"],
  ["django_auth_adfs", "OAuth codes"],
  ["django_cas_ng", "CAS tickets"],
  ["sesame", "login tokens"],
  ["magiclink", "login tokens"],
]);

export default defineRule({
  id: "nginx/format-query-string",
  since: "0.1.0",
  layer: "nginx",
  summary: "the log keeps query strings, and the application receives login codes in them",
  severity: "info",
  confidence: "medium",
  presets: ["security"],
  fixable: "no",
  messages: {
    kept: {
      what: "log_format {format} keeps query strings, and {app} receives {secret} in them.",
      why: "Whoever reads the log sees them, and where they are still valid can log in with them; backups and collectors keep copies.",
      instead:
        'Log "$request_method $uri $server_protocol" in place of "$request", at least in the location of the callback.',
    },
  },
  references: ["OWASP Logging Cheat Sheet: data to exclude", "CWE-598", "RFC 9700, section 4.3"],
  check(stack, report) {
    const receiver = receiverIn(stack);
    if (receiver === null) return;
    const isNew = firstSight();
    for (const { variables, format, at, places } of proxiedLogs(stack)) {
      const variable = QUERY.find((name) => variables.has(name));
      if (variable === undefined) continue;
      const place = places.get(variable) ?? at;
      if (isNew(place)) report({ message: "kept", at: place, data: { format, ...receiver } });
    }
  },
});

/** The first application of a production project that receives secrets so. */
function receiverIn(stack: Stack): { app: string; secret: string } | null {
  for (const project of stack.django) {
    if (isFileForDevelopment(stack, project.file)) continue;
    for (const app of possibleValues(project.INSTALLED_APPS).values.flat()) {
      const name = [...RECEIVERS.keys()].find((each) => app === each || app.startsWith(`${each}.apps.`));
      const secret = name === undefined ? undefined : RECEIVERS.get(name);
      if (name !== undefined && secret !== undefined) return { app: name, secret };
    }
  }
  return null;
}
