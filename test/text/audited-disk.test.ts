import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostDiskFiles } from "../../src/text/audited-disk-file-system.ts";
import { isUnseen, type HostFiles } from "../../src/text/host-files.ts";

let root: string;
let files: HostFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "loglint-root-"));
  mkdirSync(`${root}/etc/app`, { recursive: true });
  writeFileSync(`${root}/etc/app/conf`, "inside\n");
  files = hostDiskFiles(root);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const text = (path: string): string => {
  const found = files.bytesOf(path, 1 << 20);
  return isUnseen(found) ? `${found.reason}: ${found.why}` : Buffer.from(found).toString();
};

describe("symbolic links stay inside the root", () => {
  it("an absolute link starts again at the root, `..` at the top stays there", () => {
    symlinkSync("/etc/app", `${root}/link`);
    symlinkSync("../../../../../../etc/app/conf", `${root}/etc/up`);
    expect(text("/link/conf")).toBe("inside\n");
    expect(text("/etc/up")).toBe("inside\n");
    expect(text("/../../etc/app/conf")).toBe("inside\n");
    expect(files.resolve("/link/conf")).toMatchObject({
      path: "/etc/app/conf",
      through: ["/", "/etc", "/etc/app"],
    });
    expect(files.entryOf("/link")).toMatchObject({ kind: "symlink", linksTo: "/etc/app" });
  });

  it("a link to a file that only the machine has is missing", () => {
    symlinkSync("/etc/passwd", `${root}/etc/passwd-link`);
    expect(statSync(`${root}/etc/passwd-link`).isFile()).toBe(true);
    expect(text("/etc/passwd-link")).toBe("missing: is not there");
    expect(files.kindOf("/etc/passwd-link")).toBeUndefined();
    expect(files.read("/etc/passwd-link")).toEqual({ path: "/etc/passwd-link", unreadable: "no such file" });
  });

  it("follows 40 links as the kernel does, and calls 41 a loop", () => {
    writeFileSync(`${root}/l0`, "end");
    for (let i = 1; i <= 41; i++) symlinkSync(`l${i - 1}`, `${root}/l${i}`);
    const kernel = (name: string): number | null => spawnSync("cat", [`${root}/${name}`]).status;
    expect([kernel("l40"), kernel("l41")]).toEqual([0, 1]);
    expect(text("/l40")).toBe("end");
    expect(text("/l41")).toMatch(/^loop: more than 40 symbolic links/);
    symlinkSync("round", `${root}/round`);
    expect(text("/round")).toMatch(/^loop/);
    expect(files.unseen().map(({ path, reason }) => [path, reason])).toEqual([
      ["/l41", "loop"],
      ["/round", "loop"],
    ]);
  });

  it("links of the kernel below /proc are not followed but shown", () => {
    const host = hostDiskFiles("/");
    const cwd = `/proc/${process.pid}/cwd`;
    expect(host.entryOf(cwd)).toMatchObject({ kind: "symlink", linksTo: process.cwd() });
    expect(host.resolve(`${cwd}/package.json`)).toMatchObject({ reason: "outside" });
  });
});

describe("opens regular files only", () => {
  it("never blocks on a FIFO and refuses sockets, directories and devices", async () => {
    expect(spawnSync("mkfifo", [`${root}/fifo`]).status).toBe(0);
    const server = createServer().listen(`${root}/socket`);
    await new Promise((ready) => server.once("listening", ready));
    symlinkSync("/fifo", `${root}/to-fifo`);
    expect(text("/fifo")).toBe("not-regular: is a fifo, not a regular file");
    expect(text("/to-fifo")).toBe("not-regular: is a fifo, not a regular file");
    expect(text("/socket")).toBe("not-regular: is a socket, not a regular file");
    expect(text("/etc")).toBe("not-regular: is a directory");
    expect(files.read("/fifo")).toEqual({ path: "/fifo", unreadable: "is a fifo, not a regular file" });
    server.close();
    const host = hostDiskFiles("/");
    expect(host.bytesOf("/dev/zero", 10)).toMatchObject({ reason: "not-regular" });
    expect(host.bytesOf("/proc/kmsg", 10)).toMatchObject({ reason: "not-regular" });
  });

  it("leaves the access time alone", () => {
    const old = new Date("2001-02-03T04:05:06Z");
    utimesSync(`${root}/etc/app/conf`, old, new Date("2026-01-01T00:00:00Z"));
    expect(text("/etc/app/conf")).toBe("inside\n");
    expect(statSync(`${root}/etc/app/conf`).atime).toEqual(old);
  });

  it("reads files of /proc, whose sizes are 0, but not as source", () => {
    const host = hostDiskFiles("/");
    const status = host.bytesOf("/proc/self/status", 1 << 16);
    expect(Buffer.from(status as Uint8Array).toString()).toContain(`Pid:\t${process.pid}\n`);
    expect(host.read("/proc/self/environ")).toMatchObject({
      unreadable: "is a file of the kernel, not of the disk",
    });
  });

  it("a limit is a limit, met to the byte", () => {
    writeFileSync(`${root}/ten`, "0123456789");
    expect(files.bytesOf("/ten", 10)).toHaveLength(10);
    expect(files.bytesOf("/ten", 9)).toMatchObject({ reason: "too-large", why: "is larger than 9 bytes" });
    expect(hostDiskFiles("/").bytesOf("/proc/self/status", 20)).toMatchObject({ reason: "too-large" });
  });
});

describe("names", () => {
  it("keeps every name, with newlines, escape sequences and bytes that are not UTF-8, and opens it by that name", () => {
    const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff, 0xc3, 0x62])]);
    writeFileSync(odd, "odd");
    writeFileSync(`${root}/new\nline`, "nl");
    writeFileSync(`${root}/\u001b[31mred`, "esc");
    writeFileSync(`${root}/\u{1f600}`, "astral");
    writeFileSync(`${root}/\uffee`, "basic");
    const found = files.names("/", 100);
    const names = isUnseen(found) ? [] : found.names;
    expect(names).toEqual(["\u001b[31mred", "a\udcff\udcc3b", "etc", "new\nline", "\uffee", "\u{1f600}"]);
    expect(names.map((name) => text(`/${name}`))).toEqual([
      "esc",
      "odd",
      "not-regular: is a directory",
      "nl",
      "basic",
      "astral",
    ]);
    expect(files.list("/").map((entry) => entry.name)).toEqual(names);
  });

  it("takes a limited number from a large directory and says that there are more", () => {
    for (let i = 0; i < 50; i++) writeFileSync(`${root}/etc/app/f${i}`, "");
    expect(files.names("/etc/app", 51)).toMatchObject({ more: false });
    expect(files.names("/etc/app", 50)).toMatchObject({ more: true, names: { length: 50 } });
  });

  it("a NUL byte and an endless name are missing, not an error", () => {
    expect(files.entryOf("/a\0b")).toMatchObject({ reason: "missing" });
    expect(files.entryOf(`/${"x".repeat(300)}`)).toMatchObject({ reason: "missing" });
    expect(files.entryOf(`/${"x/".repeat(50_000)}`)).toMatchObject({ reason: "missing" });
  });
});

describe("what changes", () => {
  it("a file that is appended to while it is read is given whole or refused", () => {
    writeFileSync(`${root}/log`, "a\n".repeat(1000));
    appendFileSync(`${root}/log`, "b\n");
    expect(text("/log").endsWith("b\n")).toBe(true);
  });

  it("a root that is not there has nothing", () => {
    const gone = hostDiskFiles(`${root}/none`);
    expect(gone.entryOf("/")).toMatchObject({ reason: "missing" });
    expect(gone.list("/")).toEqual([]);
  });
});

it("sees what a process has open, deleted or not", () => {
  const host = hostDiskFiles("/");
  const mine = host.openedEntryOf?.(`/proc/${process.pid}/fd/0`);
  expect(mine).toHaveProperty("identity");
  expect(host.openedEntryOf?.("/etc/passwd")).toMatchObject({ reason: "outside" });
});
