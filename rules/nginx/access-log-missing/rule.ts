import { defineRule } from "../../../src/engine/rule.ts";
import {
  contextsOf,
  directiveIn,
  isFileForDevelopment,
  nameOfContext,
} from "../../../src/model/nginx-contexts.ts";
import type { NginxContext } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/access-log-missing",
  since: "0.1.0",
  layer: "nginx",
  summary: "no access_log is written: requests go to the compiled-in path",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    missing: {
      what: "No access_log is written for {server}, so its requests go to {path} in the format combined.",
      why: "That path is compiled into nginx and differs by build; nobody who reads this file knows where to look, and combined has no times and no upstream status.",
      instead: "Write access_log /var/log/nginx/access.log in the http block, with a log_format of your own.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_merge_loc_conf",
    "CIS NGINX Benchmark 3.2",
  ],
  check(stack, report) {
    for (const nginx of stack.nginx) {
      if (isFileForDevelopment(stack, nginx.file)) continue;
      // What is missing may be what broke the file.
      if (nginx.problems.some((problem) => problem.code === "syntax")) continue;
      const servers = contextsOf(nginx)
        .map((each) => each.context)
        .filter(
          (context) =>
            context.kind === "server" &&
            context.effectiveAccess.state === "default" &&
            answersRequests(context),
        );
      const [first, ...others] = servers;
      if (first?.effectiveAccess.state !== "default") continue;
      const path = first.effectiveAccess.path ?? "the compiled-in path, mostly /var/log/nginx/access.log,";
      const related = others
        .slice(0, 5)
        .map((server) => ({ ...server.at, label: `${nameOfContext(server)} has none either` }));
      report({ message: "missing", at: first.at, related, data: { server: nameOfContext(first), path } });
    }
  },
});

/** False for a server that only redirects or refuses, and for one whose every location has a log of its own. */
function answersRequests(server: NginxContext): boolean {
  if (directiveIn(server, "return") !== undefined) return false;
  const locations = server.children.filter((child) => child.kind === "location");
  if (locations.length === 0) return true;
  return locations.some(
    (location) =>
      location.effectiveAccess.state === "default" && directiveIn(location, "return") === undefined,
  );
}
