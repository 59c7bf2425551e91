import { addressOf, type Sources } from "../places.ts";
import type { MapEnd } from "./map-graph.ts";
import { plain } from "./trails.ts";

/** Places beyond these are counted. */
const MOST = 3;

/** What the box of an end says, in any language: where, why, by which lines, and the command that reads it. */
export function endLines(end: MapEnd, sources: Sources): string[] {
  const places =
    end.kind === "sink" ? [] : end.places.slice(0, MOST).map((at) => plain(addressOf(at, sources)));
  const left = end.kind === "sink" ? 0 : end.places.length - places.length;
  return [
    end.label,
    ...(end.detail === "" ? [] : [end.detail]),
    ...places,
    ...(left > 0 ? [`and ${String(left)} more`] : []),
    ...(end.read.length === 1 ? end.read : []),
  ];
}
