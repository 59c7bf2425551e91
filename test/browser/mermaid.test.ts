import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endLines } from "../../src/report/map/end-lines.ts";
import { mapMermaid } from "../../src/report/map/map-mermaid.ts";
import { FIXTURES, fixture, hostile, type Mapped } from "../report/map/routes.ts";
import { executable, openBrowser, visit, type Visit } from "./browser.ts";

const mermaid = readFileSync(createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js"), "utf8");

/** Draws `window.chart` as GitHub would, and gives back the texts of its boxes and services, and how many edges it has. */
const DRAW = `mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
mermaid.render("chart", window.chart).then(({ svg }) => {
  document.body.innerHTML = svg;
  const texts = (selector) => Array.from(document.querySelectorAll(selector), (each) => each.innerText.replaceAll("\\u200c", "").replace(/\\s+/g, " ").trim());
  return {
    boxes: texts(".node .nodeLabel"),
    services: texts(".cluster-label .nodeLabel"),
    edges: document.querySelectorAll(".edgePaths path").length,
  };
})`;

interface Drawn {
  readonly boxes: readonly string[];
  readonly services: readonly string[];
  readonly edges: number;
}

function expected({ graph, sources }: Mapped): Drawn {
  const shown = (lines: readonly string[]): string => lines.join(" ").replace(/\s+/g, " ").trim();
  return {
    boxes: [
      ...graph.services.flatMap((service) => service.events.map((events) => shown(events.names))),
      ...graph.waypoints.map((each) => shown([each.label])),
      ...graph.ends.map((end) => shown(endLines(end, sources))),
    ].sort(),
    services: graph.services.map((each) => shown([each.title, each.subtitle])).sort(),
    edges: graph.edges.length,
  };
}

describe.skipIf(executable === null)("the log map as a Mermaid flow chart", () => {
  let browser: Browser;
  let blank: Visit;
  beforeAll(async () => {
    browser = await openBrowser();
    blank = await visit(browser, "<!doctype html><title>chart</title><body></body>");
    await blank.page.addScriptTag({ content: mermaid });
  });
  afterAll(() => browser.close());

  it.each([...FIXTURES, "hostile names"])(
    "is drawn by Mermaid with every word as it is: %s",
    async (name) => {
      const mapped = name === "hostile names" ? hostile() : fixture(name);
      await blank.page.evaluate(`window.chart = ${JSON.stringify(mapMermaid(mapped.graph, mapped.sources))}`);
      const drawn = await blank.page.evaluate<Drawn>(DRAW);
      const sorted = { ...drawn, boxes: drawn.boxes.toSorted(), services: drawn.services.toSorted() };
      expect(sorted).toEqual(expected(mapped));
      expect(await blank.page.locator("svg script, svg img, svg b, svg [onerror]").count()).toBe(0);
      expect(blank.complaints).toEqual([]);
    },
  );
});
