import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTmpfiles } from "../../../src/loaders/tmpfiles/load-tmpfiles.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { realProgram } from "../../real-programs.ts";

const program = realProgram("systemd-tmpfiles");
const isRoot = process.getuid?.() === 0;

/** Each line is of a shape that people write; the numbers make them differ. */
const PATHS = [
  "/var/log/wiki",
  '"/var/log/two words"',
  "/var/log/wiki/old",
  "%L/%%x",
  "/run/wiki",
  "/srv/wiki/logs/",
  "/var//log/./shop",
  "/var/log/a.log",
  "relative/path",
  "/var/log/%p",
  "/var/log/sp\\ ace",
];
const TYPES = ["d", "D", "d!", "d-", "q", "v", "f", "f+", "F", "L", "L+", "z", "Z", "e", "dd", "k", "d="];
const MODES = ["", "-", "0755", "750", "2775", "1777", ":0700", "9999", "u+x"];
const OWNERS = ["", "- -", "daemon adm", "www-data -", "- www-data", ":daemon :adm", "1 4"];

/** A line for each number, the same in every run. */
function lineOf(seed: number): string {
  const pick = <T>(list: readonly T[], shift: number): T | undefined =>
    list[(Math.imul(seed + 1, 2654435761) >>> shift) % list.length];
  const type = pick(TYPES, 3) ?? "d";
  const mode = pick(MODES, 9) ?? "";
  const owner = mode === "" ? "" : (pick(OWNERS, 14) ?? "");
  const argument = type.startsWith("L") && owner.includes(" ") ? "- /data/log" : "";
  return [type, pick(PATHS, 6), mode, owner, argument].join(" ").trim();
}

interface Found {
  readonly path: string;
  readonly kind: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

/** What the real program leaves below an empty root, and how many lines it refuses. */
function real(text: string): { found: Found[]; refused: number } {
  const folder = mkdtempSync(join(tmpdir(), "loglint-tmpfiles-"));
  try {
    const root = join(folder, "root");
    mkdirSync(join(root, "etc"), { recursive: true });
    for (const name of ["passwd", "group"]) spawnSync("cp", [`/etc/${name}`, join(root, "etc", name)]);
    const file = join(folder, "a.conf");
    writeFileSync(file, text.replaceAll("%L", "/var/log"));
    const run = spawnSync(program ?? "", ["--create", "--boot", `--root=${root}`, file], {
      encoding: "utf8",
    });
    const list = spawnSync("find", [root, "-mindepth", "1", "-printf", "%P\t%y\t%m\t%u\t%g\n"], {
      encoding: "utf8",
    });
    const found = list.stdout
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("etc"))
      .map((line): Found => {
        const [path = "", kind = "", mode = "", owner = "", group = ""] = line.split("\t");
        return { path: `/${path}`, kind, mode: mode.padStart(4, "0"), owner, group };
      });
    const refused = run.stderr.split("\n").filter((line) => /a\.conf:\d+: (?!Duplicate)/.test(line)).length;
    return { found, refused };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const NAMES: Readonly<Record<string, string>> = { "1": "daemon", "4": "adm" };
const named = (account: string | null): string | null =>
  account === null ? null : (NAMES[account] ?? account);

/** What we say of the same text, without what only adjusts a path that is not there. */
function ours(text: string): { found: Map<string, Found>; refused: number } {
  const { provides, problems } = loadTmpfiles(memoryFileSystem({ "a.conf": text }), ["a.conf"]);
  const found = new Map<string, Found>();
  for (const each of provides) {
    const isAdjusted = /^tmpfiles\.d: [zZea]/.test(each.by);
    if (isAdjusted && !found.has(each.path)) continue;
    const kind = each.linksTo !== undefined ? "l" : each.isDirectory ? "d" : "f";
    const { path, mode, owner, group } = each;
    found.set(path, {
      path,
      kind,
      mode: mode ?? "?",
      owner: named(owner) ?? "?",
      group: named(group) ?? "?",
    });
  }
  return { found, refused: problems.length };
}

describe.skipIf(program === null || !isRoot)("systemd-tmpfiles --create --boot", () => {
  it("leaves what we say, for 120 generated files of one to four lines", () => {
    let made = 0;
    let refused = 0;
    for (let i = 0; i < 120; i++) {
      const text = `${Array.from({ length: 1 + (i % 4) }, (_, k) => lineOf(i * 5 + k)).join("\n")}\n`;
      const theirs = real(text);
      const own = ours(text);
      expect([text, own.refused]).toEqual([text, theirs.refused]);
      refused += theirs.refused;
      for (const each of own.found.values()) {
        const there = theirs.found.find(({ path }) => path === each.path);
        // Rights of links say nothing.
        const expected = there?.kind === "l" ? { ...each, kind: "l" } : there;
        expect([text, each]).toEqual([text, expected]);
        made++;
      }
      // What else is there are the directories on the way.
      for (const { path, kind } of theirs.found) {
        const isOnTheWay = [...own.found.keys()].some((known) => known.startsWith(`${path}/`));
        expect([text, path, own.found.has(path) || (kind === "d" && isOnTheWay)]).toEqual([text, path, true]);
      }
    }
    expect(made).toBeGreaterThan(60);
    expect(refused).toBeGreaterThan(40);
  });
});

describe("loadTmpfiles", () => {
  const load = (files: Record<string, string>): unknown[] =>
    loadTmpfiles(memoryFileSystem(files), Object.keys(files)).provides.map(
      ({ path, owner, group, mode, linksTo }) =>
        linksTo === undefined ? [path, owner, group, mode] : [path, "->", linksTo],
    );

  it("takes files by name, and the first of two lines for a path", () => {
    expect(
      load({
        "b/tmpfiles.d/b.conf": "d /var/log/wiki 0755 b b\n",
        "a/tmpfiles.d/c.conf": "d /var/log/wiki 0755 c c\n",
      }),
    ).toEqual([["/var/log/wiki", "b", "b", "0755"]]);
  });

  it("leaves what a template decides unknown", () => {
    expect(
      load({
        "wiki.conf.j2":
          "# {{ ansible_managed }}\nd /var/log/{{ app }} 0755 root root\nd /var/log/wiki 0755 {{ user }} {{ group }} -\n",
      }),
    ).toEqual([["/var/log/wiki", null, null, "0755"]]);
  });

  it("leaves the rights unknown where an access list is added", () => {
    expect(
      load({ "a.conf": "d /var/log/wiki 0750 root adm\na+ /var/log/wiki - - - - u:wiki:rwx\n" }),
    ).toEqual([
      ["/var/log/wiki", "root", "adm", "0750"],
      ["/var/log/wiki", null, "adm", "0750"],
    ]);
  });

  it("knows where links lead", () => {
    expect(
      load({ "a.conf": "L /var/log/wiki - - - - ../../data/wiki\nL+ /var/log/shop - - - - %S/shop\n" }),
    ).toEqual([
      ["/var/log/wiki", "->", "/data/wiki"],
      ["/var/log/shop", "->", "/var/lib/shop"],
    ]);
  });
});
