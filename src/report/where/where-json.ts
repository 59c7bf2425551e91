import type { Gap } from "../../model/problem.ts";
import type { Route, Sink, Step } from "../../routes/route.ts";
import { gapJson, type GapJson } from "../json.ts";
import { placeOf, type Place, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { jsonText } from "../json-text.ts";

/** `loglint where --format json`, version 1. */
export interface WhereResult {
  readonly version: 1;
  readonly routes: readonly RouteJson[];
  readonly gaps: readonly GapJson[];
}

interface RouteJson extends Omit<Route, "dropped" | "steps"> {
  readonly dropped: readonly { readonly why: string; readonly at: Place }[];
  readonly steps: readonly (Omit<Step, "at" | "leadsTo"> & { readonly at: Place | null })[];
}

export function whereResult(routes: readonly Route[], gaps: readonly Gap[], sources: Sources): WhereResult {
  const place = (at: Step["at"]): Place | null => (at === null ? null : placeOf(at, sources));
  return {
    version: 1,
    routes: routes.map((route) => ({
      ...route,
      sinks: route.sinks.map(safeSink),
      dropped: route.dropped.map(({ why, at }) => ({ why: redact(why), at: placeOf(at, sources) })),
      steps: route.steps.map(({ what, verdict, why, at }) => ({
        what: redact(what),
        verdict,
        ...(why === undefined ? {} : { why: redact(why) }),
        at: place(at),
      })),
    })),
    gaps: gaps.map((gap) => gapJson(gap, sources)),
  };
}

export function whereJson(routes: readonly Route[], gaps: readonly Gap[], sources: Sources): string {
  return `${jsonText(whereResult(routes, gaps, sources))}\n`;
}

/** Addresses of servers may hold credentials. */
function safeSink(sink: Sink): Sink {
  return sink.kind === "syslog" ? { ...sink, address: redact(sink.address) } : sink;
}
