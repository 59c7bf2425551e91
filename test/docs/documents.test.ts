import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { lint, rules } from "../../src/index.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { loglint } from "../cli/run-loglint.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";
import { consoleBlocks, withOutputs } from "./console-blocks.ts";

const DOCUMENTS = ["README.md", "docs/guide.md", "docs/integrations.md"];
const PAGES = [...DOCUMENTS, "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"];
const read = (path: string): string => readFileSync(path, "utf8");

describe.each(DOCUMENTS)("%s", (path) => {
  /** `UPDATE_GOLDEN=1` writes the outputs: read the difference before you keep it. */
  it("shows what loglint really prints", async () => {
    const document = read(path);
    const blocks = consoleBlocks(document);
    const outputs: string[] = [];
    for (const { argv, files } of blocks) {
      const own = Object.keys(files).length > 0;
      const world = own ? { files } : { fs: diskFileSystem(process.cwd()), cwd: process.cwd() };
      const ran = await loglint(argv, world);
      expect(ran.code, ran.err).toBeLessThan(2);
      outputs.push((ran.out + ran.err).trimEnd());
    }
    const updated = withOutputs(document, blocks, outputs);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, updated);
    else expect(document).toBe(updated);
  });
});

describe.each(PAGES)("%s", (path) => {
  const document = read(path);

  it("links only to files that exist", () => {
    for (const [, target] of document.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (target !== undefined && !/^[a-z]+:/.test(target))
        expect(existsSync(join(dirname(path), target)), target).toBe(true);
    }
  });

  it("names only commands, options and rules that exist", () => {
    const commands = new Set(COMMANDS.map(({ name }) => name));
    const ids = new Set(rules.map(({ id }) => id));
    const code = [...document.matchAll(/`([^`\n]+)`|^(?:\$ | {4})(loglint .*)$/gm)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    for (const words of code.filter((each) => each.startsWith("loglint "))) {
      const [, first = ""] = words.split(/\s+/);
      if (/^[a-z]+$/.test(first)) expect(commands, words).toContain(first);
      for (const [, option] of words.matchAll(/ --([a-z-]+)/g))
        expect(Object.keys(OPTIONS), words).toContain(option);
    }
    for (const id of code.filter((each) => /^(nginx|gunicorn|django|stack|host)\/[a-z-]+$/.test(each)))
      if (!existsSync(id)) expect(ids).toContain(id);
  });
});

describe("the comparison in the README", () => {
  const rows = [
    ...read("README.md").matchAll(/^\| .* \| `((?:nginx|gunicorn|django|stack)\/[a-z-]+)` \|$/gm),
  ].map((match) => match[1] ?? "");
  const nginx = realProgram("nginx");
  const gunicorn = realProgram("gunicorn");
  const python = pythonWithDjango();

  it("names mistakes that loglint finds in fixtures/blog-broken", () => {
    const { findings } = lint({ fs: diskFileSystem(process.cwd()), paths: ["fixtures/blog-broken"] });
    const found = new Set(findings.map(({ rule }) => rule));
    expect(rows.length).toBeGreaterThan(8);
    for (const rule of rows) expect(found).toContain(rule);
  });

  /** The site as on its server: with the folders of its logs, which are moved into `folder`. */
  function serverIn(folder: string): string {
    const site = join(folder, "site");
    cpSync("fixtures/blog-broken", site, { recursive: true });
    for (const name of ["log/nginx", "log/blog", "log/gunicorn", "prefix"])
      mkdirSync(join(folder, name), { recursive: true });
    for (const file of ["nginx.conf", "gunicorn.conf.py", "blog/settings.py"]) {
      const text = read(join(site, file))
        .replaceAll("/var/log", join(folder, "log"))
        .replaceAll("/run/nginx.pid", join(folder, "nginx.pid"));
      writeFileSync(join(site, file), text);
    }
    return site;
  }

  it.skipIf(nginx === null || gunicorn === null || python === null)(
    "is right that nginx -t, gunicorn --check-config and manage.py check --deploy accept all of them",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "loglint-compare-"));
      try {
        const site = serverIn(folder);
        const env = {
          PATH: "/usr/sbin:/usr/bin:/bin",
          HOME: folder,
          DJANGO_SECRET_KEY: "k3y".repeat(25),
          PYTHONDONTWRITEBYTECODE: "1",
        };
        const run = (command: string, args: readonly string[]) => {
          const ran = spawnSync(command, args, { cwd: site, env, encoding: "utf8" });
          return { code: ran.status, said: ran.stdout + ran.stderr };
        };
        const test = run(nginx ?? "", ["-t", "-p", join(folder, "prefix"), "-c", join(site, "nginx.conf")]);
        expect(test.said).toMatch(
          /^nginx: the configuration file \S+ syntax is ok\nnginx: configuration file \S+ test is successful\n$/,
        );
        // nginx -t does not only test: it makes the files
        expect(readdirSync(join(folder, "prefix"))).toContain("on");
        expect(run(gunicorn ?? "", ["--check-config"])).toEqual({ code: 0, said: "" });
        const deploy = run(python ?? "", ["manage.py", "check", "--deploy"]);
        expect(deploy.code).toBe(0);
        expect(deploy.said).toContain("(0 silenced)");
        for (const line of deploy.said.split("\n").filter((each) => each.startsWith("?:")))
          expect(line).toMatch(/\(security\.W00\d\)/);
        expect(deploy.said).not.toMatch(/logg|handler|propogate|formatter/i);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
