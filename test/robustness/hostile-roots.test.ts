import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostDiskFiles } from "../../src/text/audited-disk-file-system.ts";
import type { HostFiles } from "../../src/text/host-files.ts";
import { realProgram, runsAsRoot } from "../real-programs.ts";

const python = realProgram("python");
const asRoot = runsAsRoot();

let work: string;
let root: string;
let files: HostFiles;
const started: ChildProcess[] = [];
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "loglint-hostile-root-"));
  chmodSync(work, 0o755);
  root = `${work}/root`;
  mkdirSync(`${root}/var/log`, { recursive: true });
  files = hostDiskFiles(root);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  // Many times as fast as node for a hundred thousand files.
  execFileSync("rm", ["-rf", work]);
});

/** What reading a path gives: its text, or why not. */
function read(path: string): string {
  const found = files.bytesOf(path, 1 << 24);
  return found instanceof Uint8Array ? Buffer.from(found).toString() : found.reason;
}

/** Runs a Python program beside the test, over and over, until the test ends. */
async function meanwhile(program: string): Promise<void> {
  const child = spawn(python ?? "", ["-c", program], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  await new Promise((ready) => child.stdout.once("data", ready));
}

describe("a root with a great many files", () => {
  it("lists a directory of 110,000 entries up to its limit, says so, and takes a few names of it at once", () => {
    const make = "import os\nfor i in range(110000): os.mknod(f'var/log/{i}.log')";
    execFileSync(python ?? "/usr/bin/python3", ["-c", make], { cwd: root });
    expect(files.names("/var/log", 10)).toMatchObject({ names: { length: 10 }, more: true });
    expect(files.unseen()).toEqual([]);
    expect(files.list("/var/log")).toHaveLength(100_000);
    expect(files.unseen()).toEqual([
      { path: "/var/log", reason: "too-large", why: "only 100000 of its entries were looked at" },
    ]);
  });

  it("walks 30,000 files in nested folders and reads any of them", () => {
    const make =
      "import os\nfor d in range(100):\n os.makedirs(f'a/{d}')\n for i in range(300): os.mknod(f'a/{d}/{i}')";
    execFileSync(python ?? "/usr/bin/python3", ["-c", make], { cwd: root });
    const ahead = ["/a"];
    let found = 0;
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      for (const { name, kind } of files.list(at)) {
        if (kind === "directory") ahead.push(`${at}/${name}`);
        else found++;
      }
    }
    expect(found).toBe(30_000);
    expect([read("/a/99/299"), files.unseen()]).toEqual(["", []]);
  });

  it("a path of a thousand nested directories and one through a thousand links is answered", () => {
    const deep = "d/".repeat(1000);
    mkdirSync(`${root}/${deep}`, { recursive: true });
    writeFileSync(`${root}/${deep}conf`, "deep");
    expect(read(`/${deep}conf`)).toBe("deep");
    symlinkSync(".", `${root}/here`);
    expect(read(`/${"here/".repeat(40)}none`)).toBe("missing");
    expect(read(`/${"here/".repeat(1000)}none`)).toBe("loop");
  });
});

describe.skipIf(!asRoot)("devices as log files and configuration", () => {
  it("are told apart and never opened", () => {
    execFileSync("mknod", [`${root}/zero`, "c", "1", "5"]);
    execFileSync("mknod", [`${root}/disk`, "b", "7", "250"]);
    symlinkSync("/zero", `${root}/var/log/access.log`);
    expect(files.entryOf("/zero")).toMatchObject({ kind: "character-device" });
    expect(files.entryOf("/disk")).toMatchObject({ kind: "block-device" });
    expect([read("/zero"), read("/disk"), read("/var/log/access.log")]).toEqual(Array(3).fill("not-regular"));
    expect(files.list("/").map(({ name, kind }) => [name, kind])).toEqual([
      ["disk", "other"],
      ["var", "directory"],
      ["zero", "other"],
    ]);
  });
});

describe.skipIf(python === null)("files that change while they are read", () => {
  it("a file that becomes a FIFO, a link out of the root and a file again never blocks and never shows the outside", async () => {
    writeFileSync(`${work}/secret`, "SECRET");
    await meanwhile(`
import os
os.mkfifo("fifo"); os.symlink("../secret", "link"); open("file", "w").write("inside")
print("ready", flush=True)
while True:
    for kind in "file", "fifo", "link":
        os.link(kind, "next", follow_symlinks=False); os.rename("next", "conf"); os.path.lexists("next") and os.unlink("next")
`);
    const seen = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const found = read("/conf");
      seen.set(found, (seen.get(found) ?? 0) + 1);
    }
    expect([...seen.keys()]).toContain("inside");
    expect([...seen.keys()]).toContain("not-regular");
    expect([...seen.keys()]).not.toContain("SECRET");
  });

  it("a directory that becomes a link out of the root never shows the outside", async () => {
    mkdirSync(`${work}/elsewhere`);
    writeFileSync(`${work}/elsewhere/conf`, "SECRET");
    writeFileSync(`${work}/elsewhere/only-there`, "SECRET");
    mkdirSync(`${root}/etc`);
    writeFileSync(`${root}/etc/conf`, "inside");
    symlinkSync(`${work}/elsewhere`, `${root}/link`);
    await meanwhile(`
import os
print("ready", flush=True)
while True:
    os.rename("etc", "kept"); os.rename("link", "etc"); os.rename("etc", "link"); os.rename("kept", "etc")
`);
    const seen = new Set<string>();
    for (let i = 0; i < 6000; i++) {
      seen.add(read("/etc/conf"));
      const names = files.names("/etc", 10);
      if ("names" in names) for (const name of names.names) seen.add(name);
    }
    expect(seen).toContain("inside");
    expect(seen).not.toContain("SECRET");
    expect(seen).not.toContain("only-there");
  });

  it("a file whose start and end change together is shown as it was at one moment, or not at all", async () => {
    await meanwhile(`
import os, time
fd = os.open("conf", os.O_RDWR | os.O_CREAT)
os.pwrite(fd, b"0" * 4000000, 0)
print("ready", flush=True)
version = 0
while True:
    version += 1
    # First the start, then the end: at any moment the start is at most one ahead.
    os.pwrite(fd, b"%08d" % version, 0)
    os.pwrite(fd, b"%08d" % version, 4000000 - 8)
    if version % 50 == 0: time.sleep(0.02)
`);
    let torn = 0;
    for (let i = 0; i < 200; i++) {
      const found = read("/conf");
      if (found === "failed") continue;
      const ahead = Number(found.slice(0, 8)) - Number(found.slice(-8));
      if (ahead !== 0 && ahead !== 1) torn++;
    }
    expect(torn).toBe(0);
  });

  it("a file that vanishes is missing, and one that grows for ever is cut at the limit", async () => {
    await meanwhile(`
import os
log = open("log", "ab", buffering=0)
log.write(b"x" * 100000)
print("ready", flush=True)
while True:
    log.write(b"x" * 4096)
    if os.fstat(log.fileno()).st_size > 50000000: log.truncate(100000)
    open("brief", "w").close(); os.unlink("brief")
`);
    const brief = new Set<string>();
    for (let i = 0; i < 2000; i++) brief.add(read("/brief"));
    expect([...brief].every((found) => found === "" || found === "missing")).toBe(true);
    expect(files.bytesOf("/log", 50_000)).toMatchObject({ reason: "too-large" });
  });
});

describe.skipIf(!asRoot)("without the rights of root", () => {
  const setpriv = spawnSync("setpriv", ["--version"]).status === 0;

  it.skipIf(!setpriv)(
    "says of each path whether it is denied or missing, and with which rights it could be seen",
    () => {
      mkdirSync(`${root}/closed`, { mode: 0o700 });
      writeFileSync(`${root}/closed/conf`, "secret");
      mkdirSync(`${root}/unlisted`);
      writeFileSync(`${root}/unlisted/conf`, "open");
      chmodSync(`${root}/unlisted`, 0o711);
      writeFileSync(`${root}/private`, "secret");
      chmodSync(`${root}/private`, 0o600);
      const script = `
import { hostDiskFiles } from "./src/text/audited-disk-file-system.ts";
const files = hostDiskFiles(process.argv[2]);
const reason = (found) => ("reason" in found ? found.reason : "seen");
const asked = ["/closed", "/closed/conf", "/closed/none", "/unlisted/conf", "/unlisted/none", "/private", "/none"];
console.log(JSON.stringify({
  entries: asked.map((path) => reason(files.entryOf(path))),
  names: ["/closed", "/unlisted", "/"].map((path) => reason(files.names(path, 10))),
  bytes: asked.map((path) => reason(files.bytesOf(path, 100))),
  unseen: files.unseen(),
}));`;
      buildSync({
        stdin: { contents: script, resolveDir: join(import.meta.dirname, "../.."), loader: "ts" },
        bundle: true,
        platform: "node",
        format: "esm",
        outfile: `${work}/look.mjs`,
      });
      // The test's own node may lie where others may not go, so it is started by its open file.
      const node = readlinkSync("/proc/self/exe");
      const words = ["--reuid=65534", "--regid=65534", "--clear-groups", node, `${work}/look.mjs`, root];
      const ran = spawnSync("setpriv", words, { cwd: "/" });
      expect(ran.stderr.toString()).toBe("");
      const denied = (path: string, at: string, shown: string): unknown => ({
        path,
        reason: "denied",
        why: `${at} is ${shown} of uid 0, gid 0, and loglint runs as uid 65534: root could see it`,
      });
      expect(JSON.parse(ran.stdout.toString())).toEqual({
        entries: ["seen", "denied", "denied", "seen", "missing", "seen", "missing"],
        names: ["denied", "denied", "seen"],
        bytes: ["not-regular", "denied", "denied", "seen", "missing", "denied", "missing"],
        unseen: [
          denied("/closed", "/closed", "drwx------"),
          { path: "/closed", reason: "not-regular", why: "is a directory" },
          denied("/closed/conf", "/closed", "drwx------"),
          denied("/closed/none", "/closed", "drwx------"),
          denied("/private", "/private", "-rw-------"),
          denied("/unlisted", "/unlisted", "drwx--x--x"),
        ],
      });
    },
  );
});
