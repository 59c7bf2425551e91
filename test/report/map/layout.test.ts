import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildMap } from "../../../src/report/map/build-map.ts";
import { layOut } from "../../../src/report/map/map-layout.ts";
import { mapSvg } from "../../../src/report/map/map-svg.ts";
import { pathPattern } from "../../../src/report/map/path-pattern.ts";
import { spread } from "../../../src/report/map/spread.ts";
import { wrapLabel } from "../../../src/report/map/wrap-label.ts";
import { textWidth } from "../../../src/report/width.ts";
import { file, fixture, FIXTURES, route } from "./routes.ts";

describe("the layout of the log map", () => {
  it.each(FIXTURES)("keeps every box and line on the picture, and lines out of boxes: %s", (name) => {
    const { graph, sources } = fixture(name);
    const { width, height, cards, waypoints, ends, lines } = layOut(graph, sources);
    const boxes = [...cards, ...waypoints, ...ends];
    for (const box of boxes) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
    for (const { from, to } of lines.filter((line) => !line.arrives && line.from[1] === line.to[1])) {
      const crossed = boxes.filter(
        (box) =>
          from[0] < box.x + box.width && box.x < to[0] && box.y < from[1] && from[1] < box.y + box.height,
      );
      expect(crossed.map((box) => box.id)).toEqual([]);
    }
  });

  it("draws nothing but its headings where there are no routes", () => {
    const svg = mapSvg(buildMap([], []), new Map());
    expect(svg).toContain("Where it ends");
    expect(svg).not.toMatch(/NaN|Infinity|class="(?:card|box)/);
  });

  it("draws ten thousand servers that all log differently", () => {
    const routes = Array.from({ length: 10_000 }, (_, at) => {
      const name = `s${String(at)}.example`;
      return route({ server: name, service: `${name}.conf` }, [file(`/var/log/${name}/access.log`)]);
    });
    const layout = layOut(buildMap(routes, []), new Map());
    expect([layout.cards.length, layout.ends.length]).toEqual([10_000, 10_000]);
  });
});

describe("spread", () => {
  it("keeps wishes that can all be granted", () => {
    expect(
      spread(
        [
          { middle: 10, height: 4 },
          { middle: 50, height: 6 },
        ],
        5,
      ),
    ).toEqual([8, 47]);
  });

  it("parts those that collide around their mean", () => {
    expect(
      spread(
        [
          { middle: 10, height: 4 },
          { middle: 10, height: 4 },
        ],
        2,
      ),
    ).toEqual([5, 11]);
  });

  it("never places one over another, in any order of wishes", () => {
    const wish = fc.record({
      middle: fc.integer({ min: -500, max: 500 }),
      height: fc.integer({ min: 1, max: 80 }),
    });
    fc.assert(
      fc.property(fc.array(wish), (wishes) => {
        const tops = spread(wishes, 7);
        for (const [at, { height }] of wishes.slice(0, -1).entries())
          expect((tops[at + 1] ?? 0) - (tops[at] ?? 0)).toBeGreaterThanOrEqual(height + 7 - 1e-6);
      }),
    );
  });
});

describe("wrapLabel", () => {
  it("breaks prose to lines of about one width, and paths behind their slashes", () => {
    expect(wrapLabel("access_log off, which beats the paths beside it", 46)).toEqual([
      "access_log off, which",
      "beats the paths beside it",
    ]);
    expect(wrapLabel("/var/log/portal/gunicorn-access.log", 20)).toEqual([
      "/var/log/portal/",
      "gunicorn-access.log",
    ]);
  });

  it("loses no character but spaces at line ends, and keeps to the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "/", "字", ".", "b-") }), (text) => {
        const lines = wrapLabel(text, 8);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe("pathPattern", () => {
  it.each([
    [["/log/site1.access.log", "/log/site2.access.log"], "/log/site*.access.log"],
    [["/log/shop.log", "/log/site.log"], "/log/*.log"],
    [["/log/a.example.log", "/log/b.example.log"], "/log/*.example.log"],
    [["/log/a", "/log/b"], "/log/*"],
  ])("names %j", (paths, pattern) => {
    expect(pathPattern(paths)).toBe(pattern);
  });
});
