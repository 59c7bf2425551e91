import { describe, expect, it } from "vitest";
import { buildMap } from "../../../src/report/map/build-map.ts";
import type { MapGraph } from "../../../src/report/map/map-graph.ts";
import { endsOf } from "../../../src/report/map/reached.ts";
import type { Sink, Step } from "../../../src/routes/route.ts";
import { AT, file, fixture, FIXTURES, route } from "./routes.ts";

/** `card: events -> ends`, one for each box of events. */
function ways(graph: MapGraph): string[] {
  const ends = endsOf(graph);
  return graph.services.flatMap(({ title, events }) =>
    events.map(({ id, names }) => {
      const labels = (ends.get(id) ?? []).map((end) => end.label).sort();
      return `${title}: ${names.join(", ")} -> ${labels.join(", ")}`;
    }),
  );
}

const server = (name: string, path: string) => route({ server: name }, [file(path)]);
const DROP: Step = { what: "access_log", verdict: "drop", why: "access_log off", at: AT };

describe("the graph of the log map", () => {
  it("puts servers that log to the same places in one card, and others not", () => {
    const routes = ["a", "b", "c"].map((name) => server(name, name === "c" ? "/c.log" : "/all.log"));
    expect(ways(buildMap(routes, []))).toEqual([
      "nginx: 2 servers: requests -> /all.log",
      "nginx: c: requests -> /c.log",
    ]);
  });

  it("puts three servers with logs of their own in one card, but not two", () => {
    const routes = ["a.example", "b.example"].map((name) => server(name, `/var/log/${name}.log`));
    expect(buildMap(routes, []).services).toHaveLength(2);
    const more = [...routes, server("c.example", "/var/log/c.example.log")];
    const { services, ends } = buildMap(more, []);
    expect(services.map((each) => [each.title, each.subtitle])).toEqual([
      ["nginx: 3 servers", "a.example, b.example, c.example (nginx.conf)"],
    ]);
    expect(ends.map(({ label, detail }) => [label, detail])).toEqual([["/var/log/*.example.log", "3 files"]]);
  });

  it("keeps servers of two nginx apart, though they log alike", () => {
    const routes = [route({}, [file("/all.log")]), route({ service: "other.conf" }, [file("/all.log")])];
    expect(buildMap(routes, []).services).toHaveLength(2);
  });

  it("keeps one path of two deployments apart", () => {
    const routes = [route({}, [file("/all.log")]), route({ stack: "two" }, [file("/all.log")])];
    expect(buildMap(routes, []).ends).toHaveLength(2);
  });

  it("shows dead ends of one reason once, with all their lines", () => {
    const other = { ...AT, start: 9, end: 12 };
    const routes = [
      route({ location: "/a" }, [], [DROP]),
      route({ location: "/b" }, [], [{ ...DROP, at: other }]),
      route({ location: "/c" }, [], [{ ...DROP, why: "another reason" }]),
    ];
    const { ends, edges } = buildMap(routes, []);
    expect(ends.map(({ kind, detail, places }) => [kind, detail, places])).toEqual([
      ["dead", "access_log off", [AT, other]],
      ["dead", "another reason", [AT]],
    ]);
    expect(edges.map((edge) => edge.verdict)).toEqual(["dead", "dead"]);
  });

  it("says of /dev/null that it is a dead end, and of what is not certain that it may be", () => {
    const sinks: Sink[] = [
      { kind: "null", read: null, certain: true },
      { ...file("/maybe.log"), certain: false },
    ];
    const { ends, edges } = buildMap([route({}, sinks)], []);
    expect(ends.map((end) => end.kind)).toEqual(["dead", "sink"]);
    expect(edges.map((edge) => edge.verdict)).toEqual(["dead", "maybe"]);
  });

  it("draws no way that no record takes: handlers of one name that lead to two places are two boxes", () => {
    const handler: Step = { what: "handler file", verdict: "pass", at: AT, part: "handler" };
    const django = {
      event: "django.logger",
      service: "web",
      settings: "site.settings",
      server: undefined,
    } as const;
    const routes = [
      route({ ...django, logger: "a", level: "ERROR" }, [file("/a.log")], [handler]),
      route({ ...django, logger: "b", level: "ERROR" }, [file("/b.log")], [handler]),
    ];
    const graph = buildMap(routes, []);
    expect(graph.waypoints).toHaveLength(2);
    expect(ways(graph)).toEqual([
      "Django: site.settings: logger a ERROR -> /a.log",
      "Django: site.settings: logger b ERROR -> /b.log",
    ]);
  });

  it.each(FIXTURES)("has for every route its ends, and no others: %s", (name) => {
    const { graph, routes } = fixture(name);
    const ends = endsOf(graph);
    const boxes = graph.services.flatMap((service) => service.events);
    expect(boxes.flatMap((events) => events.routes)).toHaveLength(routes.length);
    for (const { id, routes: own } of boxes) {
      const places = (ends.get(id) ?? []).flatMap((end) =>
        end.kind === "sink" ? (end.files.length > 0 ? end.files.map((each) => each.path) : [end.label]) : [],
      );
      const sinks = own.flatMap((each) => each.sinks.filter((sink) => sink.kind !== "null"));
      const paths = new Set(sinks.flatMap((sink) => (sink.kind === "file" ? [sink.path] : [])));
      expect(new Set(places.filter((place) => place.startsWith("/") || place.startsWith("{")))).toEqual(
        paths,
      );
      if (sinks.length === 0) expect((ends.get(id) ?? []).map((end) => end.kind)).not.toContain("sink");
    }
  });
});
