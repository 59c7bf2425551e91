import { defineRule } from "../../../src/engine/rule.ts";
import { contextsOf, isFileForDevelopment, passOf } from "../../../src/model/nginx-contexts.ts";
import type { NginxInstance, NginxMap } from "../../../src/model/nginx.ts";

const FAILURES = ["500", "502", "503", "504"];

export default defineRule({
  id: "nginx/condition-hides-errors",
  since: "0.1.0",
  layer: "nginx",
  summary: "an if= map of access_log drops the requests that failed",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    hidden: {
      what: "if={condition} drops requests with status {statuses}, and no other log here has them.",
      why: "When the application fails there is no line that says which requests failed, when, and for whom.",
      instead: "Let the map give 1 for 5xx, or make 1 its default.",
    },
  },
  references: ["nginx documentation: access_log, map", "OWASP Logging Cheat Sheet"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (nginx.template !== null) continue;
      const contexts = contextsOf(nginx);
      if (!contexts.some(({ context }) => passOf(context) !== null)) continue;
      for (const { context } of contexts) {
        const logs = context.accessLogs.filter((log) => !log.off);
        const lost = FAILURES.filter((status) =>
          logs.every((log) => drops(log.condition?.value, status, nginx)),
        );
        const condition = logs[0]?.condition;
        if (condition === undefined || condition === null || lost.length === 0) continue;
        const key = `${condition.at.file}:${String(condition.at.start)}`;
        if (seen.has(key) || isFileForDevelopment(stack, condition.at.file)) continue;
        seen.add(key);
        const map = mapOf(condition.value, nginx);
        const related = map === null ? [] : [{ ...map.at, label: "this map decides" }];
        report({
          message: "hidden",
          at: condition.at,
          related,
          data: { condition: condition.value, statuses: lost.join(", ") },
        });
      }
    }
  },
});

function mapOf(condition: string, nginx: NginxInstance): NginxMap | null {
  const variable = /^\$\{?(\w+)\}?$/.exec(condition)?.[1]?.toLowerCase();
  const maps = nginx.maps.filter((map) => map.variable.slice(1).toLowerCase() === variable);
  const [map] = maps;
  return map === undefined || maps.length > 1 || !map.complete || map.source !== "$status" ? null : map;
}

/** True only when the map surely gives nothing or 0 for the status; a constant condition is another rule's. */
function drops(condition: string | undefined, status: string, nginx: NginxInstance): boolean {
  const map = condition === undefined ? null : mapOf(condition, nginx);
  if (map === null || map.entries.every((entry) => entry.value === "0" || entry.value === "")) return false;
  const value = valueFor(map, status);
  return value === "" || value === "0";
}

/** As nginx looks a map up: the exact word, then the expressions in order, then default. Null when an expression is not plain. */
function valueFor(map: NginxMap, status: string): string | null {
  const exact = map.entries.find((entry) => entry.key === status);
  if (exact !== undefined) return exact.value;
  for (const { key, value } of map.entries) {
    if (!key.startsWith("~")) continue;
    const matches = matchesStatus(key.replace(/^~\*?/, ""), status);
    if (matches === null) return null;
    if (matches) return value;
  }
  return map.entries.findLast((entry) => entry.key === "default")?.value ?? "";
}

/** Understands digits, classes, `.`, `\d`, groups of alternatives and anchors, which is what people write for a status. */
function matchesStatus(pattern: string, status: string): boolean | null {
  if (
    pattern.length > 60 ||
    !/^(?:\^|\$|\d|\.|\\d|\||\[[\d^-]{1,12}\]|\((?:\?:)?|\)|\{\d\}|\+)*$/.test(pattern)
  )
    return null;
  try {
    return new RegExp(pattern).test(status);
  } catch {
    return null;
  }
}
