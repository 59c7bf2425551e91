import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { NginxInstance } from "../../../src/model/nginx.ts";

export default defineRule({
  id: "nginx/condition-constant",
  since: "0.1.0",
  layer: "nginx",
  summary: "an if= of access_log that is always or never true",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    always: {
      what: "if={condition} is always true, so it filters nothing.",
      why: "nginx skips a line only when the value is empty or exactly 0; every other text counts as true, also false and a leading exclamation mark.",
      instead: "Give if= one variable of a map whose values are 0 and 1.",
    },
    never: {
      what: "if={condition} is never true, so this log stays empty.",
      why: "nginx skips a line when the value is empty or 0; the log seems to be there and has no request in it.",
      instead: "Give if= one variable of a map whose values are 0 and 1, or write access_log off.",
    },
  },
  references: ["nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_handler"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      for (const { condition } of contextsOf(nginx).flatMap(({ context }) => context.accessLogs)) {
        if (condition === null || condition.placeholder) continue;
        const key = `${condition.at.file}:${String(condition.at.start)}`;
        const constant = constantOf(condition.value, nginx);
        if (constant === null || seen.has(key)) continue;
        seen.add(key);
        report({ message: constant, at: condition.at, data: { condition: condition.value } });
      }
    }
  },
});

/** What the value is for every request; null when it depends on the request, or on what is not known. */
function constantOf(value: string, nginx: NginxInstance): "always" | "never" | null {
  const literal = value.replace(/\$(?:\{\w+\}|\w+)/g, "");
  if (literal === value) return value === "" || value === "0" ? "never" : "always";
  if (literal !== "" && literal !== "0") return "always";
  const variable = /^\$\{?(\w+)\}?$/.exec(value)?.[1]?.toLowerCase();
  const maps = nginx.maps.filter((each) => each.variable.slice(1).toLowerCase() === variable);
  const [map] = maps;
  if (map === undefined || maps.length > 1 || !map.complete || nginx.template !== null) return null;
  const values = map.entries.map((entry) => entry.value);
  if (!map.entries.some((entry) => entry.key === "default")) values.push("");
  if (values.some((each) => each.includes("$"))) return null;
  const passes = values.map((each) => each !== "" && each !== "0");
  if (passes.every((each) => each)) return "always";
  return passes.some((each) => each) ? null : "never";
}
