import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { whyNotWritten } from "../../src/cli/why-not-written.ts";
import { nearest } from "../../src/config/nearest.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { BROKEN, loglint } from "./run-loglint.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-mishaps-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a file that cannot be written", () => {
  function errorOf(write: () => void): unknown {
    try {
      write();
    } catch (error) {
      return error;
    }
    throw new Error("it was written");
  }

  it("is told in words, without the name of a temporary file", () => {
    const said = (path: string) =>
      whyNotWritten(
        errorOf(() => {
          writeFileSync(path, "x");
        }),
      );
    mkdirSync(join(folder, "there"));
    expect(said(join(folder, "missing/x.123.tmp"))).toBe("there is no such folder");
    expect(said(join(folder, "there"))).toBe("it is a folder");
    expect(said("/dev/full")).toBe("no space is left");
    expect(whyNotWritten(new Error("something else"))).toBe("something else");
    expect(whyNotWritten(new Error("__proto__: x"))).toBe("__proto__: x");
  });

  it("is one sentence and one piece of advice on standard error", async () => {
    const { code, err } = await loglint(["--output", "missing/x.txt"], { files: BROKEN });
    expect(code).toBe(2);
    expect(err).toBe(
      "loglint: The report cannot be written to missing/x.txt: there is no such folder.\n" +
        "Name another file with --output FILE or --format FORMAT=FILE.\n",
    );
  });
});

describe("a place without anything to read", () => {
  it("is not where the hook stops a commit, with file names or without", async () => {
    expect((await loglint(["hook"], { files: { "x.txt": "a\n" } })).code).toBe(0);
    expect((await loglint(["check"], { files: { "x.txt": "a\n" } })).code).toBe(3);
  });

  it("points to the top of the repository from a folder below it", async () => {
    const top = join(folder, "repository");
    mkdirSync(join(top, ".git"), { recursive: true });
    mkdirSync(join(top, "docs/deep"), { recursive: true });
    const at = (cwd: string) => loglint([], { cwd, fs: diskFileSystem(cwd) });
    expect((await at(join(top, "docs/deep"))).err).toContain("a repository that begins at ../.. :");
    expect((await at(top)).err).not.toContain("a repository that begins");
  });

  it("says of a folder that it could not look into, and not that it is empty", async () => {
    const cwd = join(folder, "names");
    const name = Buffer.concat([Buffer.from(`${cwd}/s`), Buffer.from([0xe9]), Buffer.from("t")]);
    mkdirSync(cwd);
    mkdirSync(name);
    const ran = await loglint([], { cwd, fs: diskFileSystem(cwd) });
    expect(ran.code).toBe(3);
    expect(ran.err).toContain("Left out: s\uFFFDt (its name is not UTF-8)");
  });

  it("names a folder without rights beside what was read", async () => {
    const files = memoryFileSystem({ ...BROKEN, "secret/a.conf": "" });
    const fs = {
      ...files,
      list: (path: string) => (path === "secret" ? [] : files.list(path)),
      unlistable: (path: string) => (path === "secret" ? "permission denied" : undefined),
    };
    const ran = await loglint([], { fs });
    expect(ran.out).toContain("Left out: secret (permission denied)");
    expect((await loglint(["--debug"], { fs })).err).toContain("debug: secret: left out: permission denied");
  });
});

describe("loglint collect", () => {
  it("refuses a root that is not there, instead of writing a snapshot of nothing", async () => {
    const file = join(folder, "host.tar");
    const ran = await loglint(["collect", "--root", join(folder, "nope"), "-o", file], { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("There is no folder");
    expect(diskFileSystem(folder).kindOf("host.tar")).toBeUndefined();
  });
});

describe("messages", () => {
  it("are as wide as the terminal, and whole lines elsewhere", async () => {
    const onTerminal = await loglint(["where", "nonsense"], { errTerminal: true });
    expect(onTerminal.err.split("\n").length).toBeGreaterThan(4);
    for (const line of onTerminal.err.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect((await loglint(["where", "nonsense"])).err.split("\n")).toHaveLength(3);
  });

  it("propose only what has something in common with what was written", () => {
    expect(nearest("a", ["e"])).toBeUndefined();
    expect(nearest("ab", ["xy", "abc"])).toBe("abc");
    expect(nearest("chek", ["check", "where"])).toBe("check");
  });

  it("of help fit into narrow terminals", async () => {
    for (const argv of [["help"], ["collect", "--help"], ["audit", "--help"], ["format", "--help"]]) {
      const { out } = await loglint(argv, { terminal: true, columns: 60 });
      const [, ...rest] = out.split("\n");
      const long = rest.filter((line) => line.length > 60 && !/^ {2}\S/.test(line));
      expect(long).toEqual([]);
    }
  });
});

describe("loglint facts", () => {
  const site = { cwd: process.cwd(), fs: diskFileSystem(process.cwd()) };
  const argv = ["facts", "fixtures/blog-broken", "--no-config", "--no-color"];

  it("breaks long values and origins at spaces, and never a word", async () => {
    const narrow = await loglint(argv, { ...site, terminal: true, columns: 60 });
    const rows = narrow.out.split("\n").filter((line) => /^ {2}(?! )/.test(line) || /^ {12}/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows.filter((line) => line.length > 60))
      expect(row.trim().split(/ {2,}/).at(-1), row).not.toContain(" ");
    const words = (text: string) => text.split(/\s+/).sort();
    expect(words(narrow.out)).toEqual(words((await loglint(argv, site)).out));
  });

  it("names an upstream that several locations share once", async () => {
    const { out } = await loglint(argv, site);
    expect(out.split("127.0.0.1:8000 to fixtures/blog-broken/gunicorn.conf.py")).toHaveLength(2);
  });
});

describe("a word too many, or a wrong one", () => {
  it.each([
    [["where", "print", "deploy"], 'does not know what to do with "deploy"'],
    [["where", "logger", "a.b", "c"], 'does not know what to do with "c"'],
    [["where", "logger", "a.b", "--level", "WARNNG"], "Did you mean WARNING?"],
    [["trace", "/", "--client", "somebody"], "--client somebody is no address."],
    [["check", "--in", "deploy"], "Paths stand alone: loglint check deploy"],
    [["explain", ""], "takes a rule, a setting or a message"],
    [["explain", "-"], "Standard input is empty."],
  ])("%j is refused in words that help", async (argv, said) => {
    const ran = await loglint(argv, { files: BROKEN });
    expect(ran.code).toBe(2);
    expect(ran.out).toBe("");
    expect(ran.err).toContain(said);
  });

  it("a level in small letters is a level", async () => {
    const files = {
      "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "s")\n',
      "s.py": "",
    };
    const small = await loglint(["where", "logger", "x", "--level", "error"], { files });
    expect(small.code).toBe(0);
    expect(small.out).toContain("logger x ERROR");
  });
});

describe("loglint trace", () => {
  it("takes an address as it stands in a browser", async () => {
    const path = await loglint(["trace", "/a/b?c=1", "--host", "example.com"], { files: BROKEN });
    for (const address of ["http://example.com/a/b?c=1", "HTTPS://example.com:8443/a/b?c=1#top"])
      expect((await loglint(["trace", address], { files: BROKEN })).out).toBe(path.out);
    const bare = await loglint(["trace", "http://example.com"], { files: BROKEN });
    expect(bare.out).toContain("GET / to example.com");
  });

  it("says why a line goes nowhere, and which one nginx does not write", async () => {
    const conf = BROKEN["nginx.conf"].replace("access_log on;", "access_log off;");
    const { out } = await loglint(["trace", "/"], { files: { "nginx.conf": conf } });
    expect(out).toContain("nginx access log  nginx.conf:8:9\n  → nowhere: access_log off\n");
    expect(out).toContain("No layer records this request.");
  });

  it("calls nowhere only what is certain to end there", async () => {
    const conf = BROKEN["nginx.conf"].replaceAll(/ *access_log [^\n]*\n/g, "");
    const { out } = await loglint(["trace", "/"], { files: { "nginx.conf": conf } });
    expect(out).toContain("→ not known: the compiled-in path depends on the nginx build");
    expect(out).not.toContain("nowhere");
    expect(out).not.toContain("No layer records this request.");
  });
});
