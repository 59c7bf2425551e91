import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapHtml } from "../../src/report/map/map-html.ts";
import { mapSvg } from "../../src/report/map/map-svg.ts";
import { fixture, hostile, NASTY, type Mapped } from "../report/map/routes.ts";
import { executable, openBrowser, visit, type Visit } from "./browser.ts";
import { CONTRAST, DEAD_LINKS, OUT_OF_BOXES, UNFOLD, type Faint } from "./page-checks.ts";

const NAMES = [
  "blog",
  "blog-broken",
  "compose",
  "kubernetes",
  "many-vhosts",
  "split-settings",
  "systemd-vm",
  "templates",
  "twelve-factor",
  "hostile names",
];
const WIDTH = "document.documentElement.scrollWidth";

describe.skipIf(executable === null)("the log map in chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  describe.each(NAMES)("%s", (name) => {
    let mapped: Mapped;
    let seen: Visit;
    beforeAll(async () => {
      mapped = name === "hostile names" ? hostile() : fixture(name);
      seen = await visit(browser, mapHtml(mapped.graph, mapped.gaps, mapped.sources));
    });
    afterAll(() => seen.close());

    it("leads every link to something on the page, and every box of the picture is one", async () => {
      expect(await seen.page.evaluate(DEAD_LINKS)).toEqual([]);
      const { services, waypoints, ends } = mapped.graph;
      const boxes = services.flatMap((each) => each.events).length + waypoints.length + ends.length;
      expect(await seen.page.locator("svg.map a").count()).toBe(boxes);
    });

    it("keeps the text of every box of the picture inside it, and no box over another", async () => {
      await seen.page.setViewportSize({ width: 1600, height: 900 });
      expect(await seen.page.evaluate(OUT_OF_BOXES)).toEqual([]);
    });

    it("needs no scrolling to the side on a phone, folded up or not", async () => {
      await seen.page.setViewportSize({ width: 360, height: 740 });
      expect(await seen.page.evaluate(WIDTH)).toBe(360);
      await seen.page.evaluate(UNFOLD);
      expect(await seen.page.evaluate(WIDTH)).toBe(360);
    });

    it.each(["light", "dark"] as const)("has text of contrast 4.5 at least, %s", async (colorScheme) => {
      await seen.page.emulateMedia({ colorScheme });
      await seen.page.evaluate(UNFOLD);
      const { faint, count } = await seen.page.evaluate<Faint>(CONTRAST);
      expect(faint).toEqual([]);
      expect(count).toBeGreaterThan(10);
    });

    it("draws the SVG file alone with the words of the picture on the page", async () => {
      const alone = await visit(browser, mapSvg(mapped.graph, mapped.sources), "map.svg");
      const box = await alone.page.locator("svg.map .ground").boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(50);
      const texts = await alone.page.locator("svg.map text").allTextContents();
      expect(texts).toEqual(await seen.page.locator("svg.map text").allTextContents());
      expect([alone.requests.length, alone.complaints]).toEqual([1, []]);
      await alone.close();
    });

    it("loaded nothing but itself, and the browser complained of nothing", () => {
      expect(seen.requests).toHaveLength(1);
      expect(seen.complaints).toEqual([]);
    });
  });

  it("makes no element of hostile names, and shows them as they are", async () => {
    const { graph, gaps, sources } = hostile();
    const { page, complaints, close } = await visit(browser, mapHtml(graph, gaps, sources));
    expect(await page.locator("script, img, iframe, object, link, base, form, [onerror]").count()).toBe(0);
    const text = await page.evaluate<string>("document.body.textContent");
    expect(text).toContain(NASTY.replace("\u0001\u001b[31m\u202e", "\\x01\\x1b[31m\\u202e"));
    expect(complaints).toEqual([]);
    await close();
  });

  it("shows every step on paper, though the steps are folded up", async () => {
    const { graph, gaps, sources } = fixture("blog");
    const { page, close } = await visit(browser, mapHtml(graph, gaps, sources));
    const steps = page.locator("ol.steps").first();
    expect(await steps.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await steps.isVisible()).toBe(true);
    await close();
  });

  it("draws dead ends red, in light and dark", async () => {
    const { graph, gaps, sources } = fixture("blog-broken");
    const { page, close } = await visit(browser, mapHtml(graph, gaps, sources));
    const strokes =
      'Array.from(document.querySelectorAll(".map .box.dead"), (box) => getComputedStyle(box).stroke)';
    for (const [colorScheme, red] of [
      ["light", "rgb(179, 32, 27)"],
      ["dark", "rgb(255, 138, 128)"],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      expect(new Set(await page.evaluate<string[]>(strokes))).toEqual(new Set([red]));
    }
    await close();
  });
});
