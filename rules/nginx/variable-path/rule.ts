import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, directiveIn, type PlacedContext } from "../../../src/model/nginx-contexts.ts";

/** Variables whose text a client chooses, slashes and dots included; `$host` and `$server_name` are not among them. */
const CLIENT =
  /\$\{?(http_\w+|arg_\w+|cookie_\w+|uri|document_uri|request_uri|request|args|query_string|remote_user|request_filename)\b/i;

export default defineRule({
  id: "nginx/variable-path",
  since: "0.1.0",
  layer: "nginx",
  summary: "the client chooses the path of an access_log",
  severity: "error",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    traversal: {
      what: "access_log {target} lets the client choose the file through ${variable}.",
      why: "A value with ../ in it leaves the folder, so a request can create and append to any file that the nginx worker may write.",
      instead: "Use $server_name, or a map with a fixed list of names.",
    },
    flood: {
      what: "access_log {target} makes one file per host name, and this server answers every name.",
      why: "Anyone can send any Host header, so scanners fill the disk with files that nothing rotates.",
      instead: "Use $server_name, or give the catch-all server a log of its own.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_script_write",
    "CWE-22",
    "CWE-400",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      for (const placed of contextsOf(nginx)) {
        for (const { target, off, at } of placed.context.accessLogs) {
          const key = `${at.file}:${String(at.start)}`;
          if (off || target.placeholder || target.value.startsWith("syslog:") || seen.has(key)) continue;
          const variable = CLIENT.exec(target.value)?.[1];
          if (variable !== undefined) {
            seen.add(key);
            report({ message: "traversal", at: target.at, data: { target: target.value, variable } });
          } else if (/\$\{?host\b/i.test(target.value) && answersEveryName(placed)) {
            seen.add(key);
            report({ message: "flood", at: target.at, severity: "warning", data: { target: target.value } });
          }
        }
      }
    }
  },
});

/** The server around the log is a catch-all: default_server, or `_` as its only name. */
function answersEveryName({ context, around }: PlacedContext): boolean {
  const server = [...around, context].find((each) => each.kind === "server");
  if (server === undefined) return false;
  const names = directiveIn(server, "server_name")?.args.map((arg) => arg.value) ?? [];
  const listens = server.directives.filter((directive) => directive.name === "listen");
  const isDefault = listens.some((listen) =>
    listen.args.some((arg) => arg.value === "default_server" || arg.value === "default"),
  );
  return isDefault || (names.length === 1 && names[0] === "_");
}
