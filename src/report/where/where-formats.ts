import type { Gap } from "../../model/problem.ts";
import type { Stack } from "../../model/stack.ts";
import type { LogFile } from "../../routes/log-files.ts";
import type { Route } from "../../routes/route.ts";
import { buildMap } from "../map/build-map.ts";
import { mapDot } from "../map/map-dot.ts";
import type { MapGraph } from "../map/map-graph.ts";
import { mapHtml } from "../map/map-html.ts";
import { mapMermaid } from "../map/map-mermaid.ts";
import { mapSvg } from "../map/map-svg.ts";
import type { Sources } from "../places.ts";
import { rotationReport } from "./files-text.ts";
import type { WhereFormatName } from "./where-format-names.ts";
import { whereJson } from "./where-json.ts";
import { routeText, whereText, type WhereStyle } from "./where-text.ts";

/** What `loglint where` answers with: the routes that were asked for, and what they were read from. */
export interface WhereAnswer {
  readonly stacks: readonly Stack[];
  readonly routes: readonly Route[];
  readonly gaps: readonly Gap[];
  readonly sources: Sources;
  /** The files in which they end. */
  readonly files: readonly LogFile[];
  /** What text shows: the whole map, the steps of one kind of record, or what rotates the files. */
  readonly asked: "map" | "steps" | "rotation";
}

/** One way to print the answer. `style` is for text; a picture takes of it what it needs. Pure, and never fails. */
export type WhereFormat = (answer: WhereAnswer, style: WhereStyle) => string;

/** What prints each format. A new one is its name in `where-format-names.ts` and one line here. */
export const WHERE_FORMATS: Readonly<Record<WhereFormatName, WhereFormat>> = {
  text: ({ routes, files, sources, asked }, style) => {
    if (routes.length === 0) return "";
    if (asked === "rotation") return rotationReport(files, sources, style);
    if (asked === "map") return whereText(routes, files, sources, style);
    return routes.map((route) => routeText(route, sources, style)).join("\n");
  },
  mermaid: (answer) => mapMermaid(graphOf(answer), answer.sources),
  dot: (answer) => mapDot(graphOf(answer), answer.sources),
  svg: (answer) => mapSvg(graphOf(answer), answer.sources),
  html: (answer) => mapHtml(graphOf(answer), answer.gaps, answer.sources),
  json: ({ routes, files, gaps, sources }) => whereJson(routes, files, gaps, sources),
};

function graphOf({ routes, files }: WhereAnswer): MapGraph {
  return buildMap(routes, files);
}
