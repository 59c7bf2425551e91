import type { LogFile } from "../../routes/log-files.ts";
import type { Route } from "../../routes/route.ts";
import { compareSpans, type FileSpan } from "../../text/span.ts";
import { collapsed } from "./collapse.ts";
import type { EndDraft, Trail, WaypointDraft } from "./map-draft.ts";
import type { MapEdge, MapEnd, MapGraph, MapService, MapWaypoint } from "./map-graph.ts";
import { servicesOf } from "./services.ts";

/** The routes as a graph: boxes that are one are one, and each way through the graph is the way of some record. */
export function buildMap(routes: readonly Route[], files: readonly LogFile[]): MapGraph {
  const waypoints = new Map<string, MapWaypoint>();
  const ends = new Map<string, MapEnd>();
  const edges = new Map<string, MapEdge>();
  let events = 0;
  const services = collapsed(servicesOf(routes, files)).map((draft, at): MapService => {
    const own = draft.events.map(({ names, routes: these, trails }) => {
      const id = `event-${String(++events)}`;
      const onward = onwardOf(trails);
      for (const trail of trails) {
        const stops = trail.via.map((each) => waypointFor(each, onward.get(each.key) ?? [], waypoints).id);
        const way = [id, ...stops, endFor(trail.end, ends).id];
        for (const [index, from] of way.slice(0, -1).entries())
          addEdge(from, way[index + 1] ?? "", trail, edges);
      }
      return { id, names, routes: these };
    });
    return { id: `service-${String(at + 1)}`, title: draft.title, subtitle: draft.subtitle, events: own };
  });
  return {
    services,
    waypoints: [...waypoints.values()],
    ends: [...ends.values()].map((end) => ({ ...end, places: distinct(end.places) })),
    edges: [...edges.values()],
  };
}

/** For each waypoint, all that records of one event reach from there. */
function onwardOf(trails: readonly Trail[]): ReadonlyMap<string, readonly string[]> {
  const onward = new Map<string, string[]>();
  for (const { via, end } of trails) {
    for (const [index, each] of via.entries()) {
      const rest = JSON.stringify([via.slice(index + 1).map((next) => next.key), end.key]);
      onward.set(each.key, [...(onward.get(each.key) ?? []), rest]);
    }
  }
  return onward;
}

/** Two events share a waypoint only when all that leaves it there holds for both. */
function waypointFor(
  draft: WaypointDraft,
  onward: readonly string[],
  known: Map<string, MapWaypoint>,
): MapWaypoint {
  const key = JSON.stringify([draft.key, ...onward.toSorted()]);
  const { column, label, places } = draft;
  const found = known.get(key) ?? { id: `via-${String(known.size + 1)}`, column, label, places };
  known.set(key, found);
  return found;
}

function endFor(draft: EndDraft, known: Map<string, MapEnd>): MapEnd {
  const { key, ...end } = draft;
  const before = known.get(key);
  const found: MapEnd =
    before === undefined
      ? { ...end, id: `sink-${String(known.size + 1)}` }
      : { ...before, places: [...before.places, ...end.places] };
  known.set(key, found);
  return found;
}

/** What is certain for one record is drawn as certain. */
function addEdge(from: string, to: string, { end, certain }: Trail, edges: Map<string, MapEdge>): void {
  const key = `${from} ${to}`;
  const known = edges.get(key)?.verdict;
  edges.set(key, { from, to, verdict: verdictOf(end.kind, certain || known === "sure" || known === "dead") });
}

function verdictOf(kind: MapEnd["kind"], isSure: boolean): MapEdge["verdict"] {
  if (kind === "dead") return isSure ? "dead" : "maybe";
  return kind === "sink" && isSure ? "sure" : "maybe";
}

function distinct(places: readonly FileSpan[]): FileSpan[] {
  const sorted = [...places].sort(compareSpans);
  return sorted.filter((place, at) => {
    const before = sorted[at - 1];
    return before === undefined || compareSpans(before, place) !== 0;
  });
}
