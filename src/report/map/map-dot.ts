import type { Sources } from "../places.ts";
import { endLines } from "./end-lines.ts";
import { PALETTE } from "../html-style.ts";
import type { MapGraph } from "./map-graph.ts";

/** The map in the language of Graphviz: `loglint where --format dot | dot -Tpng`. */
export function mapDot(graph: MapGraph, sources: Sources): string {
  const { quiet, error, warning, related, code } = PALETTE.light;
  const ends = graph.ends.map((end) => {
    const look = { sink: "", dead: `, color="${error}"`, unknown: `, color="${warning}", style=dashed` }[
      end.kind
    ];
    return `  ${quoted(end.id)} [label=${label(endLines(end, sources))}${look}];`;
  });
  return [
    "digraph logs {",
    "  rankdir=LR; newrank=true; ranksep=1; nodesep=0.2;",
    '  node [shape=box, fontname="monospace", fontsize=11, margin="0.15,0.08"];',
    "  edge [arrowsize=0.7];",
    ...graph.services.flatMap((service) => [
      `  subgraph ${quoted(`cluster-${service.id}`)} {`,
      `    label=${label([service.title, service.subtitle])}; labeljust=l; fontname="monospace"; fontsize=11; style="rounded,filled"; color="${code}";`,
      ...service.events.map((events) => `    ${quoted(events.id)} [label=${label(events.names)}];`),
      "  }",
    ]),
    ...graph.waypoints.map(
      (each) => `  ${quoted(each.id)} [label=${label([each.label])}, style=rounded, color="${related}"];`,
    ),
    `  { rank=min; ${graph.services.flatMap((each) => each.events.map(({ id }) => quoted(id))).join("; ")} }`,
    "  { rank=max;",
    ...ends.map((line) => `  ${line}`),
    "  }",
    ...graph.edges.map(({ from, to, verdict }) => {
      const look = {
        sure: `color="${quiet}"`,
        maybe: `color="${warning}", style=dashed`,
        dead: `color="${error}"`,
      };
      return `  ${quoted(from)} -> ${quoted(to)} [${look[verdict]}];`;
    }),
    "}",
    "",
  ].join("\n");
}

/** A label of lines that stand left. In the strings of Graphviz a backslash and an entity have meanings of their own. */
function label(lines: readonly string[]): string {
  const text = lines.map((line) => `${entities(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}\\l`);
  return `"${text.join("")}"`;
}

function entities(text: string): string {
  return text.replaceAll("&", "&amp;");
}

function quoted(id: string): string {
  return `"${id}"`;
}
