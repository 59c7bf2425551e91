import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { BROKEN, CLEAN, loglint } from "./run-loglint.ts";

const FILE = "loglint.config.jsonc";

describe("loglint init", () => {
  it("writes a configuration that loglint takes, and that changes nothing", async () => {
    const ran = await loglint(["init"], { files: BROKEN });
    expect(ran.code).toBe(0);
    expect(Object.keys(ran.written)).toEqual([FILE]);
    const text = ran.written[FILE] ?? "";
    expect(text).toContain("nginx (1)");
    const files = { ...BROKEN, [FILE]: text };
    const shown = await loglint(["config"], { files });
    expect(shown.err).toBe("");
    expect(shown.out).toContain(FILE);
    const json = async (world: Record<string, string>): Promise<unknown[]> => {
      const { out } = await loglint(["--format", "json"], { files: world });
      return (JSON.parse(out) as { findings: unknown[] }).findings;
    };
    expect(await json(files)).toEqual(await json(BROKEN));
  });

  it("has examples that are valid once they are uncommented", async () => {
    const { written } = await loglint(["init"], { files: CLEAN });
    const text = (written[FILE] ?? "").replace(/^ {4}\/\/ /gm, "    ");
    const ran = await loglint(["config", "--format", "json"], { files: { ...CLEAN, [FILE]: text } });
    expect(ran.err).toBe("");
    expect(JSON.parse(ran.out)).toMatchObject({
      config: { ignores: ["vendor/"], versions: { nginx: "1.22.1" } },
    });
  });

  it.each([FILE, "loglint.config.json"])("overwrites nothing: %s", async (name) => {
    const ran = await loglint(["init"], { files: { ...CLEAN, [name]: "{}" } });
    expect(ran.code).toBe(2);
    expect(ran.written).toEqual({});
    expect(ran.err).toContain(`There is a ${name} already`);
  });

  it("shows the job for the host it sees, both where it sees none, as YAML", async () => {
    const hosts = async (more: Record<string, string>): Promise<string> =>
      (await loglint(["init"], { files: { ...CLEAN, ...more } })).out;
    const github = await hosts({ ".github/workflows/test.yml": "on: push\n" });
    expect(github).toContain("For GitHub");
    expect(github).not.toContain("For GitLab");
    const gitlab = await hosts({ ".gitlab-ci.yml": "test: {}\n" });
    expect(gitlab).not.toContain("For GitHub");
    expect(gitlab).toContain("For GitLab");
    const both = await hosts({});
    const blocks = both.split(/^For [^\n]*:\n\n/m).slice(1);
    const [hook, job, gitlabJob] = blocks.map((block) => parse(block.split("\n\n")[0] ?? "") as unknown);
    expect(hook).toMatchObject([{ hooks: [{ id: "loglint", entry: "loglint hook" }] }]);
    expect(job).toMatchObject({ jobs: { loglint: { steps: [{}, {}] } } });
    expect(gitlabJob).toMatchObject({ loglint: { artifacts: { when: "always" } } });
  });
});
