import { describe, expect, it } from "vitest";
import { mayAppend, mayChangeDirectory } from "../../src/model/permission.ts";
import type { AppendOptions, SandboxRule } from "../../src/model/append-options.ts";
import type { Identity } from "../../src/model/host.ts";
import { memoryHostFiles, type MemoryHostEntry } from "../../src/text/memory-host-files.ts";

const www: Identity = { uid: 33, gid: 33, groups: [4], overrides: false };
const root: Identity = { uid: 0, gid: 0, groups: [], overrides: true };
const names = {
  user: (uid: number) =>
    new Map([
      [0, "root"],
      [33, "www-data"],
    ]).get(uid),
  group: (gid: number) =>
    new Map([
      [0, "root"],
      [4, "adm"],
      [33, "www-data"],
    ]).get(gid),
};

function verdict(
  files: Record<string, MemoryHostEntry>,
  path: string,
  options: AppendOptions = {},
  identity = www,
  acls: "none" | "unknown" = "none",
): string {
  const found = mayAppend(memoryHostFiles(files, { acls }), path, identity, { names, ...options });
  return `${found.verdict}${found.likely === undefined ? "" : ` (likely ${found.likely})`}: ${found.why}`;
}

describe("says for people what stands in the way", () => {
  it("names the first directory that may not be entered, with its mode and owners", () => {
    expect(verdict({ "/srv/private": { mode: 0o700 }, "/srv/private/a.log": "" }, "/srv/private/a.log")).toBe(
      "no: www-data may not enter /srv/private (drwx------ root root)",
    );
  });

  it("names the directory in which no file may be made, and the one that is not there", () => {
    expect(verdict({ "/var/log": {} }, "/var/log/app.log")).toBe(
      "no: www-data may not make files in /var/log (drwxr-xr-x root root)",
    );
    expect(verdict({ "/var/log": {} }, "/var/log/app/app.log")).toBe(
      "no: the directory /var/log/app does not exist",
    );
  });

  it("follows a dangling link to where the file would be made", () => {
    const files = { "/log": { linksTo: "/data/new.log" }, "/data": { uid: 33, mode: 0o755 } };
    expect(verdict(files, "/log")).toBe("yes: www-data may make /data/new.log");
  });

  it("the owner's bits decide for the owner, even where the group's would allow", () => {
    expect(verdict({ "/a.log": { content: "", uid: 33, gid: 33, mode: 0o070 } }, "/a.log")).toBe(
      "no: www-data may not write /a.log (----rwx--- www-data www-data)",
    );
  });
});

describe("an ACL that could not be read", () => {
  it("leaves a doubt only where it could change the answer", () => {
    const log = (mode: number): Record<string, MemoryHostEntry> => ({
      "/": { uid: 33, mode: 0o755 },
      "/a.log": { content: "", mode, gid: 0 },
    });
    expect(verdict(log(0o644), "/a.log", {}, www, "unknown")).toMatch(/^no: www-data may not write/);
    expect(verdict(log(0o664), "/a.log", {}, www, "unknown")).toMatch(/^unknown \(likely no\): by its mode/);
    expect(verdict(log(0o666), "/a.log", {}, www, "unknown")).toMatch(/^unknown \(likely yes\): by its mode/);
    expect(verdict(log(0o602), "/a.log", {}, www, "unknown")).toMatch(/^yes/);
  });
});

describe("what the process sees of the files", () => {
  const files = { "/var/log/app": { uid: 33, mode: 0o755 }, "/etc/app.log": { content: "", uid: 33 } };
  const rule = (path: string, access: SandboxRule["access"]): SandboxRule => ({
    path,
    access,
    why: `rule ${access}`,
  });

  it("a read-only sandbox keeps root out too, and the deepest rule counts", () => {
    const strict = rule("/", "read-only");
    expect(verdict(files, "/var/log/app/a.log", { sandbox: [strict] })).toBe(
      "no: rule read-only makes /var/log/app/a.log read-only",
    );
    expect(verdict(files, "/var/log/app/a.log", { sandbox: [strict] }, root)).toMatch(/^no/);
    const opened = [strict, rule("/var/log/app", "read-write")];
    expect(verdict(files, "/var/log/app/a.log", { sandbox: opened })).toMatch(/^yes/);
  });

  it("what is hidden cannot be opened, what is replaced is not known", () => {
    expect(verdict(files, "/var/log/app/a.log", { sandbox: [rule("/var/log", "inaccessible")] })).toBe(
      "no: rule inaccessible hides /var/log",
    );
    expect(verdict(files, "/tmp/a.log", { sandbox: [rule("/tmp", "replaced")] })).toBe(
      "unknown: rule replaced puts something else at /tmp",
    );
  });

  it("a directory that the unit makes is there and the user's own; one below it is not", () => {
    const sandbox = [rule("/var/log/new", "given")];
    expect(verdict(files, "/var/log/new/a.log", { sandbox })).toBe(
      "yes: www-data may make /var/log/new/a.log",
    );
    expect(verdict(files, "/var/log/new/deep/a.log", { sandbox })).toBe(
      "no: the directory /var/log/new/deep does not exist",
    );
  });

  it("a read-only mount refuses, a writable one inside it does not, a missing one leaves it open", () => {
    const mounts = [
      { path: "/", access: "read-only" as const },
      { path: "/var/log", access: "read-write" as const },
    ];
    expect(verdict(files, "/etc/app.log", { mounts })).toBe(
      "no: /etc/app.log is on the read-only file system of /",
    );
    expect(verdict(files, "/var/log/app/a.log", { mounts })).toMatch(/^yes/);
    const absent = [{ path: "/mnt/logs", access: "not-mounted" as const }];
    expect(verdict(files, "/mnt/logs/a.log", { mounts: absent })).toBe(
      "unknown: the file system of /mnt/logs is not mounted",
    );
  });

  it("rules are about places, so their own links are followed", () => {
    const linked = { ...files, "/logs": { linksTo: "/var/log" } };
    expect(verdict(linked, "/var/log/app/a.log", { sandbox: [rule("/logs", "read-only")] })).toMatch(/^no/);
  });

  it("links of the process itself are never those of loglint", () => {
    expect(verdict({ "/dev/stdout": { linksTo: "/proc/self/fd/1" }, "/proc": {} }, "/dev/stdout")).toMatch(
      /^unknown/,
    );
  });

  it("a directory that loglint may not see leaves it unknown", () => {
    const hidden = {
      "/srv/x": { mode: 0o755, unseen: { reason: "denied" as const, why: "not root" } },
      "/srv/x/y": "",
    };
    expect(verdict(hidden, "/srv/x/y")).toBe("unknown: /srv/x/y could not be seen: not root");
  });
});

describe("fs.protected_symlinks, fs.protected_regular and fs.protected_fifos", () => {
  const tmp = (mode: number): Record<string, MemoryHostEntry> => ({
    "/tmp": { mode, gid: 33 },
    "/tmp/a.log": { content: "", uid: 1000, mode: 0o666 },
    "/tmp/link": { linksTo: "/a.log", uid: 1000 },
    "/tmp/fifo": { kind: "fifo", uid: 1000, mode: 0o666 },
    "/a.log": { content: "", uid: 33 },
  });
  const set = (symlinks: number, regular: number, fifos: number): AppendOptions => ({
    protections: { symlinks, regular, fifos },
  });

  it("in a directory that all may write to, others' files and links are refused, to root as well", () => {
    for (const identity of [www, root]) {
      expect(verdict(tmp(0o1777), "/tmp/a.log", set(0, 1, 0), identity)).toMatch(/^no: fs.protected_regular/);
      expect(verdict(tmp(0o1777), "/tmp/link", set(1, 0, 0), identity)).toMatch(/^no: fs.protected_symlinks/);
      expect(verdict(tmp(0o1777), "/tmp/fifo", set(0, 0, 1), identity)).toMatch(/^no: /);
      expect(verdict(tmp(0o1777), "/tmp/a.log", set(1, 0, 1), identity)).toMatch(/^yes/);
    }
  });

  it("in a directory that only its group may write to, 2 is needed", () => {
    expect(verdict(tmp(0o1775), "/tmp/a.log", set(1, 1, 1))).toMatch(/^yes/);
    expect(verdict(tmp(0o1775), "/tmp/a.log", set(1, 2, 1))).toMatch(/^no/);
    expect(verdict(tmp(0o1775), "/tmp/link", set(1, 2, 1))).toMatch(/^yes/);
  });

  it("without the sticky bit they say nothing; where they are not known there is a doubt", () => {
    expect(verdict(tmp(0o777), "/tmp/a.log", set(1, 2, 2))).toMatch(/^yes/);
    expect(verdict(tmp(0o1777), "/tmp/a.log")).toMatch(/^unknown: /);
    expect(verdict(tmp(0o1777), "/tmp/new.log")).toMatch(/^yes/);
  });
});

it("says who may make and rename files in a directory", () => {
  const files = memoryHostFiles({ "/var/log/nginx": { uid: 33, gid: 4, mode: 0o755 } });
  expect(mayChangeDirectory(files, "/var/log/nginx/", www, { names })).toEqual({
    verdict: "yes",
    why: "www-data may make files in /var/log/nginx",
    path: "/var/log/nginx",
  });
  expect(mayChangeDirectory(files, "/var/log", www, { names }).verdict).toBe("no");
  expect(mayChangeDirectory(files, "/", root, { names })).toMatchObject({ verdict: "yes", path: "/" });
});
