import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { realProgram } from "../real-programs.ts";
import { unpackedBin } from "../packaging/built-bundle.ts";

const program = realProgram("pre-commit");
const folder = mkdtempSync(join(tmpdir(), "loglint-pre-commit-"));

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly require_serial: boolean;
}
const hooks = parse(readFileSync(".pre-commit-hooks.yaml", "utf8"), { merge: true }) as Hook[];

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

/** A git repository with a Django site in `site`, a second one in `other`, and the system hook as a local one. */
class Repository {
  readonly top: string;

  constructor(name: string, files: Readonly<Record<string, string>> = {}) {
    this.top = join(folder, name);
    mkdirSync(this.top, { recursive: true });
    const hook = { ...hooks.find(({ id }) => id === "loglint-system") };
    writeFileSync(
      join(this.top, ".pre-commit-config.yaml"),
      JSON.stringify({ repos: [{ repo: "local", hooks: [hook] }] }),
    );
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    this.run("git", "init", "-q", "-b", "main");
    this.run("git", "add", ".pre-commit-config.yaml");
    this.run("git", "commit", "-q", "--no-verify", "-m", "Configure");
    expect(this.run(program ?? "", "install").code).toBe(0);
  }

  write(path: string, text: string): void {
    const place = join(this.top, path);
    mkdirSync(resolve(place, ".."), { recursive: true });
    writeFileSync(place, text);
  }

  run(command: string, ...args: string[]): Ran {
    const env = {
      PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
      HOME: folder,
      PRE_COMMIT_HOME: join(folder, "cache"),
      PRE_COMMIT_COLOR: "never",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
    };
    const ran = spawnSync(command, args, { cwd: this.top, env, encoding: "utf8" });
    return { code: ran.status, out: ran.stdout + ran.stderr };
  }

  /** Stages the paths and commits them as a person would; the hook runs. */
  commit(...paths: string[]): Ran {
    expect(this.run("git", "add", ...paths).code).toBe(0);
    return this.run("git", "commit", "-m", "Change");
  }
}

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  symlinkSync(unpackedBin(folder), join(folder, "bin/loglint"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the published hooks", () => {
  it("run one at a time, from node and from the system, with the same entry", () => {
    expect(hooks.map(({ id, language }) => [id, language])).toEqual([
      ["loglint", "node"],
      ["loglint-system", "system"],
    ]);
    for (const { entry, require_serial } of hooks)
      expect([entry, require_serial]).toEqual(["loglint hook", true]);
  });

  it.skipIf(program === null)("are a manifest that pre-commit itself accepts", () => {
    const ran = spawnSync(program ?? "", ["validate-manifest", ".pre-commit-hooks.yaml"], {
      encoding: "utf8",
    });
    expect(ran.stdout + ran.stderr).toBe("");
    expect(ran.status).toBe(0);
  });
});

describe.skipIf(program === null)("under the real pre-commit", () => {
  it("lets a sound site pass, stops the commit that breaks it, and skips when nothing relevant changed", () => {
    const repository = new Repository("one");
    cpSync("fixtures/blog", repository.top, { recursive: true });
    const first = repository.commit(".");
    expect(first.out).toContain("Passed");
    expect(first.code).toBe(0);

    const settings = readFileSync(join(repository.top, "gunicorn.conf.py"), "utf8");
    repository.write("gunicorn.conf.py", settings.replace("accesslog =", "access_log ="));
    const second = repository.commit("gunicorn.conf.py");
    expect(second.code).toBe(1);
    expect(second.out).toContain("Failed");
    expect(second.out).toContain("gunicorn/unknown-setting");
    repository.run("git", "checkout", "-q", "HEAD", "gunicorn.conf.py");

    repository.write("docs/notes.md", "text\n");
    repository.write("static/site.js", "1;\n");
    const third = repository.commit("docs", "static");
    expect(third.out).toContain("Skipped");
    expect(third.code).toBe(0);
  });

  it("checks the whole deployment of a changed file, and no other", () => {
    const repository = new Repository("two");
    cpSync("fixtures/blog", join(repository.top, "good"), { recursive: true });
    cpSync("fixtures/blog-broken", join(repository.top, "bad"), { recursive: true });
    repository.run("git", "add", ".");
    repository.run("git", "commit", "-q", "--no-verify", "-m", "Both");
    // the change itself is harmless; what is wrong stands in other files of the same deployment
    repository.write(
      "bad/blog/settings.py",
      `${readFileSync("fixtures/blog-broken/blog/settings.py", "utf8")}\n# touched\n`,
    );
    const bad = repository.commit("bad/blog/settings.py");
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("bad/gunicorn.conf.py:");
    expect(bad.out).toContain("bad/nginx.conf:");
    repository.run("git", "reset", "-q", "--hard");

    repository.write(
      "good/blog/settings.py",
      `${readFileSync("fixtures/blog/blog/settings.py", "utf8")}\n# touched\n`,
    );
    const good = repository.commit("good/blog/settings.py");
    expect(good.out).toContain("Passed");
    expect(good.code).toBe(0);
  });

  it("finds what is wrong when pre-commit hands over the files in several batches", () => {
    const repository = new Repository("many");
    cpSync("fixtures/blog-broken", repository.top, { recursive: true });
    // names too long for one command line (128 KiB for pre-commit): at least two runs
    const long = "m".repeat(200);
    for (let i = 0; i < 800; i++) repository.write(`data/${long}${i}.txt`, "x\n");
    const ran = repository.commit(".");
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("gunicorn/unknown-setting");
    expect(ran.out.match(/ in \d+ files\.$/gm)?.length).toBeGreaterThanOrEqual(2);
  });

  it("lets a repository without any logging configuration pass, and says that nothing was read", () => {
    const repository = new Repository("nothing", { "a.txt": "x\n" });
    const ran = repository.run(program ?? "", "run", "--verbose", "--files", "a.txt");
    expect(ran.out).toContain("nothing to check");
    expect(ran.code).toBe(0);
  });
});
