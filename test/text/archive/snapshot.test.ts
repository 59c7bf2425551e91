import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive } from "../../../src/text/archive/open-archive.ts";
import { bytesAccess } from "../../../src/text/archive/random-access.ts";
import { recordHost } from "../../../src/text/archive/record-host.ts";
import { writeSnapshot } from "../../../src/text/archive/snapshot-write.ts";
import { hostDiskBackend } from "../../../src/text/audited-disk-file-system.ts";
import type { HostFiles } from "../../../src/text/host-files.ts";
import { realProgram } from "../../real-programs.ts";

const tar = realProgram("tar");

/** All that can be asked of a path, of every kind. */
function ask(files: HostFiles, paths: readonly string[]): unknown[] {
  return paths.map((path) => {
    const source = files.read(path);
    return {
      path,
      entry: files.entryOf(path),
      resolved: files.resolve(path),
      names: [files.names(path, 2), files.names(path, 100)],
      acl: files.aclOf(path),
      bytes: [files.bytesOf(path, 3), files.bytesOf(path, 100_000)].map((found) =>
        found instanceof Uint8Array ? [...found] : found,
      ),
      space: files.spaceOf(path),
      kind: files.kindOf(path),
      size: files.sizeOf(path),
      list: files.list(path),
      source: "text" in source ? source.text : source,
      opened: files.openedEntryOf?.(path),
    };
  });
}

async function reopened(
  archive: Uint8Array,
): Promise<{ files: HostFiles; facts: unknown; collected: number }> {
  const opened = await openArchive(bytesAccess(archive));
  if (opened.kind !== "snapshot") throw new Error(JSON.stringify(opened));
  return { files: opened.files, facts: opened.facts.added, collected: opened.facts.collected };
}

describe("a snapshot", () => {
  let root = "";
  const odd = "a\udcffb\nc";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "loglint-snapshot-"));
    mkdirSync(`${root}/etc/app`, { recursive: true });
    writeFileSync(`${root}/etc/app/conf`, "password = hunter2\n");
    writeFileSync(`${root}/etc/app/empty`, "");
    writeFileSync(Buffer.from(`${root}/a?b\nc`.replace("?", "\u00ff"), "latin1"), "odd");
    writeFileSync(`${root}/${"n".repeat(150)}`, "long name");
    symlinkSync("/etc/app", `${root}/link`);
    symlinkSync("round", `${root}/round`);
    execFileSync("mkfifo", [`${root}/fifo`]);
    chmodSync(`${root}/etc/app/conf`, 0o640);
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const paths = [
    "/",
    "/etc",
    "/etc/app/conf",
    "/link",
    "/link/conf",
    "/etc/app/empty",
    "/none",
    "/none/x",
    "/round",
    "/fifo",
  ];
  const all = [
    ...paths,
    `/${odd}`,
    `/${"n".repeat(150)}`,
    "/etc/app/conf/x",
    "/../etc",
    "/proc/1/fd/0",
    "/__proto__",
  ];

  it("answers every question that was asked exactly as the host did, and accounts for the same unseen", async () => {
    const acl = [{ tag: "user" as const, id: 33, permissions: 7 }];
    const readAcl = (path: string): typeof acl | null | undefined =>
      path.endsWith("conf") ? acl : path.endsWith("etc") ? null : undefined;
    const recorded = recordHost(hostDiskBackend(root, { readAcl }));
    const live = ask(recorded.files, all);
    const facts = { processes: [{ pid: 7, words: ["nginx"] }] };
    const {
      files,
      facts: given,
      collected,
    } = await reopened(writeSnapshot(recorded.record, { collected: 5000, facts }));
    expect(ask(files, all)).toEqual(live);
    expect(files.unseen()).toEqual(recorded.files.unseen());
    expect([given, collected]).toEqual([facts, 5000]);
  });

  it("says of what was not asked that it was not collected, not that it is missing", async () => {
    const recorded = recordHost(hostDiskBackend(root));
    recorded.files.read("/etc/app/conf");
    const { files } = await reopened(writeSnapshot(recorded.record, { collected: 0, facts: null }));
    expect(files.entryOf("/etc/app/other")).toMatchObject({ reason: "failed", why: "was not collected" });
    expect(files.names("/etc/app", 5)).toMatchObject({ reason: "failed" });
    expect(files.read("/etc/app/conf")).toMatchObject({ text: "password = hunter2\n" });
  });

  it("holds nothing but what was asked, redacted, and keeps the size of the file", async () => {
    const recorded = recordHost(hostDiskBackend(root));
    recorded.files.read("/etc/app/conf");
    const redact = (): Uint8Array => new TextEncoder().encode("password = [redacted]\n");
    const archive = writeSnapshot(recorded.record, { collected: 0, facts: null, redact });
    expect(Buffer.from(archive).includes("hunter2")).toBe(false);
    const { files } = await reopened(archive);
    expect(files.read("/etc/app/conf")).toMatchObject({ text: "password = [redacted]\n" });
    expect(files.sizeOf("/etc/app/conf")).toBe(19);
  });

  it.skipIf(tar === null)("is an archive that tar reads, the same bytes for the same answers", () => {
    const recorded = recordHost(hostDiskBackend(root));
    for (const path of [`/${"n".repeat(150)}`, "/link/conf", `/${odd}`]) recorded.files.bytesOf(path, 1000);
    const options = { collected: 1_000_000, facts: {} };
    const archive = writeSnapshot(recorded.record, options);
    expect(Buffer.from(writeSnapshot(recorded.record, options)).equals(archive)).toBe(true);
    const listed = execFileSync(tar ?? "", ["--quoting-style=escape", "-tvf", "-"], {
      input: archive,
    }).toString();
    expect(listed.split("\n").map((line) => line.replace(/ +/g, " ").split(" ").slice(5).join(" "))).toEqual([
      "loglint-host.json",
      "root/a\\377b\\nc",
      "root/etc/app/conf",
      `root/${"n".repeat(150)}`,
      "",
    ]);
    const out = execFileSync(tar ?? "", ["-xOf", "-", "root/etc/app/conf"], { input: archive });
    expect(out.toString()).toBe("password = hunter2\n");
  });
});
