import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { endLines } from "../../../src/report/map/end-lines.ts";
import { mapDot } from "../../../src/report/map/map-dot.ts";
import { realProgram } from "../../real-programs.ts";
import { FIXTURES, fixture, hostile } from "./routes.ts";

const dot = realProgram("dot");

interface Drawn {
  readonly edges?: readonly { readonly tail: number; readonly head: number }[];
  readonly objects: readonly { readonly _gvid: number; readonly name: string }[];
}

/** The text elements of an SVG, in order, as an XML reader has them. */
const TEXTS = `
import sys, xml.etree.ElementTree as tree
for text in tree.fromstring(sys.stdin.buffer.read()).iter("{http://www.w3.org/2000/svg}text"):
    print((text.text or "").encode("unicode_escape").decode())
`;
const python = realProgram("python");

describe.skipIf(dot === null)("the log map in DOT, read by Graphviz", () => {
  it.each([...FIXTURES, "hostile names"])("has the boxes and edges of the map: %s", (name) => {
    const { graph, sources } = name === "hostile names" ? hostile() : fixture(name);
    const ran = spawnSync(dot ?? "", ["-Tjson"], { input: mapDot(graph, sources), encoding: "utf8" });
    expect(ran.stderr).toBe("");
    const drawn = JSON.parse(ran.stdout) as Drawn;
    const names = new Map(drawn.objects.map((each) => [each._gvid, each.name]));
    expect(
      (drawn.edges ?? []).map((edge) => `${names.get(edge.tail) ?? ""} ${names.get(edge.head) ?? ""}`),
    ).toEqual(expect.arrayContaining(graph.edges.map((edge) => `${edge.from} ${edge.to}`)));
    expect(drawn.edges ?? []).toHaveLength(graph.edges.length);
  });

  it.skipIf(python === null).each([...FIXTURES, "hostile names"])("shows every word as it is: %s", (name) => {
    const { graph, sources } = name === "hostile names" ? hostile() : fixture(name);
    const svg = spawnSync(dot ?? "", ["-Tsvg"], { input: mapDot(graph, sources) });
    const ran = spawnSync(python ?? "", ["-c", TEXTS], { input: svg.stdout, encoding: "utf8" });
    expect(ran.stderr).toBe("");
    const spaces = (text: string): string => text.replace(/[ \u00a0]+/g, " ").trim();
    const shown = new Set(
      ran.stdout.split("\n").map((line) => spaces(line.replaceAll("\\\\", "\\").replaceAll("\\xa0", " "))),
    );
    const lines = [
      ...graph.services.flatMap((each) => [
        each.title,
        each.subtitle,
        ...each.events.flatMap(({ names }) => names),
      ]),
      ...graph.waypoints.map((each) => each.label),
      ...graph.ends.flatMap((end) => endLines(end, sources)),
    ];
    expect(lines.map(spaces).filter((line) => !shown.has(line))).toEqual([]);
  });
});
