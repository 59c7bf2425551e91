import { describe, expect, it } from "vitest";
import { loadUnits } from "../../../src/loaders/systemd/load-units.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

/** What a unit with these lines says of its standard output, and of its standard error. */
function streams(lines: string): unknown[] {
  const text = `[Service]\nExecStart=/usr/bin/gunicorn wiki.wsgi\n${lines}\n`;
  const { launches } = loadUnits({
    fs: memoryFileSystem({ "wiki.service": text }),
    files: ["wiki.service"],
    homes: [],
    known: [],
    purposeOf: () => "unknown",
  });
  return launches.flatMap(({ stdout, stderr }) =>
    [stdout, stderr].map((fact) => (fact.state === "set" || fact.state === "default" ? fact.value : "?")),
  );
}

const file = (mode: string, path = "/var/log/wiki.log"): object => ({ kind: "file", path, mode });
const journal = { kind: "journal", unit: "wiki.service" };

describe("the standard streams of a unit", () => {
  it.each([
    ["", [journal, journal]],
    ["StandardOutput=append:/var/log/wiki.log", [file("append"), file("append")]],
    ["StandardOutput=truncate:/var/log/wiki.log", [file("truncate"), file("truncate")]],
    ["StandardOutput=file:/var/log/wiki.log", [file("overwrite-in-place"), file("overwrite-in-place")]],
    ["StandardError=append:/var/log/wiki.log", [journal, file("append")]],
    [
      "StandardOutput=file:/var/log/a\nStandardError=append:/var/log/%p",
      [file("overwrite-in-place", "/var/log/a"), file("append", "/var/log/wiki")],
    ],
    ["StandardOutput=null", [{ kind: "null" }, { kind: "null" }]],
    ["StandardOutput=null\nStandardError=journal", [{ kind: "null" }, journal]],
    ["StandardOutput=append:logs/wiki.log", ["?", "?"]],
  ])("%s", (lines, expected) => {
    expect(streams(lines)).toEqual(expected);
  });
});
