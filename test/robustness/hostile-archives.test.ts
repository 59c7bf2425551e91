import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive, type ArchiveOptions } from "../../src/text/archive/open-archive.ts";
import { bytesAccess } from "../../src/text/archive/random-access.ts";
import { openDiskArchive } from "../../src/text/archive-disk-file-system.ts";
import type { HostFiles } from "../../src/text/host-files.ts";
import { realProgram } from "../real-programs.ts";
import { tarOf, tarOfMembers } from "../text/archive/tar-of.ts";

const tar = realProgram("tar");

async function rootOf(archive: Uint8Array, options: ArchiveOptions = {}): Promise<HostFiles> {
  const opened = await openArchive(bytesAccess(archive), options);
  if (opened.kind !== "root") throw new Error(JSON.stringify(opened));
  return opened.files;
}

const text = (files: HostFiles, path: string): unknown => {
  const found = files.read(path);
  return "text" in found ? found.text : found.unreadable;
};

describe("names that lead elsewhere", () => {
  it("a member with `..` is refused and told, an absolute one is in the root", async () => {
    const files = await rootOf(
      tarOf({
        "etc/ok": "ok",
        "../../etc/passwd": "evil",
        "etc/../../x": "evil",
        "/etc/absolute": "absolute",
        "./a//b": "b",
      }),
    );
    expect(files.list("/etc").map(({ name }) => name)).toEqual(["absolute", "ok"]);
    expect([text(files, "/etc/absolute"), text(files, "/a/b"), text(files, "/x")]).toEqual([
      "absolute",
      "b",
      "no such file",
    ]);
    expect(files.unseen().map(({ path, reason }) => [path, reason])).toEqual([
      ["../../etc/passwd", "outside"],
      ["etc/../../x", "outside"],
    ]);
  });

  it("of members with one name the last counts; a directory that comes again keeps what is in it", async () => {
    const files = await rootOf(
      tarOfMembers([
        ["etc/", { mode: 0o700 }],
        ["etc/a", "first"],
        ["etc/a", "second"],
        ["etc/", { mode: 0o755 }],
        ["b", "file"],
        ["b/c", "below"],
        ["etc/a/x", "below a file"],
      ]),
    );
    expect(files.entryOf("/etc")).toMatchObject({ mode: 0o755 });
    expect([text(files, "/b/c"), text(files, "/etc/a/x")]).toEqual(["below", "below a file"]);
  });

  it("a link out of the root, and a member written through it, stay inside", async () => {
    const files = await rootOf(
      tarOfMembers([
        ["etc/passwd", "inside"],
        ["out", { linksTo: "/etc" }],
        ["up", { linksTo: "../../../etc/passwd" }],
        ["out/shadow", "through"],
        ["round", { linksTo: "round/x" }],
        ["round/y", "y"],
      ]),
    );
    expect([text(files, "/out/passwd"), text(files, "/up"), text(files, "/etc/shadow")]).toEqual([
      "inside",
      "inside",
      "through",
    ]);
  });

  it("a hard link to what is not there, to itself or to a directory gives no file", async () => {
    const files = await rootOf(
      tarOf({
        d: { type: "5" },
        a: { hardLink: "/etc/passwd" },
        b: { hardLink: "b" },
        c: { hardLink: "d" },
        e: { hardLink: "../x" },
      }),
    );
    expect(files.list("/").map(({ name }) => name)).toEqual(["d"]);
    expect(files.unseen().map(({ path }) => path)).toEqual(["/a", "/b", "/c", "/e"]);
  });

  it("names of objects and with control characters are names like others", async () => {
    const files = await rootOf(
      tarOf({ "__proto__/x": "1", constructor: "2", "a\nb": "3", "\u001b[31m": "4" }),
    );
    expect(files.list("/").map(({ name }) => name)).toEqual([
      "\u001b[31m",
      "__proto__",
      "a\nb",
      "constructor",
    ]);
    expect(text(files, "/__proto__/x")).toBe("1");
  });
});

describe("sizes", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "loglint-hostile-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(tar === null)(
    "files of hundreds of gigabytes without data cost nothing and are too large to read",
    async () => {
      const fd = openSync(`${folder}/huge.log`, "w");
      ftruncateSync(fd, 400 * 1024 ** 3);
      closeSync(fd);
      writeFileSync(`${folder}/conf`, "ok");
      execFileSync(tar ?? "", ["-C", folder, "-Scf", `${folder}/sparse.tar`, "huge.log", "conf"]);
      const opened = await openDiskArchive(`${folder}/sparse.tar`);
      if (opened.kind !== "root") throw new Error(JSON.stringify(opened));
      expect(opened.files.sizeOf("/huge.log")).toBe(400 * 1024 ** 3);
      expect(opened.files.bytesOf("/huge.log", 1 << 20)).toMatchObject({ reason: "too-large" });
      expect(text(opened.files, "/conf")).toBe("ok");
    },
  );

  it("a plain archive of gigabytes is not read but where it is asked", async () => {
    const head = tarOf({ "big.log": { size: 3 * 1024 ** 3 } }).subarray(0, 512);
    const tail = tarOf({ conf: "behind" });
    const asked: number[] = [];
    const start = 512 + 3 * 1024 ** 3;
    const access = {
      size: start + tail.length,
      read: (offset: number, length: number): Uint8Array => {
        asked.push(length);
        if (offset >= start) return tail.subarray(offset - start, offset - start + length);
        return offset < 512 ? head.subarray(offset, offset + length) : new Uint8Array(length);
      },
    };
    const opened = await openArchive(access);
    expect(opened.kind === "root" && text(opened.files, "/conf")).toBe("behind");
    expect(Math.max(...asked)).toBeLessThanOrEqual(512);
  });

  it("a bomb is unpacked up to the limit, in memory and on the disk, and the message says which", async () => {
    const bomb = gzipSync(tarOf({ conf: "ok", zeros: new Uint8Array(50_000_000), after: "x" }));
    writeFileSync(`${folder}/bomb.tar.gz`, bomb);
    const limits = { expandedBytes: 1_000_000 };
    const temporary = (): string[] => readdirSync(tmpdir()).filter((name) => /^loglint-\w{6}$/.test(name));
    const before = temporary();
    for (const opened of [
      await openArchive(bytesAccess(bomb), { limits }),
      await openDiskArchive(`${folder}/bomb.tar.gz`, { limits }),
    ]) {
      if (opened.kind !== "root") throw new Error(JSON.stringify(opened));
      expect(text(opened.files, "/conf")).toBe("ok");
      expect(opened.files.entryOf("/after")).toMatchObject({
        reason: "failed",
        why: "is not in what could be read: is larger than 1000000 bytes once unpacked",
      });
    }
    expect(temporary()).toEqual(before);
  });

  it("too many members, and too many directories in few names, end at the limit", async () => {
    const many = tarOf(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, ""])));
    const deep = tarOf(
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}/${"d/".repeat(45)}x`, ""])),
    );
    for (const archive of [many, deep]) {
      const files = await rootOf(archive, { limits: { entries: 100 } });
      expect(files.unseen()).toContainEqual({
        path: "/",
        reason: "too-large",
        why: "the archive has more than 100 entries",
      });
      expect(files.entryOf("/none")).toMatchObject({ reason: "failed" });
    }
  });

  it("PAX headers and names of gigabytes, negative and endless numbers do no harm", async () => {
    const files = await rootOf(
      tarOfMembers([
        ["long", { type: "L", content: "n".repeat(2_000_000) }],
        ["kept", "1"],
        ["pax", { type: "x", content: "99999999 path=x\n" }],
        ["kept2", "2"],
        ["pax", { type: "x", content: "30 size=99999999999999999999999\n12 size=-5\n" }],
        ["kept3", "3"],
        ["pax", { type: "g", content: "14 path=/evil\n" }],
        ["kept4", "4"],
      ]),
    );
    expect(["kept", "kept2", "kept3", "kept4"].map((name) => text(files, `/${name}`))).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
  });

  it("sparse maps that make no sense give no content", async () => {
    const records = (...lines: string[]): string =>
      lines.map((line) => `${line.length + 4} ${line}\n`).join("");
    const cases = [
      ["GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=100"],
      ["GNU.sparse.size=100", "GNU.sparse.map=0,1,-5,x"],
      ["GNU.sparse.size=10", "GNU.sparse.map=5,600"],
      ["GNU.sparse.size=-1", "GNU.sparse.numblocks=1"],
    ];
    for (const lines of cases) {
      const files = await rootOf(
        tarOfMembers([
          ["pax", { type: "x", content: records(...lines) }],
          ["sparse", "not a map\n".repeat(100)],
          ["after", "a"],
        ]),
      );
      expect([lines, files.bytesOf("/sparse", 1 << 20), text(files, "/after")]).toMatchObject([
        lines,
        { reason: "failed" },
        "a",
      ]);
    }
  });
});

describe("what is cut off or no archive", () => {
  const whole = tarOf({ "etc/a": "a".repeat(2000), "etc/b": "b" });

  it("a cut archive shows what is whole and calls nothing missing", async () => {
    const files = await rootOf(whole.subarray(0, 1500));
    expect(files.entryOf("/etc/a")).toMatchObject({ size: 2000 });
    expect(files.bytesOf("/etc/a", 5000)).toMatchObject({ reason: "failed", why: "the archive ends in it" });
    expect(files.entryOf("/etc/b")).toMatchObject({ reason: "failed" });
    expect(files.unseen()).toContainEqual({
      path: "/",
      reason: "failed",
      why: "the archive ends in the middle, at byte 1500",
    });
  });

  it("a cut gzip stream shows what could be unpacked, in memory and on the disk", async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 * (i % 251)) & 255));
    const cut = gzipSync(tarOf({ "etc/a": "first", noise, "etc/b": "b" })).subarray(0, 100_000);
    const folder = mkdtempSync(join(tmpdir(), "loglint-cut-"));
    writeFileSync(`${folder}/cut.tgz`, cut);
    for (const opened of [await openArchive(bytesAccess(cut)), await openDiskArchive(`${folder}/cut.tgz`)]) {
      if (opened.kind !== "root") throw new Error(JSON.stringify(opened));
      expect(text(opened.files, "/etc/a")).toBe("first");
      expect(opened.files.entryOf("/etc/b")).toMatchObject({ reason: "failed" });
    }
    rmSync(folder, { recursive: true });
  });

  it("a file that is no archive is named for what it is", async () => {
    const why = async (bytes: Uint8Array): Promise<unknown> => {
      const opened = await openArchive(bytesAccess(bytes));
      return opened.kind === "none" ? opened.why : opened.kind;
    };
    expect(await why(Buffer.from("PK\u0003\u0004zip"))).toMatch(/^is packed with zip/);
    expect(await why(Buffer.from("user www-data;\n".repeat(100)))).toBe("is not a tar archive");
    expect(await why(gzipSync("user www-data;\n".repeat(100)))).toBe("is not a tar archive");
    expect(await why(new Uint8Array())).toBe("has nothing in it");
    expect(await openDiskArchive("/dev/zero")).toEqual({ kind: "none", why: "is not a regular file" });
    expect(await openDiskArchive("/no/such")).toEqual({ kind: "none", why: "is not there" });
    expect(statSync("/dev/zero").isCharacterDevice()).toBe(true);
  });

  it("a snapshot with broken facts is refused, not half believed", async () => {
    for (const facts of ["{", "[]", '{"format":"loglint-host","version":99}']) {
      const opened = await openArchive(bytesAccess(tarOf({ "loglint-host.json": facts })));
      expect(opened.kind).toBe("none");
    }
  });

  it("no bytes make it throw: garbage, and archives with bytes changed", async () => {
    const walkAll = (files: HostFiles): void => {
      const ahead = ["/"];
      for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
        for (const { name, kind, link } of files.list(at)) {
          const path = `${at === "/" ? "" : at}/${name}`;
          files.read(path);
          files.aclOf(path);
          if (kind === "directory" && link !== true) ahead.push(path);
        }
      }
    };
    const image = tarOf({
      "l.tar": tarOf({ "etc/x": "x", "etc/.wh.y": "", link: { linksTo: "etc" } }),
      "manifest.json": '[{"Config":"c","Layers":["l.tar"]}]',
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 3000 }),
          fc
            .tuple(
              fc.constantFrom(whole, image),
              fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
            )
            .map(([archive, changes]) => {
              const copy = Uint8Array.from(archive);
              for (const [at, byte] of changes) copy[at % copy.length] = byte;
              return copy;
            }),
        ),
        async (bytes) => {
          const opened = await openArchive(bytesAccess(bytes));
          if (opened.kind !== "none") walkAll(opened.files);
          return true;
        },
      ),
      { numRuns: 500 },
    );
  });
});
