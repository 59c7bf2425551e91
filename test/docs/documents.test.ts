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
import { parseArguments } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { lint, rules } from "../../src/index.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { loglint } from "../cli/run-loglint.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";
import { consoleBlocks, shellWords, withOutputs } from "./console-blocks.ts";

const DOCUMENTS = ["README.md", "docs/guide.md", "docs/integrations.md", "docs/suppressions.md"];
const PAGES = [
  ...DOCUMENTS,
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/architecture.md",
  "docs/audit.md",
  "docs/configuration.md",
  "docs/settings.md",
  "docs/error-messages.md",
];
const read = (path: string): string => readFileSync(path, "utf8");

/** The command lines of loglint in backticks, in indented blocks and in fenced ones, as the words that a shell would make of them. */
function commandLines(document: string): string[][] {
  const found = [...document.matchAll(/`(?:sudo )?(loglint [^`\n]+)`|^(?:\$ | {4}).*?\b(loglint .*)$/gm)];
  return found
    .map((match) => (match[1] ?? match[2] ?? "").replace(/ {2,}#.*$| [|;&>].*$/, ""))
    .filter((line) => !/^loglint (?:and |&&|--option)/.test(line) && !line.includes("..."))
    .map((line) => shellWords(line).slice(1));
}

/** A deployment whose mistakes lie between two of its files. */
const BETWEEN = {
  "nginx.conf":
    "events {}\nhttp {\n    access_log /var/log/shop/nginx.log;\n    error_log /var/log/shop/nginx-error.log;\n    server {\n        listen 80;\n        location / {\n            proxy_pass http://127.0.0.1:8000;\n        }\n    }\n}\n",
  "gunicorn.conf.py":
    'wsgi_app = "shop.wsgi"\nbind = "127.0.0.1:8000"\ntimeout = 90\naccesslog = "/var/log/shop/access.log"\nerrorlog = "/var/log/shop/error.log"\n',
  "shop.service":
    "[Service]\nUser=www-data\nWorkingDirectory=/srv/shop\nExecStart=/usr/bin/gunicorn --config /srv/shop/gunicorn.conf.py\nProtectSystem=strict\n",
  "shop.logrotate": "/var/log/shop/*.log {\n    daily\n    rotate 7\n    missingok\n}\n",
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/wsgi.py": "def application(environ, start_response):\n    return []\n",
  "shop/settings.py": "DEBUG = False\n",
};

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
    for (const words of commandLines(document))
      expect(() => parseArguments(words), words.join(" ")).not.toThrow();
    for (const id of code.filter((each) => /^(nginx|gunicorn|django|stack|host)\/[a-z-]+$/.test(each)))
      if (!existsSync(id)) expect(ids).toContain(id);
  });
});

describe("docs/architecture.md", () => {
  it("shows the rooms, and which may import which, as the linter enforces it", () => {
    const [, table = ""] = /const MAY_IMPORT = \{(.*?)\n\};/s.exec(read("scripts/eslint-layers.js")) ?? [];
    const enforced = [...table.matchAll(/(\w+): \[(.*?)\]/gs)].map(([, room = "", others = ""]) => {
      const names = [...others.matchAll(/"(\w+)"/g)].map((match) => `\`${match[1] ?? ""}\``);
      return `| \`${room}\` | ${names.length === 0 ? "nothing" : names.join(", ")} |`;
    });
    const page = read("docs/architecture.md").replaceAll(/ +\|/g, " |");
    expect(enforced.length).toBeGreaterThan(10);
    for (const row of enforced) expect(page).toContain(row);
    for (const room of readdirSync("src")) expect(page).toMatch(new RegExp(`\`(?:\\.\\./)?${room}/?\``));
  });
});

describe("CONTRIBUTING.md", () => {
  it("installs the packages that continuous integration installs", () => {
    const [, command = ""] = /apt-get install \$\((.*)\)$/m.exec(read("CONTRIBUTING.md")) ?? [];
    const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect(stdout.trim()).not.toBe("");
    expect(read(".ci/run")).toContain(`packages="${stdout.trim()}"`);
    for (const named of ["nginx", "gunicorn", "python3-django"]) expect(stdout.split(" ")).toContain(named);
  });
});

describe("the comparison in the README", () => {
  const [ofOneProgram = "", between = ""] = read("README.md").split("Others lie between two programs");
  const rows = [...ofOneProgram.matchAll(/^\| .* \| `((?:nginx|gunicorn|django|stack)\/[a-z-]+)` \|$/gm)].map(
    (match) => match[1] ?? "",
  );
  const nginx = realProgram("nginx");
  const gunicorn = realProgram("gunicorn");
  const python = pythonWithDjango();
  const logrotate = realProgram("logrotate");
  const analyze = realProgram("systemd-analyze");

  it("names mistakes that loglint finds in fixtures/blog-broken", () => {
    const { findings } = lint({ fs: diskFileSystem(process.cwd()), paths: ["fixtures/blog-broken"] });
    const found = new Set(findings.map(({ rule }) => rule));
    expect(rows.length).toBeGreaterThan(8);
    for (const rule of rows) expect(found).toContain(rule);
  });

  it("names mistakes between two programs that loglint finds, and that the programs accept", () => {
    const found = new Set(
      lint({ fs: memoryFileSystem(BETWEEN), paths: ["."] }).findings.map(({ rule }) => rule),
    );
    const named = [...between.matchAll(/^\| .* \| `(stack\/[a-z-]+)` \|$/gm)].map((match) => match[1]);
    expect(named).toHaveLength(3);
    for (const rule of named) expect(found).toContain(rule);
  });

  it.skipIf(nginx === null || gunicorn === null || logrotate === null || analyze === null)(
    "is right that logrotate -d, systemd-analyze verify, nginx -t and gunicorn --check-config accept those",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "loglint-between-"));
      try {
        for (const [path, text] of Object.entries(BETWEEN)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text.replaceAll("/var/log/shop", folder));
        }
        const run = (command: string | null, ...args: readonly string[]) => {
          const ran = spawnSync(command ?? "", args, { cwd: folder, encoding: "utf8" });
          return { code: ran.status, said: ran.stdout + ran.stderr };
        };
        const rotated = run(logrotate, "-d", "-s", join(folder, "state"), "shop.logrotate");
        expect(rotated.code).toBe(0);
        expect(rotated.said).not.toMatch(/^error|reopen|postrotate/m);
        expect(run(analyze, "verify", join(folder, "shop.service")).said).not.toMatch(/shop|log/i);
        expect(run(gunicorn, "--check-config")).toEqual({ code: 0, said: "" });
        const test = run(nginx, "-t", "-p", folder, "-c", "nginx.conf", "-g", `pid ${folder}/nginx.pid;`);
        expect(test.said).toContain("test is successful");
        expect(test.said).not.toContain("warn");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

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
