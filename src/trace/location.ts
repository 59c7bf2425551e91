import type { NginxContext } from "../model/nginx.ts";
import { matchesPattern } from "./pattern.ts";

/** The location that nginx picks for a URI, null when none matches; `sure` is false when a pattern could not be decided. */
export interface ChosenLocation {
  readonly context: NginxContext | null;
  readonly sure: boolean;
}

type Match = "exact" | "prefix" | "preferred" | "regex" | "none";

/**
 * Picks as `ngx_http_core_find_location` does (1.22.1): the exact match, else the longest prefix with its nested
 * locations; unless that prefix is `^~`, the first regular expression in order wins over it.
 */
export function chooseLocation(outer: NginxContext, uri: string): ChosenLocation {
  const found = find(outer, uri);
  return { context: found.context, sure: found.sure };
}

interface Found {
  readonly context: NginxContext | null;
  readonly kind: Match;
  readonly sure: boolean;
}

function find(outer: NginxContext, uri: string): Found {
  const locations = outer.children.filter((child) => child.kind === "location" && !isNamed(child));
  let best: NginxContext | null = null;
  for (const location of locations) {
    const path = pathOf(location);
    if (modifierOf(location) === "=") {
      if (path === uri) return { context: location, kind: "exact", sure: true };
    } else if (
      !isPattern(location) &&
      uri.startsWith(path) &&
      (best === null || path.length >= pathOf(best).length)
    ) {
      best = location;
    }
  }
  const nested: Found | null = best === null ? null : find(best, uri);
  let sure = nested?.sure ?? true;
  if (nested !== null && (nested.kind === "exact" || nested.kind === "regex")) return nested;
  const prefix = nested?.context ?? best;
  const blocks = best !== null && modifierOf(best) === "^~";
  if (!blocks) {
    for (const location of locations.filter(isPattern)) {
      const matched = matchesPattern(pathOf(location), uri, modifierOf(location) === "~*");
      if (matched === null) sure = false;
      else if (matched !== false) {
        const inner = find(location, uri);
        return { context: inner.context ?? location, kind: "regex", sure: sure && inner.sure };
      }
    }
  }
  return { context: prefix, kind: prefix === null ? "none" : "prefix", sure };
}

/** The location `@name` of a server. */
export function namedLocation(server: NginxContext, name: string): NginxContext | null {
  return server.children.find((child) => child.kind === "location" && child.args[0] === name) ?? null;
}

function modifierOf(location: NginxContext): string {
  const first = location.args[0] ?? "";
  if (location.args.length > 1) return first;
  return /^(?:=|~\*|\^~|~)/.exec(first)?.[0] ?? "";
}

function pathOf(location: NginxContext): string {
  const first = location.args[0] ?? "";
  return location.args.length > 1 ? (location.args[1] ?? "") : first.slice(modifierOf(location).length);
}

function isPattern(location: NginxContext): boolean {
  return modifierOf(location) === "~" || modifierOf(location) === "~*";
}

function isNamed(location: NginxContext): boolean {
  return (location.args[0] ?? "").startsWith("@");
}
