import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kernelProtections } from "../../src/model/append-options.ts";
import { mayAppend } from "../../src/model/permission.ts";
import { hostDiskFiles } from "../../src/text/audited-disk-file-system.ts";
import { fixedRandom } from "./fixed-random.ts";
import { realProgram, runsAsRoot } from "../real-programs.ts";
import { generateTree, IDENTITIES, readAcls } from "./generated-tree.ts";

const python = realProgram("python");
const tools = [realProgram("setfacl"), realProgram("getfacl")];
const possible = runsAsRoot() && python !== null && !tools.includes(null);

const CELLS = Number(process.env["LOGLINT_PERMISSION_CELLS"] ?? 60);
const prober = join(import.meta.dirname, "probe_append.py");

/** What the kernel answers: for each identity, for each path, 0 or an errno. */
function askKernel(paths: readonly string[], before: readonly string[]): number[][] {
  const words = [...before, python ?? "", prober];
  const asked = spawnSync(words[0]!, words.slice(1), {
    input: JSON.stringify({ identities: IDENTITIES, paths }),
    maxBuffer: 1 << 28,
  });
  if (asked.status !== 0) throw new Error(asked.stderr.toString());
  return JSON.parse(asked.stdout.toString()) as number[][];
}

describe.skipIf(!possible)("a path is writable exactly where the kernel says so", () => {
  let root = "";
  let paths: string[] = [];
  let kernel: number[][] = [];
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "loglint-permission-"));
    chmodSync(root, 0o755);
    paths = generateTree(root, CELLS, fixedRandom(20261122));
    kernel = askKernel(paths, []);
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("with every ACL known, the verdict is the kernel's for every user, group, mode, ACL and path", () => {
    const acls = readAcls(root);
    const files = hostDiskFiles("/", { readAcl: (path) => acls.get(path) ?? null });
    const protections = kernelProtections(files);
    const wrong: string[] = [];
    const counts = { yes: 0, no: 0, unknown: 0 };
    for (const [i, identity] of IDENTITIES.entries()) {
      for (const [p, path] of paths.entries()) {
        const { verdict, why } = mayAppend(files, path, identity, { protections });
        counts[verdict]++;
        const errno = kernel[i]![p]!;
        if (verdict !== (errno === 0 ? "yes" : "no")) {
          wrong.push(`${JSON.stringify(identity)} ${path}: ${verdict} (${why}), kernel ${nameOf(errno)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(counts.unknown).toBe(0);
    // Both answers are common, or the comparison would say little.
    expect(counts.yes).toBeGreaterThan(500);
    expect(counts.no).toBeGreaterThan(500);
    console.log(`${IDENTITIES.length * paths.length} combinations: ${JSON.stringify(counts)}`);
  });

  it("with no ACL known, what is said for certain is the kernel's, and much is certain", () => {
    const files = hostDiskFiles("/");
    const acls = readAcls(root);
    const protections = kernelProtections(files);
    const wrong: string[] = [];
    let certain = 0;
    let likely = 0;
    for (const [i, identity] of IDENTITIES.entries()) {
      for (const [p, path] of paths.entries()) {
        const found = mayAppend(files, path, identity, { protections });
        const truth = kernel[i]![p] === 0 ? "yes" : "no";
        if (found.verdict !== "unknown") {
          certain++;
          if (found.verdict !== truth)
            wrong.push(`${JSON.stringify(identity)} ${path}: ${found.why}, kernel ${truth}`);
        } else if (onlyModes(path, acls)) {
          likely++;
          if (found.likely !== truth) wrong.push(`${JSON.stringify(identity)} ${path}: likely ${found.why}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(certain).toBeGreaterThan((IDENTITIES.length * paths.length) / 3);
    expect(likely).toBeGreaterThan(100);
  });

  const namespaces = possible && spawnSync("unshare", ["-m", "true"]).status === 0;
  it.skipIf(!namespaces)("on a read-only mount nothing can be appended to, by root neither", () => {
    const mounted = `${root}/c0`;
    const below = paths.filter((path) => path.startsWith(`${mounted}/`));
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
    const answers = askKernel(below, ["unshare", "-m", "sh", "-c", script, mounted]);
    const acls = readAcls(root);
    const files = hostDiskFiles("/", { readAcl: (path) => acls.get(path) ?? null });
    const mounts = [
      { path: "/", access: "read-write" as const },
      { path: mounted, access: "read-only" as const },
    ];
    for (const [i, identity] of IDENTITIES.entries()) {
      const said = below.map((path) =>
        mayAppend(files, path, identity, { mounts, protections: kernelProtections(files) }),
      );
      expect(said.map(({ verdict }) => verdict)).toEqual(
        answers[i]!.map((errno) => (errno === 0 ? "yes" : "no")),
      );
    }
    expect(answers.flat()).toContain(constants.errno.EROFS);
  });
});

/** True when no path that the kernel passes can have an ACL: the path itself, no link in it. */
function onlyModes(path: string, acls: ReadonlyMap<string, unknown>): boolean {
  if (/\/(?:to-file|relative|dangling|up|folder|circle|chain|slash|\.\.?)(?:\/|$)/.test(path)) return false;
  const parts = path.split("/");
  return parts.every((_, i) => (acls.get(parts.slice(0, i + 1).join("/")) ?? null) === null);
}

function nameOf(errno: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `no error (${errno})`;
}
