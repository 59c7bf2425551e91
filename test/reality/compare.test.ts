import { describe, expect, it } from "vitest";
import type { Route, Sink } from "../../src/index.ts";
import { verdictOf } from "./harness/compare.ts";
import type { Scratch } from "./harness/scratch.ts";

const scratch: Scratch = {
  root: "/scratch",
  site: "/scratch/site",
  nginxConf: null,
  gunicornConf: null,
  gunicornPort: 1,
  syslogPort: 1,
  ports: new Map(),
  socket: null,
  masterMarker: "",
};
const territory = new Map([
  ["var/log/a.log", "line with MARK-1-end\n"],
  ["stderr of gunicorn", "MARK-1-end\n"],
  ["var/log/b.log", "other\n"],
]);

function file(path: string, certain = true): Sink {
  return { kind: "file", path, read: "", certain };
}
const stderr: Sink = { kind: "stderr", process: "gunicorn", read: "", certain: true };

function verdict(sinks: readonly Sink[], certain = true, happened = true): string {
  const route: Route = {
    event: "python.stderr",
    service: "gunicorn",
    stack: "site",
    certain,
    sinks,
    dropped: [],
    steps: [],
  };
  return verdictOf({ event: "e", marker: "MARK-1-end", routes: [route], happened }, territory, scratch)
    .verdict;
}

describe("the comparison of map and territory", () => {
  it("is equal only when the marker is in exactly the named places", () => {
    expect(verdict([file("/scratch/var/log/a.log"), stderr])).toBe("equal");
  });

  it("is wrong for a place too few, a place too many, another place, and nowhere", () => {
    expect(verdict([stderr])).toBe("wrong");
    expect(verdict([file("/scratch/var/log/a.log"), stderr, file("/scratch/var/log/b.log")])).toBe("wrong");
    expect(verdict([file("/scratch/var/log/b.log")])).toBe("wrong");
    expect(verdict([])).toBe("wrong");
  });

  it("is maybe only for a map that says so, and wrong when a certain place of it is missing", () => {
    expect(verdict([stderr, file("/scratch/var/log/b.log", false)], false)).toBe("maybe");
    expect(verdict([stderr, file("/scratch/var/log/b.log")], false)).toBe("wrong");
  });

  it("is wrong for an event that was never caused, and for one that no route is about", () => {
    expect(verdict([file("/scratch/var/log/a.log"), stderr], true, false)).toBe("wrong");
    const none = verdictOf({ event: "e", marker: "MARK-9-end", routes: [] }, territory, scratch);
    expect(none.verdict).not.toBe("equal");
  });

  it("counts /dev/null as nowhere", () => {
    const nothing: Sink = { kind: "null", read: null, certain: true };
    const route = {
      event: "python.print",
      service: "",
      stack: "",
      certain: true,
      sinks: [nothing],
      dropped: [],
      steps: [],
    } as const;
    const result = verdictOf({ event: "e", marker: "MARK-9-end", routes: [route] }, territory, scratch);
    expect(result).toMatchObject({ verdict: "equal", predicted: [], found: [] });
  });
});
