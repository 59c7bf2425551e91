import { PALETTE } from "../html-style.ts";
import type { Sources } from "../places.ts";
import { endLines } from "./end-lines.ts";
import type { MapEdge, MapGraph } from "./map-graph.ts";

const ARROWS: Readonly<Record<MapEdge["verdict"], string>> = { sure: "-->", maybe: "-.->", dead: "==>" };

/** The map as a Mermaid flow chart, which GitHub and GitLab draw in Markdown. */
export function mapMermaid(graph: MapGraph, sources: Sources): string {
  const { error, warning, related } = PALETTE.light;
  const dead = graph.edges.flatMap(({ verdict }, at) => (verdict === "dead" ? [at] : []));
  return [
    "flowchart LR",
    ...graph.services.flatMap((service) => [
      `  subgraph ${service.id}[${label([service.title, service.subtitle])}]`,
      ...service.events.map((events) => `    ${events.id}[${label(events.names)}]`),
      "  end",
    ]),
    ...graph.waypoints.map((each) => `  ${each.id}(${label([each.label])})`),
    ...graph.ends.map((end) => `  ${end.id}[${label(endLines(end, sources))}]:::${end.kind}`),
    ...graph.edges.map(({ from, to, verdict }) => `  ${from} ${ARROWS[verdict]} ${to}`),
    `  classDef sink text-align:left`,
    `  classDef dead stroke:${error},stroke-width:2px,text-align:left`,
    `  classDef unknown stroke:${warning},stroke-dasharray:5 4,text-align:left`,
    ...(graph.waypoints.length > 0 ? [`  classDef via stroke:${related}`] : []),
    ...(graph.waypoints.length > 0
      ? [`  class ${graph.waypoints.map((each) => each.id).join(",")} via`]
      : []),
    ...(dead.length > 0 ? [`  linkStyle ${dead.join(",")} stroke:${error}`] : []),
    "",
  ].join("\n");
}

/**
 * A quoted label. Mermaid takes Markdown, HTML and entities in it (`#35;` is "#"), so all but plain characters are written
 * as entities, and so is what would begin a list. What stands between two pairs of dollars would be a formula all the same
 * (mermaid 11), so nothing that can be seen parts them.
 */
function label(lines: readonly string[]): string {
  const safe = lines.map((line) =>
    line
      .replace(/\$(?=\$)/g, "$\u200c")
      .replace(/[^\p{L}\p{N} ./:,=@+-]/gu, asEntity)
      .replace(/^\d*[-+.]/, (start) => start.replace(/[-+.]/, asEntity)),
  );
  return `"${safe.join("<br>")}"`;
}

function asEntity(character: string): string {
  return `#${character.codePointAt(0) ?? 0};`;
}
