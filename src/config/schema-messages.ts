import type { Span } from "../text/span.ts";
import type { ConfigNode } from "./config-node.ts";
import { nearest } from "./nearest.ts";
import type { SchemaError } from "./validate.generated.js";

/** The keys of each object of the configuration, by the path of its schema; `*` stands for an index. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": [
    "$schema",
    "extends",
    "failOn",
    "rules",
    "overrides",
    "ignores",
    "versions",
    "processes",
    "requestsLoggedElsewhere",
    "baseline",
  ],
  "/overrides/*": ["files", "rules", "reason"],
  "/processes/*": ["environment", "user"],
  "/versions": ["nginx", "gunicorn", "django"],
};

/** An error of the validator in words, with the place in the file that it speaks of; null for one that only echoes others. */
export function explainSchemaError(
  error: SchemaError,
  root: ConfigNode,
): { span: Span; message: string } | null {
  const path = pointerParts(error.instancePath);
  const node = nodeAt(root, path);
  const what = path.length === 0 ? "the configuration" : `"${path.join(".")}"`;
  const { params } = error;
  switch (error.keyword) {
    case "if":
      return null;
    case "additionalProperties": {
      const key = String(params["additionalProperty"]);
      const known =
        KEYS[
          error.instancePath.replace(/\/\d+(?=\/|$)/g, "/*").replace(/^\/processes\/[^/]*/, "/processes/*")
        ] ?? [];
      return { span: keySpan(node, key), message: `unknown key "${key}"${suggestion(key, known)}` };
    }
    case "enum": {
      const allowed = Array.isArray(params["allowedValues"]) ? params["allowedValues"].map(String) : [];
      const given = node.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
      const meant = given === undefined ? undefined : nearest(given, allowed);
      const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
      return {
        span: node.span,
        message: `${what} must be one of ${allowed.map((each) => JSON.stringify(each)).join(", ")}${hint}`,
      };
    }
    case "type":
      return { span: node.span, message: `${what} must be ${withArticle(String(params["type"]))}` };
    case "required":
      return { span: node.span, message: `${what} lacks the key "${String(params["missingProperty"])}"` };
    case "pattern":
      return { span: node.span, message: `${what} must be a version such as "1.24" or "4.2.1"` };
    case "minItems":
    case "additionalItems":
      return { span: node.span, message: `${what} must be a severity, or a list of a severity and options` };
    default:
      return { span: node.span, message: `${what} is not valid (${error.keyword})` };
  }
}

/** `; did you mean "x"?`, or the list of what there is. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  if (meant !== undefined) return `; did you mean "${meant}"?`;
  return known.length === 0 || known.length > 12 ? "" : `; known are ${known.join(", ")}`;
}

/** The node that a JSON pointer leads to, or the nearest one above it. */
function nodeAt(root: ConfigNode, path: readonly string[]): ConfigNode {
  let node = root;
  for (const part of path) {
    const next =
      node.kind === "object"
        ? node.entries.find((entry) => entry.key === part)?.value
        : node.kind === "array"
          ? node.items[Number(part)]
          : undefined;
    if (next === undefined) break;
    node = next;
  }
  return node;
}

function keySpan(node: ConfigNode, key: string): Span {
  const entry = node.kind === "object" ? node.entries.find((each) => each.key === key) : undefined;
  return entry?.keySpan ?? node.span;
}

function pointerParts(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
