import type { Route, Sink, Step } from "../../routes/route.ts";
import { jsonText } from "../json-text.ts";
import { placeOf, type Place } from "../places.ts";
import { redact } from "../redact.ts";
import { subjectOf, type ChangeKind, type ComparedMaps } from "./compare-maps.ts";
import type { NamedSide } from "./map-diff-text.ts";

/** `loglint diff --format json`, version 1. */
export interface MapDiffResult {
  readonly version: 1;
  readonly a: string;
  readonly b: string;
  readonly changes: readonly {
    readonly change: ChangeKind;
    readonly event: Route["event"];
    readonly service: string;
    readonly server?: string;
    readonly location?: string;
    readonly logger?: string;
    readonly level?: string;
    readonly before: SideJson | null;
    readonly after: SideJson | null;
  }[];
  /** How many kinds of record end where they did. */
  readonly same: number;
}

interface SideJson {
  readonly certain: boolean;
  readonly sinks: readonly Sink[];
  /** What decides it on this side and not on the other. */
  readonly because: readonly { readonly what: string; readonly why?: string; readonly at: Place }[];
}

export function mapDiffJson(compared: ComparedMaps, a: NamedSide, b: NamedSide): string {
  const result: MapDiffResult = {
    version: 1,
    a: a.name,
    b: b.name,
    changes: compared.changes.flatMap((change) => {
      const { kind, before, after, stepsBefore, stepsAfter } = change;
      const route = subjectOf(change);
      if (route === null) return [];
      const { event, service, server, location, logger, level } = route;
      return [
        {
          change: kind,
          event,
          service,
          ...(server === undefined ? {} : { server }),
          ...(location === undefined ? {} : { location }),
          ...(logger === undefined ? {} : { logger }),
          ...(level === undefined ? {} : { level }),
          before: before === null ? null : sideJson(before, stepsBefore, a),
          after: after === null ? null : sideJson(after, stepsAfter, b),
        },
      ];
    }),
    same: compared.same,
  };
  return `${jsonText(result)}\n`;
}

function sideJson({ certain, sinks }: Route, steps: readonly Step[], { sources }: NamedSide): SideJson {
  return {
    certain,
    sinks: sinks.map((sink) => (sink.kind === "syslog" ? { ...sink, address: redact(sink.address) } : sink)),
    because: steps.flatMap(({ what, why, at }) =>
      at === null
        ? []
        : [
            {
              what: redact(what),
              ...(why === undefined ? {} : { why: redact(why) }),
              at: placeOf(at, sources),
            },
          ],
    ),
  };
}
