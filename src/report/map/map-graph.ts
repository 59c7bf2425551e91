import type { LogFile } from "../../routes/log-files.ts";
import type { Route } from "../../routes/route.ts";
import type { FileSpan } from "../../text/span.ts";

/**
 * The log map as a picture: events on the left, in the cards of their services; what passes records on between; ends on
 * the right. Every text is safe to show: one line, control characters as escapes, secrets redacted. Ids are unique and
 * made of letters, digits and hyphens; none begins with a word that DOT or Mermaid keeps for itself, such as "end".
 */
export interface MapGraph {
  readonly services: readonly MapService[];
  readonly waypoints: readonly MapWaypoint[];
  readonly ends: readonly MapEnd[];
  readonly edges: readonly MapEdge[];
}

/** An nginx server (or several that log alike), a gunicorn, a Django project. */
export interface MapService {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly events: readonly MapEvents[];
}

/** Kinds of records of one service that take the same way. */
export interface MapEvents {
  readonly id: string;
  readonly names: readonly string[];
  /** One for each name and, where servers share a card, each server. */
  readonly routes: readonly Route[];
}

/** What passes records on: a handler (column 1), what leads a stream or path elsewhere (column 2). */
export interface MapWaypoint {
  readonly id: string;
  readonly column: 1 | 2;
  readonly label: string;
  readonly places: readonly FileSpan[];
}

/** Where records end: a place that can be read, nowhere ("dead"), or not known. */
export interface MapEnd {
  readonly id: string;
  readonly kind: "sink" | "dead" | "unknown";
  readonly label: string;
  /** Why records end so, or what there is to know of the sink; may be empty. */
  readonly detail: string;
  /** Commands that show it. */
  readonly read: readonly string[];
  /** The lines that decide it. */
  readonly places: readonly FileSpan[];
  /** The files that it stands for, where records end in files. */
  readonly files: readonly LogFile[];
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly verdict: "sure" | "maybe" | "dead";
}
