import type { MapEnd, MapGraph } from "./map-graph.ts";

/** For each event, by id: the ids of all that its records come to, waypoints and ends, the nearest first. */
export function reachedBy(graph: MapGraph): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    const known = next.get(from);
    if (known === undefined) next.set(from, [to]);
    else known.push(to);
  }
  const found = new Map<string, string[]>();
  for (const { id } of graph.services.flatMap((service) => service.events)) {
    const seen = new Set([id]);
    // What is added to a set while it is walked is walked too.
    for (const at of seen) for (const to of next.get(at) ?? []) seen.add(to);
    seen.delete(id);
    found.set(id, [...seen]);
  }
  return found;
}

/** For each event, by id: its ends. */
export function endsOf(graph: MapGraph): ReadonlyMap<string, readonly MapEnd[]> {
  const ends = new Map(graph.ends.map((end) => [end.id, end]));
  const found = new Map<string, MapEnd[]>();
  for (const [event, ids] of reachedBy(graph))
    found.set(
      event,
      ids.flatMap((id) => ends.get(id) ?? []),
    );
  return found;
}
