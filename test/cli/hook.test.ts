import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { loglint } from "./run-loglint.ts";

const RULE = "gunicorn/unknown-setting";
/** A repository with a broken site in a/ and a sound one in b/. */
const folder = mkdtempSync(join(tmpdir(), "loglint-hook-"));
cpSync("fixtures/blog-broken", join(folder, "a"), { recursive: true });
cpSync("fixtures/blog", join(folder, "b"), { recursive: true });
mkdirSync(join(folder, ".git"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function from(cwd: string) {
  return { cwd, fs: diskFileSystem(cwd) };
}

const top = from(folder);

describe("loglint hook", () => {
  it("reports the deployment of a changed file as a whole, and leaves out the others", async () => {
    const ran = await loglint(["hook", "a/blog/settings.py"], top);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`a/gunicorn.conf.py:5:1  error  ${RULE}`);
    const other = await loglint(["hook", "b/blog/settings.py"], top);
    expect(other.code).toBe(0);
    expect(other.out).not.toContain(RULE);
    expect(other.err).toContain("in deployments that have none of the changed files");
  });

  it("reads nothing when no changed file can matter", async () => {
    const fs = { ...top.fs, list: () => { throw new Error("looked"); } }; // prettier-ignore
    expect(await loglint(["hook", "README.md", "a/static/x.JS"], { ...top, fs })).toMatchObject({
      code: 0,
      out: "",
      err: "",
    });
    const said = await loglint(["hook", "--verbose", "README.md"], { ...top, fs });
    expect(said.out).toBe("None of 1 changed file configures a log.\n");
  });

  it("reads the whole repository from a folder below its top", async () => {
    const ran = await loglint(["hook", "blog/settings.py", "--format", "compact"], from(join(folder, "a")));
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(RULE);
    expect((await loglint(["hook", "blog/settings.py"], from(join(folder, "b")))).code).toBe(0);
    expect((await loglint(["hook", join(folder, "a/nginx.conf")], from(join(folder, "b")))).code).toBe(1);
  });

  it("checks everything when no file is named, and obeys the gate", async () => {
    expect((await loglint(["hook"], top)).code).toBe(1);
    expect((await loglint(["hook", "--fail-on", "never"], top)).code).toBe(0);
  });

  it("lets a repository pass that has nothing to check", async () => {
    const ran = await loglint(["hook", "x.conf"], { files: { "x.conf": "a\n" } });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain("nothing to check");
  });
});
