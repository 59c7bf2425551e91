import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gunicorn, runGunicorn } from "./run-gunicorn.ts";

/** Device nodes can be made by root only, and not in every container. */
function canMakeDevices(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "loglint-node-"));
  const made = spawnSync("mknod", [join(folder, "null"), "c", "1", "3"]).status === 0;
  rmSync(folder, { recursive: true, force: true });
  return made;
}

/** What a gunicorn with this statsd host sends to it. */
async function metricsOf(config: string): Promise<string> {
  const socket = createSocket("udp4");
  let received = "";
  socket.on("message", (message) => (received += `${message.toString()}\n`));
  await new Promise<void>((resolve) => {
    socket.bind(0, "127.0.0.1", () => {
      resolve();
    });
  });
  const left = await runGunicorn(
    `accesslog = "-"\nstatsd_host = "127.0.0.1:${String(socket.address().port)}"\n${config}`,
  );
  expect(left.status).toBe(200);
  await new Promise<void>((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
  return received;
}

const QUIET = `
open("quiet.py", "w").write("from gunicorn.glogging import Logger\\nclass Quiet(Logger):\\n    pass\\n")
logger_class = "quiet.Quiet"
`;

describe.skipIf(gunicorn === null)(
  "what more of the gunicorn rules claim, shown by the real gunicorn",
  () => {
    it("log-forging: %0a in the path makes a line of its own with %(U)s, and not with %(r)s", async () => {
      const path = "/x%0a203.0.113.9%20FORGED";
      const forged = await runGunicorn(`accesslog = "-"\naccess_log_format = "%(m)s %(U)s %(s)s"\n`, {
        path,
      });
      expect(forged.stdout).toMatch(/^203\.0\.113\.9 FORGED 200$/m);
      const safe = await runGunicorn(`accesslog = "-"\naccess_log_format = "%(r)s %(s)s"\n`, { path });
      expect(safe.stdout).not.toMatch(/^203/m);
    });

    it("log-forging: a Basic user name with a line break makes a line of its own with %(u)s", async () => {
      const authorization = `Basic ${Buffer.from("bob\n203.0.113.9 FORGED:x").toString("base64")}`;
      const left = await runGunicorn(`accesslog = "-"\naccess_log_format = "%(m)s %(u)s %(s)s"\n`, {
        headers: { authorization },
      });
      expect(left.stdout).toMatch(/^203\.0\.113\.9 FORGED 200$/m);
    });

    it("stdio-inheritance-noop: without daemon the streams are the same with and without it", async () => {
      for (const value of ["True", "False"]) {
        const left = await runGunicorn(`enable_stdio_inheritance = ${value}\n`);
        expect(left.stdout).toContain("PRINTED-BY-THE-APPLICATION");
        expect(left.stderr).toContain("ERROR-STREAM-OF-THE-APPLICATION");
      }
    });

    it("umask-ineffective: with umask 0o077 the access log is readable for everybody", async () => {
      const left = await runGunicorn(`
import os
os.umask(0o022)
accesslog = "logs/access.log"
errorlog = "logs/error.log"
umask = 0o077

def when_ready(server):
    print("MODES", *(oct(os.stat(p).st_mode & 0o777) for p in (accesslog, errorlog)), flush=True)
`);
      expect(left.stdout).toContain("MODES 0o644 0o644");
    });

    it("statsd-off: a logger class of one's own sends no metric, the default sends them", async () => {
      expect(await metricsOf("")).toContain("gunicorn.request");
      expect(await metricsOf(QUIET)).toBe("");
    });

    it("development-option: spew prints the lines that are executed", async () => {
      const left = await runGunicorn("spew = True\n");
      expect(left.stdout).toMatch(/app:\d+: {2}.*start_response/);
    });

    it("worker-removed: gunicorn exits with the reason on standard error, and an empty error log", async () => {
      const left = await runGunicorn('worker_class = "gaiohttp"\nerrorlog = "error.log"\n');
      expect(left.exit).toBe(1);
      expect(left.stderr).toContain("class uri 'gaiohttp' invalid or not found");
      expect(left.file("error.log")).toBe("");
    });

    it.skipIf(!canMakeDevices())(
      "device-chowned: a device node given as accesslog becomes the workers' user's",
      async () => {
        const left = await runGunicorn(`
import os, stat
os.mknod("null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
user = "nobody"
accesslog = os.path.abspath("null")

def when_ready(server):
    print("OWNER", os.stat(accesslog).st_uid == server.cfg.uid, os.stat(accesslog).st_uid, flush=True)
`);
        expect(left.stdout).toMatch(/OWNER True [1-9]\d*/);
      },
    );
  },
);
