import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, hasBranches, nameOfContext } from "../../../src/model/nginx-contexts.ts";

export default defineRule({
  id: "nginx/off-cancels-paths",
  since: "0.1.0",
  layer: "nginx",
  summary: "access_log off beside paths: nothing is logged and the files stay empty",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    cancelled: {
      what: "access_log off cancels {path} beside it: nothing is logged in {place}.",
      why: "nginx opens the file and never writes to it, so the log seems to be there and stays empty.",
      instead: "Drop access_log off: a path of its own already replaces what would be inherited.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_handler"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const { context } of contextsOf(nginx)) {
        const access = context.effectiveAccess;
        if (access.state !== "off" || access.inheritedFrom !== null) continue;
        const [first] = access.cancelled;
        const key = `${access.at.file}:${String(access.at.start)}`;
        if (first === undefined || seen.has(key)) continue;
        seen.add(key);
        const related = access.cancelled.map((log) => ({ ...log.at, label: "this file stays empty" }));
        const path =
          access.cancelled.length > 1 ? `the ${String(access.cancelled.length)} logs` : first.target.value;
        report({
          message: "cancelled",
          at: access.at,
          related,
          data: { path, place: nameOfContext(context) },
          // An included file may be meant to silence other places too.
          fix: access.cancelled.every(({ at }) => at.file === access.at.file)
            ? {
                safety: "unsafe",
                title: "Remove access_log off",
                edits: [{ ...access.at, how: "remove" }],
              }
            : null,
        });
      }
    }
  },
});
