import { execFileSync } from "node:child_process";
import {
  chmodSync,
  ftruncateSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
  closeSync,
  chownSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive } from "../../../src/text/archive/open-archive.ts";
import { bytesAccess } from "../../../src/text/archive/random-access.ts";
import { openDiskArchive } from "../../../src/text/archive-disk-file-system.ts";
import { hostDiskFiles } from "../../../src/text/audited-disk-file-system.ts";
import { isUnseen, type HostFiles } from "../../../src/text/host-files.ts";
import { realProgram } from "../../real-programs.ts";

const tar = realProgram("tar");
const setfacl = realProgram("setfacl");

/** All paths of a host, from the root down, links not followed. */
function pathsOf(files: HostFiles): string[] {
  const found = ["/"];
  for (const at of found) {
    const entry = files.entryOf(at);
    if (isUnseen(entry) || entry.kind !== "directory") continue;
    const names = files.names(at, 1000);
    if (!isUnseen(names))
      found.push(...names.names.map((name) => (at === "/" ? `/${name}` : `${at}/${name}`)));
  }
  return found;
}

/** What a host says of every path; times in seconds, which is what all formats keep. */
function pictureOf(files: HostFiles): unknown[] {
  return pathsOf(files).map((path) => {
    const entry = files.entryOf(path);
    if (isUnseen(entry)) return [path, entry];
    const { kind, uid, gid, mode, modified, linksTo } = entry;
    const bytes = kind === "file" ? files.bytesOf(path, 1 << 24) : null;
    const content = bytes === null || isUnseen(bytes) ? bytes : Buffer.from(bytes).toString("base64");
    const size = kind === "file" ? entry.size : null;
    return [path, { kind, uid, gid, mode, size, modified: Math.floor(modified / 1000), linksTo, content }];
  });
}

describe.skipIf(tar === null)("an archive that GNU tar made of a root answers as the root itself", () => {
  let work = "";
  let root = "";
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), "loglint-tar-"));
    root = `${work}/root`;
    mkdirSync(`${root}/etc/nginx`, { recursive: true });
    writeFileSync(`${root}/etc/nginx/nginx.conf`, "events {}\n");
    writeFileSync(`${root}/empty`, "");
    writeFileSync(`${root}/block`, "x".repeat(512));
    symlinkSync("/etc/nginx", `${root}/conf`);
    symlinkSync("nowhere", `${root}/dangling`);
    linkSync(`${root}/block`, `${root}/second-name`);
    execFileSync("mkfifo", [`${root}/fifo`]);
    chmodSync(`${root}/etc`, 0o1750);
    if (process.getuid?.() === 0) chownSync(`${root}/block`, 3_000_000, 33);
    lutimesSync(`${root}/empty`, 0, 0);
  });
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
  });

  const make = (name: string, ...options: string[]): string => {
    execFileSync(tar ?? "", ["-C", root, ...options, "-cf", `${work}/${name}`, "."]);
    return `${work}/${name}`;
  };
  const rootIn = async (path: string): Promise<HostFiles> => {
    const opened = await openDiskArchive(path);
    if (opened.kind !== "root") throw new Error(JSON.stringify(opened));
    return opened.files;
  };

  it.each(["ustar", "gnu", "oldgnu", "posix"])("in the format %s", async (format) => {
    if (format === "ustar") chmodSync(`${root}/block`, 0o4755);
    const ids = format === "ustar" ? ["--owner=0:7", "--group=0:8"] : [];
    const files = await rootIn(make(`${format}.tar`, `--format=${format}`, ...ids));
    const [said, true_] = [pictureOf(files), pictureOf(hostDiskFiles(root))];
    if (format !== "ustar") expect(said).toEqual(true_);
    else expect(said.map((one) => (one as unknown[])[0])).toEqual(true_.map((one) => (one as unknown[])[0]));
    expect(files.unseen()).toEqual([]);
    expect(files.read("/conf/nginx.conf")).toMatchObject({ text: "events {}\n" });
    const [first, second] = [files.entryOf("/block"), files.entryOf("/second-name")];
    expect(first).toHaveProperty("identity", (second as { identity: string }).identity);
  });

  it.each(["gnu", "posix"])(
    "with names that need an extension, and bytes that are no text, in %s",
    async (format) => {
      const long = `${root}/${"long-".repeat(40)}`;
      mkdirSync(long);
      writeFileSync(`${long}/${"f".repeat(200)}`, "deep");
      symlinkSync("t".repeat(300), `${long}/link`);
      const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x0a, 0x1b, 0x5b])]);
      writeFileSync(odd, "odd");
      const files = await rootIn(make(`long-${format}.tar`, `--format=${format}`));
      expect(pictureOf(files)).toEqual(pictureOf(hostDiskFiles(root)));
      rmSync(long, { recursive: true });
      rmSync(odd);
    },
  );

  it.each(["gnu", "posix --sparse-version=0.0", "posix --sparse-version=0.1", "posix --sparse-version=1.0"])(
    "with sparse files, in %s",
    async (words) => {
      const fd = openSync(`${root}/sparse`, "w");
      // More parts than the header and one block after it hold.
      for (let i = 0; i < 60; i++) writeSync(fd, `part ${i}`, i * 131_072 + 7);
      ftruncateSync(fd, 60 * 131_072 + 5);
      closeSync(fd);
      const [format = "", ...options] = words.split(" ");
      const path = make("sparse.tar", "-S", `--format=${format}`, ...options);
      expect(readFileSync(path).length).toBeLessThan(2_000_000);
      const files = await rootIn(path);
      expect(pictureOf(files)).toEqual(pictureOf(hostDiskFiles(root)));
      rmSync(`${root}/sparse`);
    },
  );

  it("gzipped, on the disk and in memory", async () => {
    const path = make("packed.tar.gz", "-z", "--format=posix");
    const truth = pictureOf(hostDiskFiles(root));
    expect(pictureOf(await rootIn(path))).toEqual(truth);
    const opened = await openArchive(bytesAccess(readFileSync(path)));
    expect(opened.kind === "root" ? pictureOf(opened.files) : opened).toEqual(truth);
  });

  it.skipIf(setfacl === null)("with ACLs, by name and by number, as text and as an attribute", async () => {
    mkdirSync(`${root}/acl`);
    mkdirSync(`${root}/etc`, { recursive: true });
    writeFileSync(`${root}/etc/passwd`, "root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n");
    execFileSync("setfacl", ["-m", "u:www-data:rwx,g:12345:r--,m::rw-", `${root}/acl`]);
    const expected = [
      { tag: "user-object", id: null, permissions: 7 },
      { tag: "user", id: 33, permissions: 7 },
      { tag: "group-object", id: null, permissions: 5 },
      { tag: "group", id: 12345, permissions: 4 },
      { tag: "mask", id: null, permissions: 6 },
      { tag: "other", id: null, permissions: 5 },
    ];
    for (const options of [["--acls"], ["--acls", "--numeric-owner"], ["--xattrs", "--xattrs-include=*"]]) {
      const files = await rootIn(make("acl.tar", "--format=posix", ...options));
      expect([options, files.aclOf("/acl"), files.aclOf("/etc")]).toEqual([options, expected, null]);
    }
    expect((await rootIn(make("no-acl.tar", "--format=posix"))).aclOf("/acl")).toBeUndefined();
  });
});
