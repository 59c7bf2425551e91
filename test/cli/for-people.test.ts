import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withProgress } from "../../src/cli/progress.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { BROKEN, CLEAN, loglint } from "./run-loglint.ts";

describe("progress", () => {
  const run = (isTerminal: boolean, pace: number, options = {}, fails = false): string => {
    let written = "";
    let time = 0;
    const stderr = { write: (text: string) => void (written += text), isTerminal, columns: 80 };
    const io = { stderr, env: {} } as unknown as Parameters<typeof withProgress>[1]["io"];
    const fs = memoryFileSystem({ a: "x" });
    try {
      withProgress(fs, { io, options }, (watched) => {
        for (let i = 0; i < 50; i++) watched.read("a");
        if (fails) throw new Error("x");
      }, () => (time += pace)); // prettier-ignore
    } catch {
      written += "!";
    }
    return written;
  };

  it("shows nothing during the first half second", () => {
    expect(run(true, 9)).toBe("");
  });

  it("shows a line after it, ten times a second at most, and takes it away in the end", () => {
    const written = run(true, 20);
    expect(written).toContain("\r\u001b[KReading, 25 files so far ...");
    expect(written.match(/Reading/g)?.length).toBeLessThanOrEqual(6);
    expect(written.endsWith("\r\u001b[K")).toBe(true);
  });

  it("takes the line away when the work fails", () => {
    expect(run(true, 20, {}, true).endsWith("\r\u001b[K!")).toBe(true);
  });

  it("is silent without a terminal and with --quiet", () => {
    expect(run(false, 100)).toBe("");
    expect(run(true, 100, { quiet: true })).toBe("");
  });
});

describe("--debug and --verbose", () => {
  it("--debug says of every file what became of it, and why", async () => {
    const files = {
      ...BROKEN,
      "notes.txt": "x",
      "app.conf": "not nginx\n",
      ".gitignore": "out/\n",
      "out/nginx.conf": "",
    };
    const { err } = await loglint(["--debug", "-q"], { files });
    expect(err).toContain("debug: nginx.conf: read as nginx, purpose unknown");
    expect(err).toContain("debug: notes.txt: not opened: its name is none of those that loglint knows\n");
    expect(err).toMatch(/debug: out: left out: ignored by \.gitignore/);
    expect(err).toMatch(/debug: app\.conf: /);
    for (const line of err.trimEnd().split("\n")) expect(line).toMatch(/^debug: /);
  });

  it("--verbose adds the time of each phase", async () => {
    expect((await loglint(["--verbose"], { files: CLEAN })).err).toMatch(/^in all +\d+\.\d ms$/m);
    expect((await loglint([], { files: CLEAN })).err).toBe("");
  });

  it("version --verbose and --version --verbose name the build and the machine", async () => {
    const { out } = await loglint(["version", "--verbose"]);
    expect(out).toMatch(/^loglint \S+\nbuild \S+, \d+ rules\nNode [\d.]+, V8 \S+, \S+ \S+\n$/);
    expect((await loglint(["version"])).out).toMatch(/^loglint \S+\n$/);
  });
});

describe("loglint doctor", () => {
  it("prints no name, no value and no line of the files", async () => {
    const secret = "hunter2zzz";
    const files = {
      "acmeproject/nginx.conf": BROKEN["nginx.conf"].replace("example.com", "acme.example"),
      "acmeproject/manage.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "acmesettings")\n`,
      "acmeproject/acmesettings.py": `SECRET_KEY = "${secret}"\nDEBUG = False\nLOGGING = {"version": 1}\n`,
      "loglint.config.json": `{"ignores": ["acmeignored"]}`,
    };
    const ran = await loglint(["doctor"], { files });
    expect(ran.code).toBe(0);
    expect(ran.out).not.toMatch(/acme|hunter2|example|home\/me/);
    expect(ran.out).toContain("nginx/log-target-is-a-word");
    expect(ran.out).toContain("- 1 nginx, unknown");
    expect(ran.out).toContain("configuration: found");
  });

  it("goes on without a configuration that cannot be used", async () => {
    const ran = await loglint(["doctor"], { files: { ...BROKEN, "loglint.config.json": "{" } });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("cannot be used (ConfigError)");
  });
});

describe("the GitHub step summary", () => {
  const github = async (env: Record<string, string>, argv = ["--format", "github"]): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-summary-"));
    try {
      writeFileSync(join(folder, "nginx.conf"), BROKEN["nginx.conf"]);
      writeFileSync(join(folder, "summary"), "earlier\n");
      const ran = await loglint(argv, { fs: diskFileSystem(folder), cwd: folder, env });
      expect(ran.code).toBe(1);
      return readFileSync(join(folder, "summary"), "utf8") + ran.err;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("is added to the file that GitHub names, with format github alone", async () => {
    expect(await github({ GITHUB_STEP_SUMMARY: "summary" })).toMatch(/^earlier\n# loglint\n/);
    expect(await github({})).toBe("earlier\n");
    expect(await github({ GITHUB_STEP_SUMMARY: "summary" }, ["--format", "compact"])).toBe("earlier\n");
  });

  it("is no reason to fail when it cannot be written", async () => {
    expect(await github({ GITHUB_STEP_SUMMARY: "no/such/folder" })).toContain(
      "the step summary cannot be written",
    );
  });
});
