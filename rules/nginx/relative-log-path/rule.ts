import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { NginxArgument } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/relative-log-path",
  since: "0.1.0",
  layer: "nginx",
  summary: "a relative log path lies below nginx's prefix, not beside the configuration",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    relative: {
      what: "The log path {target} is relative: nginx takes it from its prefix, not from the folder of this file.",
      why: "The prefix is compiled in (/usr/share/nginx on Debian, /etc/nginx in nginx.org's packages), the folder is mostly not there, and nginx then does not start.",
      instead: "Write an absolute path, such as /var/log/nginx/{name}.",
    },
  },
  references: ["nginx 1.22.1: src/core/ngx_conf_file.c, ngx_conf_open_file"],
  check(stack, report) {
    for (const nginx of stack.nginx) {
      // Built from source and OpenResty keep their logs in <prefix>/logs.
      if (certainValue(nginx.build) === "source") continue;
      const contexts = contextsOf(nginx);
      const openresty = contexts.some(({ context }) =>
        [...context.directives, ...context.children].some((each) => /(?:^lua_|_by_lua)/.test(each.name)),
      );
      if (openresty) continue;
      const targets = contexts.flatMap(({ context }) => [
        ...context.accessLogs.filter((log) => !log.off).map((log) => log.target),
        ...context.errorLogs.map((log) => log.target),
      ]);
      const [first, ...others] = targets.filter(isRelative);
      if (first === undefined) continue;
      const related = others.slice(0, 5).map(({ at }) => ({ ...at, label: "relative too" }));
      const name = first.value.slice(first.value.lastIndexOf("/") + 1);
      report({ message: "relative", at: first.at, related, data: { target: first.value, name } });
    }
  },
});

/** A path with a folder in it; single words are what nginx/log-target-is-a-word looks at. */
function isRelative({ value, placeholder }: NginxArgument): boolean {
  if (placeholder || !value.includes("/") || value.includes("\\")) return false;
  return !/^(?:\/|\$|syslog:|memory:|[A-Za-z]:)/.test(value);
}
