import { describe, expect, it } from "vitest";
import { diskFileSystem } from "../../../src/index.ts";
import { textWidth } from "../../../src/report/width.ts";
import { loglint } from "../../cli/run-loglint.ts";

async function whereIn(folder: string, args: readonly string[] = [], columns = 80) {
  const fs = diskFileSystem(".");
  return loglint(["where", ...args, "--in", folder], { fs, terminal: true, columns, env: { NO_COLOR: "1" } });
}

describe("loglint where", () => {
  it("says in plain words where records end and which line drops them", async () => {
    const { out, code } = await whereIn("fixtures/blog-broken", [], 160);
    expect(code).toBe(0);
    expect(out).toContain("gunicorn access log  → nowhere: accesslog is not set");
    expect(out).toMatch(
      /requests \/static\/ +→ nowhere: access_log off, fixtures\/blog-broken\/nginx\.conf:30:13/,
    );
    expect(out).toContain("tail -F /var/log/blog/django.log");
  });

  for (const columns of [80, 100]) {
    it(`keeps within ${String(columns)} columns for every fixture, but for single long words`, async () => {
      for (const name of [
        "blog",
        "blog-broken",
        "systemd-vm",
        "compose",
        "split-settings",
        "env-driven",
        "many-vhosts",
      ]) {
        const { out } = await whereIn(`fixtures/${name}`, [], columns);
        const wide = out
          .split("\n")
          .filter((line) => textWidth(line) > columns && /\S {1,}\S+ \S/.test(line.trim()));
        expect(
          wide.filter((line) => !line.includes("fixtures/")),
          name,
        ).toEqual([]);
      }
    });
  }

  it("shows the steps of one event with the code that decides them", async () => {
    const { out } = await whereIn("fixtures/blog", ["print"]);
    expect(out).toContain("- capture_output sends stdout to errorlog");
    expect(out).toContain("capture_output = True");
    expect(out.trimEnd().split("\n").at(-1)).toBe("  tail -F /var/log/gunicorn/error.log");
  });

  it("names the stack of each file where there are several", async () => {
    const { out } = await whereIn("fixtures/two-sites");
    expect(out).toContain("  /var/log/nginx/error.log (fixtures/two-sites/sites/blog)\n");
    expect(out).toContain("  /var/log/nginx/error.log (fixtures/two-sites/sites/shop)\n");
    expect((await whereIn("fixtures/blog")).out).toContain("  /var/log/gunicorn/error.log\n");
  });

  it("names kubectl for what a pod writes, and docker for a container of compose", async () => {
    const { out } = await whereIn("fixtures/kubernetes");
    expect(out).toContain("→ kubectl logs of ledger/nginx");
    expect(out).not.toContain("docker");
    expect((await whereIn("fixtures/compose")).out).toMatch(/→ docker logs of \w+\n/);
  });

  it("lists with --gaps only what certainly nobody records", async () => {
    const { out } = await whereIn("fixtures/blog-broken", ["--gaps"], 160);
    expect(out).toContain("nowhere");
    const ends = out.split("\n").filter((line) => line.includes("→"));
    expect(ends.filter((line) => !line.includes("nowhere"))).toEqual([]);
    const { out: unknown } = await whereIn("fixtures/templates", ["--gaps"]);
    expect(unknown).not.toContain("not known");
  });

  it("names an asked logger and level", async () => {
    const { out } = await whereIn("fixtures/blog-broken", ["logger", "posts.views", "--level", "INFO"], 120);
    expect(out).toContain("logger posts.views INFO");
    expect(out).toContain("nowhere: the level of root is WARNING");
  });

  it("puts loggers that end alike on one line, and keeps apart those that differ at a level", async () => {
    const { out } = await whereIn("fixtures/blog-files");
    expect(out).toMatch(/^ {2}loggers blog, posts INFO +→ \/var\/log\/blog\/django\.log$/m);
    const blog = await whereIn("fixtures/compose");
    expect(blog.out).toMatch(/^ {2}logger core +→ docker logs of web$/m);
    const broken = await whereIn("fixtures/blog-broken");
    expect(broken.out).toMatch(/^ {2}logger posts ERROR +→ stderr of gunicorn$/m);
    expect(broken.out).toMatch(/^ {2}logger posts INFO +→ nowhere/m);
  });
});
