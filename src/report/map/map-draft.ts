import type { Route } from "../../routes/route.ts";
import type { FileSpan } from "../../text/span.ts";
import type { MapEnd } from "./map-graph.ts";

/** A service before servers that log alike are put together and boxes are numbered. */
export interface ServiceDraft {
  /** Services of the same family may share a card: the servers of one nginx. Null for those that never do. */
  readonly family: string | null;
  readonly name: string;
  /** The servers that share the card; absent for one. */
  readonly members?: readonly string[];
  readonly title: string;
  readonly subtitle: string;
  readonly events: readonly EventsDraft[];
}

export interface EventsDraft {
  readonly names: readonly string[];
  readonly routes: readonly Route[];
  readonly trails: readonly Trail[];
}

/** One way from an event to one end. */
export interface Trail {
  readonly via: readonly WaypointDraft[];
  readonly end: EndDraft;
  readonly certain: boolean;
}

/** `key` tells which waypoints are one. */
export interface WaypointDraft {
  readonly key: string;
  readonly column: 1 | 2;
  readonly label: string;
  readonly places: readonly FileSpan[];
}

export interface EndDraft extends Omit<MapEnd, "id"> {
  readonly key: string;
}

export function trailKey({ via, end, certain }: Trail): string {
  return JSON.stringify([via.map((each) => each.key), end.key, certain]);
}
