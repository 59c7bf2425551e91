import type { NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import type { ContextDraft } from "./contexts.ts";
import { refusal } from "./refusal.ts";

const MODIFIERS = new Set(["=", "^~", "~", "~*"]);

/**
 * What nginx refuses in `location`: an unknown modifier, and the same prefix or exact name twice in one block.
 * ngx_http_core_module.c ngx_http_core_location, ngx_http.c ngx_http_join_exact_locations, nginx 1.22.1.
 */
export function checkLocation(
  directive: NginxDirective,
  parent: ContextDraft,
  branching: boolean,
): Problem[] {
  const [first, second] = directive.args;
  if (first === undefined || directive.args.some((arg) => arg.placeholder)) return [];
  if (second !== undefined && !MODIFIERS.has(first.value)) {
    return [refusal(`invalid location modifier "${first.value}"`, first.at, "write =, ^~, ~ or ~* there")];
  }
  const identity = identityOf(first.value, second?.value);
  if (identity === null || branching) return [];
  const key = `location ${identity.exact ? "=" : ""} ${identity.name}`;
  if (!parent.seen.has(key)) {
    parent.seen.add(key);
    return [];
  }
  return [refusal(`duplicate location "${identity.name}"`, directive.nameAt, "merge the two blocks")];
}

/** Null for regular expressions and named locations, which may repeat. */
function identityOf(
  first: string,
  second: string | undefined,
): { readonly exact: boolean; readonly name: string } | null {
  if (second !== undefined) {
    if (first.startsWith("~")) return null;
    return { exact: first === "=", name: second };
  }
  if (first.startsWith("@") || first.startsWith("~")) return null;
  if (first.startsWith("=")) return { exact: true, name: first.slice(1) };
  return { exact: false, name: first.startsWith("^~") ? first.slice(2) : first };
}
