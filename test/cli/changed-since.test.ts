import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { changedLines } from "../../src/cli/diff.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { BROKEN, loglint, type Ran } from "./run-loglint.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-changed-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let repositories = 0;

/** A git repository whose first commit, tagged "base", has the files. */
function repository(files: Readonly<Record<string, string>>) {
  const top = join(folder, `r${repositories++}`);
  mkdirSync(top);
  const git = (...args: string[]): string => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    const who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    const ran = spawnSync("git", [...who, ...args], { cwd: top, encoding: "utf8", env });
    expect(ran.stderr + String(ran.status), args.join(" ")).toMatch(/0$/);
    return ran.stdout;
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  const check = (args: readonly string[], below = "."): Promise<Ran> => {
    const cwd = join(top, below);
    return loglint(["--format", "compact", ...args], { fs: diskFileSystem(cwd), cwd });
  };
  git("init", "-q");
  for (const [path, text] of Object.entries(files)) write(path, text);
  git("add", ".");
  git("commit", "-q", "-m", "Base");
  git("tag", "base");
  return { top, git, write, check };
}

const NGINX = BROKEN["nginx.conf"];
const MORE = NGINX.replace(
  "        listen 80;\n",
  "        listen 80;\n        location /x { access_log off2; access_log on; }\n",
);

describe("--changed-since", () => {
  it("reports nothing when nothing changed, and says how much it leaves out", async () => {
    const { check } = repository({ "nginx.conf": NGINX });
    const ran = await check(["--changed-since", "base"]);
    expect(ran.out).toBe("");
    expect(ran.err).toMatch(/^\d+ findings? elsewhere: not changed since base, and not shown\.\n$/);
    expect(ran.code).toBe(0);
    expect((await check([])).code).toBe(1);
  });

  it("reports findings on changed lines, committed or not, wherever their other lines have moved", async () => {
    const { check, write, git } = repository({ "nginx.conf": NGINX });
    write("nginx.conf", MORE);
    const before = await check(["--changed-since", "base"]);
    expect(before.out).toContain("nginx.conf:7:");
    expect(before.out).not.toContain("nginx.conf:9:");
    expect((await check([])).out).toContain("nginx.conf:9:");
    git("commit", "-q", "-a", "-m", "More");
    expect(await check(["--changed-since", "base"])).toEqual(before);
    expect((await check(["--changed-since", "HEAD"])).out).toBe("");
  });

  it("counts from where the branch left the other one", async () => {
    const { check, write, git } = repository({ "nginx.conf": NGINX });
    git("checkout", "-q", "-b", "topic");
    write("nginx.conf", MORE);
    git("commit", "-q", "-a", "-m", "Topic");
    git("checkout", "-q", "main");
    write("nginx.conf", `${NGINX}# the main branch went on\n`);
    git("commit", "-q", "-a", "-m", "Main");
    git("checkout", "-q", "topic");
    const ran = await check(["--changed-since", "main"]);
    expect(ran.out).toContain("nginx.conf:7:");
    expect(ran.out).not.toContain("nginx.conf:9:");
  });

  it("shows a finding of another file when one of its related lines changed", async () => {
    const names = [
      "manage.py",
      "gunicorn.conf.py",
      "blog/settings.py",
      "blog/wsgi.py",
      "posts/__init__.py",
      "posts/views.py",
    ];
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(`fixtures/blog-broken/${name}`, "utf8")]),
    );
    const { check, write } = repository(files);
    expect((await check(["--changed-since", "base"])).out).toBe("");
    write(
      "posts/views.py",
      (files["posts/views.py"] ?? "").replace("getLogger(__name__)", "getLogger(__name__)  # touched"),
    );
    const { out } = await check(["--changed-since", "base"]);
    expect(out).toMatch(/^blog\/settings\.py:\d+:\d+: .*\[django\/app-logger-unhandled\]\n$/);
  });

  it("takes files that git does not know for changed, and odd names as they are", async () => {
    const odd = 'a "b"\tü日 $(x).conf';
    const { check, write } = repository({ "a.txt": "x\n", [`old/${odd}`]: "" });
    write(`new/${odd}`, NGINX);
    write(`old/${odd}`, NGINX);
    const ran = await check(["--changed-since", "base"]);
    expect(ran.out).toContain("new/");
    expect(ran.out).toContain("old/");
  });

  it("works below the top of the repository", async () => {
    const { check, write } = repository({ "deploy/nginx.conf": NGINX, "other/nginx.conf": NGINX });
    write("deploy/nginx.conf", MORE);
    expect((await check(["--changed-since", "base"], "deploy")).out).toContain("nginx.conf:7:");
  });

  it("counts the lines around a place where lines were taken away", async () => {
    const { check, write } = repository({
      "nginx.conf": NGINX.replace("access_log on;", "access_log on;\n# x"),
    });
    write("nginx.conf", NGINX);
    expect((await check(["--changed-since", "base"])).out).toContain("nginx.conf:8:");
  });

  it("runs no program that the repository's configuration names", async () => {
    const { check, write, git, top } = repository({
      "nginx.conf": NGINX,
      ".gitattributes": "*.conf diff=evil\n",
    });
    const evil = (name: string): string => `touch ${join(top, `ran-${name}`)}; false`;
    git("config", "diff.external", evil("external"));
    git("config", "diff.evil.command", evil("command"));
    git("config", "diff.evil.textconv", evil("textconv"));
    git("config", "core.fsmonitor", evil("fsmonitor"));
    git("config", "core.pager", evil("pager"));
    git("config", "diff.noprefix", "true");
    git("config", "diff.relative", "true");
    write("nginx.conf", MORE);
    const ran = await check(["--changed-since", "base"]);
    expect(ran.out).toContain("nginx.conf:7:");
    expect(
      diskFileSystem(top)
        .list(".")
        .map(({ name }) => name)
        .filter((name) => name.startsWith("ran-")),
    ).toEqual([]);
  });

  it.each([
    ["nowhere", 'There is no revision "nowhere"'],
    ["--output=x", "There is no revision"],
    ["HEAD:nginx.conf", "There is no revision"],
  ])("refuses %s", async (revision, message) => {
    const { check, top } = repository({ "nginx.conf": NGINX });
    const ran = await check([`--changed-since=${revision}`]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
    expect(diskFileSystem(top).kindOf("x")).toBeUndefined();
  });

  it("says so outside a repository", async () => {
    const cwd = mkdtempSync(join(folder, "plain-"));
    writeFileSync(join(cwd, "nginx.conf"), NGINX);
    const ran = await loglint(["--changed-since", "HEAD"], { fs: diskFileSystem(cwd), cwd });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("This is not a git repository.");
  });
});

describe("without --changed-since", () => {
  it("no process is started: node:child_process is imported by that option, and by --allow-exec of audit", () => {
    const sources = spawnSync("git", ["grep", "-l", "node:child_process", "--", "src", "rules"], {
      encoding: "utf8",
    });
    expect(sources.stdout.trim().split("\n")).toEqual(["src/cli/changed-since.ts", "src/cli/read-acl.ts"]);
    expect(readFileSync("src/cli/audit.ts", "utf8")).toMatch(
      /options\["allow-exec"\] === true \? \(await import\("\.\/read-acl\.ts"\)\)/,
    );
    expect(readFileSync("src/cli/check.ts", "utf8")).toContain('await import("./changed-since.ts")');
  });
});

describe("changedLines", () => {
  it("is not taken in by changed lines that look like headers", () => {
    const diff = [
      "--- a/x",
      "+++ b/x",
      "@@ -1,2 +1 @@",
      "--- y",
      "-@@ -1 +1 @@",
      "+++ b/evil",
      "@@ -9,0 +9,2 @@",
      "+a",
      "+b",
      "",
    ];
    expect([...changedLines(diff.join("\n"))]).toEqual([
      [
        "x",
        [
          { first: 1, last: 1 },
          { first: 9, last: 10 },
        ],
      ],
    ]);
  });

  it("leaves deleted files out", () => {
    expect(changedLines("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n").size).toBe(0);
  });
});
