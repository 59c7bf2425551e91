import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixInRounds, type Fixed } from "../../src/engine/fix-rounds.ts";
import { applyFixes } from "../../src/engine/fixes.ts";
import { defineRule, type Fix, type Rule, type Severity } from "../../src/engine/rule.ts";
import { lint, rules } from "../../src/index.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { fixable, fixableGroups, fixAll, type Files } from "../fixed-files.ts";
import { realProgram } from "../real-programs.ts";

const CONF = "events {}\nhttp {\n  access_log a.log;\n  server { listen 80; }\n}\n";

/** A rule that reports each place of `word` in nginx.conf, and offers another text for it. */
function wordRule(id: string, word: string, text: string, severity: Severity = "warning"): Rule {
  return defineRule({
    id: `nginx/${id}`,
    since: "0.1.0",
    layer: "nginx",
    summary: id,
    severity,
    confidence: "high",
    presets: ["recommended"],
    fixable: "safe",
    messages: { found: { what: `There is ${word}.`, why: "Why.", instead: "Instead." } },
    references: [],
    check: (_, report) => {
      for (let at = current.indexOf(word); at >= 0; at = current.indexOf(word, at + 1)) {
        const place = { file: "nginx.conf", start: at, end: at + word.length };
        const fix: Fix = { safety: "safe", title: "Replace it", edits: [{ ...place, text }] };
        report({ message: "found", at: place, fix });
      }
    },
  });
}
/** What the word rules look at: a stack does not hold its text. */
let current = CONF;

function fixWords(own: readonly Rule[]): Fixed {
  const check = (texts: ReadonlyMap<string, string>) => {
    current = texts.get("nginx.conf") ?? CONF;
    return lint({ fs: memoryFileSystem({ "nginx.conf": current }), paths: ["."], rules: own });
  };
  const before = check(new Map());
  return fixInRounds({
    before,
    check,
    wanted: (result) => result.findings,
    mayWrite: () => true,
    unsafe: false,
  });
}

describe("fixInRounds", () => {
  it("takes back a fix that brings another finding, and keeps the good ones beside it", () => {
    const done = fixWords([
      wordRule("good", "a.log", "b.log"),
      wordRule("bad", "80", "90"),
      wordRule("new", "90", "90"),
    ]);
    expect(done.texts.get("nginx.conf")).toBe(CONF.replace("a.log", "b.log"));
    expect(done.takenBack.map(({ rule }) => rule)).toEqual(["nginx/bad"]);
  });

  it("lets a fix pass that brings something that weighs less", () => {
    const done = fixWords([wordRule("bad", "80", "90"), wordRule("new", "90", "91", "info")]);
    expect(done.texts.get("nginx.conf")).toContain("listen 91;");
  });

  it("does not blame one fix for what another one brought that weighs more", () => {
    const own = [
      wordRule("heavy", "a.log", "b.log", "error"),
      wordRule("brought", "b.log", "b.log"),
      wordRule("light", "80", "90"),
    ];
    const done = fixWords(own);
    expect(done.texts.get("nginx.conf")).toBe(CONF.replace("80", "90").replace("a.log", "b.log"));
    expect(done.fixed.map(({ rule }) => rule)).toEqual(["nginx/heavy", "nginx/light"]);
  });

  it("takes back a fix that does not help, and one that breaks the file", () => {
    const useless = fixWords([wordRule("useless", "80", "80 80")]);
    expect([...useless.texts]).toEqual([]);
    expect(useless.takenBack).toHaveLength(1);
    const broken = fixWords([...rules, wordRule("breaks", "{ listen 80; }", "{ listen 80; ")]);
    expect(broken.texts.has("nginx.conf")).toBe(false);
    expect(broken.takenBack.map(({ rule }) => rule)).toContain("nginx/breaks");
  });

  it("ends when two fixes undo each other", () => {
    const done = fixWords([wordRule("to", "80", "90"), wordRule("fro", "90", "80", "info")]);
    expect(done.fixed.length).toBeLessThanOrEqual(10);
  });
});

describe("applyFixes", () => {
  it("takes the first of two that overlap, a fix whole or not at all, and nothing outside the text", () => {
    current = CONF;
    const { sources, findings } = lint({
      fs: memoryFileSystem({ "nginx.conf": CONF }),
      paths: ["."],
      rules: [
        wordRule("first", "a.log", "b.log"),
        wordRule("second", "log;", "LOG;"),
        wordRule("third", "80", "90"),
      ],
    });
    expect(applyFixes(sources, findings, { unsafe: false }).get("nginx.conf")).toBe(
      CONF.replace("a.log", "b.log").replace("80", "90"),
    );
    const outside = findings.map((finding) => ({
      ...finding,
      fix: {
        safety: "safe" as const,
        title: "",
        edits: [
          { file: "nginx.conf", start: 0, end: 1, text: "" },
          { file: "nginx.conf", start: 5, end: CONF.length + 1, text: "" },
        ],
      },
    }));
    expect([...applyFixes(sources, outside, { unsafe: false })]).toEqual([]);
  });

  it("applies many fixes in time that grows with their number", () => {
    const text = "a ".repeat(50_000);
    const { sources, findings } = lint({
      fs: memoryFileSystem({ "nginx.conf": CONF }),
      paths: ["."],
      rules: [wordRule("one", "a.log", "b.log")],
    });
    const [finding] = findings;
    const [source] = sources.values();
    if (finding === undefined || source === undefined) throw new Error("no finding");
    const many = Array.from({ length: 50_000 }, (_, index) => ({
      ...finding,
      fix: {
        safety: "safe" as const,
        title: "",
        edits: [{ file: "nginx.conf", start: 2 * index, end: 2 * index + 1, text: "b" }],
      },
    }));
    const after = applyFixes(new Map([["nginx.conf", { ...source, text }]]), many, { unsafe: false });
    expect(after.get("nginx.conf")).toBe("b ".repeat(50_000));
  });
});

describe("the fixes of the rules, on the bad groups of their pages", () => {
  it.each(fixableGroups)("%s: a second run finds nothing to fix", (_, id, files) => {
    const first = fixAll(files, [id]);
    const again = fixAll({ ...files, ...Object.fromEntries(first.texts) }, [id]);
    expect([...again.texts]).toEqual([]);
    expect(first.takenBack.map(({ rule }) => rule)).toEqual([]);
  });

  it("every rule that says it has fixes fixes something", () => {
    const fixing = new Set(
      fixableGroups.filter(([, id, files]) => fixAll(files, [id]).fixed.length > 0).map(([, id]) => id),
    );
    expect(fixable.map(({ id }) => id).filter((id) => !fixing.has(id))).toEqual([]);
  });
});

const folder = mkdtempSync(join(tmpdir(), "loglint-fixed-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const nginx = realProgram("nginx");
const python = realProgram("python");

/** Null when nginx takes the files, else what it says. Logs, of which it opens each, go to the folder. */
function nginxSays(files: Files): string | null {
  const place = mkdtempSync(join(folder, "nginx-"));
  for (const path of ["log/nginx", "html"]) mkdirSync(join(place, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    const pid = path === "nginx.conf" ? `pid ${place}/pid;\n` : "";
    writeFileSync(join(place, path), pid + text.replaceAll("/var/log/", `${place}/log/`));
  }
  const ran = spawnSync(nginx ?? "", ["-t", "-e", "stderr", "-p", `${place}/`, "-c", `${place}/nginx.conf`], {
    encoding: "utf8",
  });
  return ran.status === 0 ? null : ran.stderr;
}

describe.skipIf(nginx === null)("the real nginx", () => {
  it("still takes what it took before the fixes", () => {
    let compared = 0;
    for (const [title, id, files] of fixableGroups) {
      if (!id.startsWith("nginx/") || files["nginx.conf"] === undefined || nginxSays(files) !== null)
        continue;
      const { texts } = fixAll(files, [id]);
      if (texts.size === 0) continue;
      expect(nginxSays({ ...files, ...Object.fromEntries(texts) }), title).toBe(null);
      compared++;
    }
    expect(compared).toBeGreaterThan(2);
  });
});

describe.skipIf(python === null)("the real Python", () => {
  it("still parses every file that was fixed", () => {
    const fixed = fixableGroups.flatMap(([, id, files]) =>
      [...fixAll(files, [id]).texts].filter(([path]) => path.endsWith(".py")),
    );
    expect(fixed.length).toBeGreaterThan(0);
    for (const [path, text] of fixed) {
      const ran = spawnSync(python ?? "", ["-c", "import ast,sys; ast.parse(sys.stdin.read())"], {
        input: text,
        encoding: "utf8",
      });
      expect(ran.stderr, `${path}\n${text}`).toBe("");
    }
  });
});
