import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unpackedBin } from "./built-bundle.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-interrupted-"));
let bin = "";

beforeAll(() => {
  bin = unpackedBin(folder);
  const servers = Array.from(
    { length: 1500 },
    (_, i) => `server { server_name s${i}; access_log on; listen ${i + 1}; }\n`,
  );
  writeFileSync(join(folder, "many.conf"), `events {}\nhttp {\n${servers.join("")}}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs loglint, and interrupts it as Ctrl-C does after so many milliseconds; gives what took how long. */
function interrupted(
  after: number | null,
): Promise<{ readonly milliseconds: number; readonly signal: string | null }> {
  const started = performance.now();
  const child = spawn(process.execPath, [bin, "many.conf", "--format", "json=out.json", "--quiet"], {
    cwd: folder,
    stdio: "ignore",
  });
  const timer = after === null ? undefined : setTimeout(() => child.kill("SIGINT"), after);
  return new Promise((resolve) => {
    child.on("exit", (_, signal) => {
      clearTimeout(timer);
      resolve({ milliseconds: performance.now() - started, signal });
    });
  });
}

describe("a run that is interrupted", () => {
  it("leaves no half-written report: none, the old one or the new one", async () => {
    const whole = await interrupted(null);
    const size = readFileSync(join(folder, "out.json")).length;
    expect(size).toBeGreaterThan(500_000);
    rmSync(join(folder, "out.json"));
    let stopped = 0;
    for (let part = 1; part <= 12; part++) {
      const old = part % 2 === 0 ? "old" : null;
      if (old !== null) writeFileSync(join(folder, "out.json"), old);
      const { signal } = await interrupted((whole.milliseconds * part) / 11);
      if (signal === "SIGINT") stopped++;
      const there = readdirSync(folder).includes("out.json");
      const now = there ? readFileSync(join(folder, "out.json"), "utf8") : null;
      if (now !== old) expect(now?.length).toBe(size);
      rmSync(join(folder, "out.json"), { force: true });
    }
    expect(stopped).toBeGreaterThan(0);
  });
});
