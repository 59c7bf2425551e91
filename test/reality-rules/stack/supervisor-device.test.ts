import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { realProgram } from "../../real-programs.ts";

const supervisord = realProgram("supervisord");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A program that prints twenty lines, each in a write of its own, and then ends its parent. */
const PROGRAM = `import os, signal, sys, time
for number in range(20):
    sys.stdout.write(f"line {number}\\n")
    sys.stdout.flush()
    time.sleep(0.03)
os.kill(os.getppid(), signal.SIGTERM)
time.sleep(5)
`;

/** What comes out of supervisord's own standard output, a pipe, and what it writes in its log. */
function run(lines: string): { readonly out: string[]; readonly log: string } {
  const folder = mkdtempSync(join(tmpdir(), "loglint-supervisor-"));
  folders.push(folder);
  writeFileSync(join(folder, "program.py"), PROGRAM);
  const log = join(folder, "supervisord.log");
  writeFileSync(
    join(folder, "supervisord.conf"),
    `[supervisord]\nnodaemon=true\nlogfile=${log}\npidfile=${join(folder, "pid")}\nchildlogdir=${folder}\n` +
      `[program:web]\ncommand=/usr/bin/python3 ${join(folder, "program.py")}\nautorestart=false\nstdout_logfile=/dev/stdout\n${lines}\n`,
  );
  const conf = join(folder, "supervisord.conf");
  const piped = spawnSync("/bin/sh", ["-c", '"$0" -n -c "$1" | cat', supervisord ?? "", conf], {
    encoding: "utf8",
  });
  const out = piped.stdout.split("\n").filter((line) => line.startsWith("line "));
  return { out, log: readFileSync(log, "utf8") };
}

describe.skipIf(supervisord === null)("stack/supervisor-device-rotation: what supervisord does", () => {
  it("writes each piece of output, and an error of its own after each: nothing is lost", () => {
    const { out, log } = run("");
    expect(out).toEqual(Array.from({ length: 20 }, (_, number) => `line ${String(number)}`));
    expect(log.split("Illegal seek").length - 1).toBeGreaterThanOrEqual(10);
    expect(log).toContain("CRIT uncaptured python exception, closing channel");
  });

  it("writes no error with maxbytes 0", () => {
    const { out, log } = run("stdout_logfile_maxbytes=0");
    expect(out).toHaveLength(20);
    expect(log).not.toContain("Illegal seek");
  });
});
