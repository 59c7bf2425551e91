import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realProgram } from "../../real-programs.ts";

const python = realProgram("python");

/** Runs a script in a folder of its own and gives the files that it leaves. */
function filesOf(script: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-rotate-"));
  try {
    const run = spawnSync(python!, ["-c", script], { cwd: folder, encoding: "utf8" });
    expect(run.stderr).toBe("");
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const LOGGER = `
import logging, logging.handlers, os

def logger(**options):
    made = logging.Logger("app")
    made.addHandler(logging.handlers.RotatingFileHandler("app.log", **options))
    return made
`;

describe.skipIf(python === null)("what the rules say of rotating handlers", () => {
  it("rotating-handler-shared: a second process goes on writing to the renamed file, and its record is lost at the next rotation", () => {
    const files = filesOf(`${LOGGER}
first = logger(maxBytes=60, backupCount=1)
first.error("start")
ready, go = os.pipe(), os.pipe()
if os.fork() == 0:
    second = logger(maxBytes=10_000, backupCount=1)
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    second.error("SECOND")
    os.write(ready[1], b"x")
    os._exit(0)
os.read(ready[0], 1)
first.error("x" * 58)
os.write(go[1], b"x")
os.read(ready[0], 1)
first.error("y" * 58)
os.wait()
`);
    expect(Object.keys(files).sort()).toEqual(["app.log", "app.log.1"]);
    expect(Object.values(files).join("")).not.toContain("SECOND");
  });

  it("rotating-handler-never-rotates: without backupCount, or without maxBytes, the file only grows", () => {
    for (const options of ["maxBytes=50", "backupCount=3"]) {
      const files = filesOf(`${LOGGER}
made = logger(${options})
for _ in range(100):
    made.error("a line of some length")
`);
      expect(Object.keys(files)).toEqual(["app.log"]);
      expect(files["app.log"]!.split("\n")).toHaveLength(101);
    }
  });
});
