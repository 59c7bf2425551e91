/**
 * `npm run bench [-- --long] [-- PART...]`: measures loglint beside the programs that people would use instead, writes the tables to
 * docs/performance.md and the figures to docs/performance.json, and says what became slower than the figures recorded there.
 * Parts: start, nginx, python, vhosts, monorepo; all by default. `--long` adds 100 MB of nginx configuration, 20,000 virtual hosts
 * and 200,000 files. Ratios are of measurements that alternate, so that a busy machine is busy for both.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";
import { hookCommands } from "./bench-hook.mjs";

const { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = fs;
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const isLong = args.includes("--long");
const parts = args.filter((arg) => !arg.startsWith("--"));
const wanted = (part) => parts.length === 0 || parts.includes(part);
const TIME = existsSync("/usr/bin/time") ? "/usr/bin/time" : null;
const NODE = process.execPath;
const folder = mkdtempSync(join(tmpdir(), "loglint-bench-"));
const LOGLINT = resolve(JSON.parse(readFileSync("package.json", "utf8")).bin.loglint);
const DJANGO = "/usr/lib/python3/dist-packages/django";
const STDLIB = "/usr/lib/python3.11";

/** One run of a program: seconds on the wall and of the processors, peak memory in MB; null when it cannot start. */
function once([program, ...rest], cwd = process.cwd(), input) {
  const started = performance.now();
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, TERM: "dumb" };
  const child =
    TIME === null
      ? spawnSync(program, rest, { cwd, env, input, maxBuffer: 1 << 30 })
      : spawnSync(TIME, ["-q", "-f", "%U %S %M", "-o", join(folder, "time"), program, ...rest], {
          cwd,
          env,
          input,
          maxBuffer: 1 << 30,
        });
  const wall = (performance.now() - started) / 1000;
  if (child.error !== undefined || child.status === 127) return null;
  const [user = NaN, system = NaN, kilobytes = NaN] =
    TIME === null ? [] : readFileSync(join(folder, "time"), "utf8").trim().split(" ").map(Number);
  return { wall, cpu: user + system, memory: kilobytes / 1024, status: child.status, out: child.stdout };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** Commands that take turns; the first is what the others are compared with. Medians. */
function alternate(commands, times, cwd) {
  const runs = commands.map(() => []);
  for (let i = 0; i < times; i++)
    commands.forEach((command, index) => {
      const run = once(command, cwd);
      if (run !== null) runs[index].push(run);
    });
  return runs.map((each) =>
    each.length === 0
      ? null
      : {
          wall: median(each.map(({ wall }) => wall)),
          cpu: median(each.map(({ cpu }) => cpu)),
          memory: median(each.map(({ memory }) => memory)),
          ratio: median(each.map(({ wall }, i) => wall / (runs[0][i]?.wall ?? NaN))),
          cpuRatio: median(each.map(({ cpu }, i) => cpu / (runs[0][i]?.cpu ?? NaN))),
        },
  );
}

const ms = (seconds) => (Number.isNaN(seconds) ? "" : `${(seconds * 1000).toFixed(0)} ms`);
const s = (seconds) => `${seconds.toFixed(2)} s`;
const mb = (megabytes) => (Number.isNaN(megabytes) ? "" : `${megabytes.toFixed(0)} MB`);
const x = (ratio) => (Number.isNaN(ratio) ? "" : ratio.toFixed(2));
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Figures by name, where less is better: what the next run is compared with. */
const figures = {};
const sections = [];

async function start() {
  const site = resolve("fixtures/blog");
  const nginx = join(folder, "nginx.conf");
  writeFileSync(
    nginx,
    `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; server { listen 127.0.0.1:8080; } }\n`,
  );
  const small = join(folder, "small.js");
  writeFileSync(small, "export const one = 1;\n");
  const candidates = [
    ["node -e 0", [NODE, "-e", "0"]],
    ["loglint check fixtures/blog", [NODE, LOGLINT, "check", site]],
    ["loglint where --in fixtures/blog", [NODE, LOGLINT, "where", "--in", site]],
    ["loglint --version", [NODE, LOGLINT, "--version"]],
    ["loglint --help", [NODE, LOGLINT, "--help"]],
    ["nginx -t", ["nginx", "-t", "-q", "-c", nginx]],
    [
      "gunicorn --check-config",
      [
        "/usr/bin/gunicorn",
        "--chdir",
        site,
        "--check-config",
        "-c",
        "python:os",
        "wsgiref.simple_server:demo_app",
      ],
    ],
    ["manage.py check --deploy", ["/usr/bin/python3", "-B", join(site, "manage.py"), "check", "--deploy"]],
    [
      "eslint on one file",
      [NODE, "node_modules/eslint/bin/eslint.js", "--no-config-lookup", "--no-ignore", small],
    ],
    ...hookCommands(folder, NODE, LOGLINT),
  ];
  const measured = alternate(
    candidates.map(([, command]) => command),
    15,
  );
  const rows = candidates.flatMap(([name], index) => {
    const each = measured[index];
    return each === null
      ? []
      : [[`\`${name}\``, ms(each.wall), x(each.ratio), ms(each.cpu), x(each.cpuRatio), mb(each.memory)]];
  });
  figures["start: loglint check / node -e 0, processor time"] = measured[1]?.cpuRatio;
  figures["start: loglint --version / node -e 0, processor time"] = measured[3]?.cpuRatio;
  sections.push(
    "## Start",
    "Whole processes, medians of 15 runs that take turns.",
    table(["", "wall", "/ node -e 0", "processor", "/ node -e 0", "peak memory"], rows),
  );
}

async function nginxReader() {
  const outfile = resolve("node_modules/.cache/bench-nginx-reader.mjs");
  await build({
    entryPoints: ["scripts/bench-nginx-reader.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["nginx-conf"],
    outfile,
    logLevel: "warning",
  });
  const run = spawnSync(NODE, [outfile, ...(isLong ? ["1", "10", "100"] : ["1", "10"])], {
    encoding: "utf8",
  });
  for (const [, size, reader, speed] of run.stdout.matchAll(
    /^\| (\d+) MB \| (loglint[^|]*?) \| [^|]* \| (\d+) \|/gm,
  ))
    figures[`nginx reader: seconds for 100 MB, from ${size} MB, ${reader}`] = 100 / Number(speed);
  sections.push(
    "## Reading nginx configuration",
    "Fastest of three processes each; `nginx -t` reads and checks a configuration that includes the file.",
    run.stdout.trim(),
  );
}

const PYTHON_BENCH = `
const [, , api, kind, ...files] = process.argv;
const { readFileSync } = await import("node:fs");
const { readPython, evaluatePython } = await import(api);
const texts = files.flatMap((file) => file.startsWith("@") ? readFileSync(file.slice(1), "utf8").split("\\n") : [file]).map((file) => readFileSync(file, "utf8"));
const started = process.cpuUsage();
let count = 0;
for (const text of texts) count += kind === "read" ? readPython(text).body.length : Object.keys(evaluatePython({ files: { "s.py": text }, entry: "s.py", env: {} })).length;
const { user, system } = process.cpuUsage(started);
console.log(JSON.stringify({ seconds: (user + system) / 1e6, bytes: texts.reduce((sum, text) => sum + text.length, 0), lines: texts.reduce((sum, text) => sum + text.split("\\n").length, 0), count, memory: process.resourceUsage().maxRSS / 1024 }));
`;

function pythonFiles(top, limit) {
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".py") && !/(^|\/)(test|tests|lib2to3)\//.test(path))
    .sort()
    .slice(0, limit)
    .map((path) => join(top, path));
}

/** Settings as people generate them: constants, lists, applications, a logging tree that grows. */
function settings(lines) {
  const out = [
    "import os",
    "BASE = os.path.dirname(__file__)",
    "INSTALLED_APPS = []",
    'LOGGING = {"version": 1, "handlers": {"c": {"class": "logging.StreamHandler"}}, "loggers": {}}',
  ];
  for (let i = 0; out.length < lines; i++)
    out.push(
      `OPTION_${i} = os.environ.get("OPTION_${i}", "value ${i}")`,
      `PATH_${i} = os.path.join(BASE, "static", "app${i}")`,
      `INSTALLED_APPS += ["app${i}"]`,
      `LOGGING["loggers"]["app${i}"] = {"handlers": ["c"], "level": "INFO" if OPTION_${i} else "DEBUG"}`,
      `LIST_${i} = [x for x in ("a", "b", "c${i}") if x != "b"]`,
    );
  return `${out.slice(0, lines).join("\n")}\n`;
}

function python() {
  const script = join(folder, "python.mjs");
  writeFileSync(script, PYTHON_BENCH);
  const run = (kind, files) => {
    const list = join(folder, "list");
    writeFileSync(list, files.join("\n"));
    const child = spawnSync(NODE, [script, resolve("dist/index.js"), kind, `@${list}`], {
      encoding: "utf8",
      timeout: 600_000,
    });
    return child.status === 0 ? JSON.parse(child.stdout) : null;
  };
  const rows = [];
  const add = (name, kind, files) => {
    const ran = files.length === 0 ? null : run(kind, files);
    if (ran === null) return;
    rows.push([
      name,
      kind,
      ran.lines.toLocaleString("en"),
      s(ran.seconds),
      `${((ran.seconds * 1e6) / ran.lines).toFixed(1)} µs`,
      `${(ran.bytes / 1e6 / ran.seconds).toFixed(1)} MB/s`,
      mb(ran.memory),
    ]);
    figures[`python: µs per line, ${name}, ${kind}`] = (ran.seconds * 1e6) / ran.lines;
  };
  if (existsSync(DJANGO)) {
    add("Django's source", "read", pythonFiles(DJANGO, Infinity));
    add("300 modules of Django", "evaluate", pythonFiles(DJANGO, 300));
  }
  if (existsSync(STDLIB)) add("300 modules of the standard library", "read", pythonFiles(STDLIB, 300));
  for (const lines of [1000, 10_000, 100_000]) {
    const path = join(folder, `settings${lines}.py`);
    writeFileSync(path, settings(lines));
    add(`settings of ${lines.toLocaleString("en")} lines`, "read", [path]);
    add(`settings of ${lines.toLocaleString("en")} lines`, "evaluate", [path]);
  }
  sections.push(
    "## Reading and evaluating Python",
    "Processor time in one process, V8 warming up included.",
    table(["", "", "lines", "time", "per line", "speed", "peak memory"], rows),
  );
}

/** `count` virtual hosts with five locations each, in files of their own. */
function virtualHosts(count) {
  const top = join(folder, `vhosts${count}`);
  mkdirSync(join(top, "sites-enabled"), { recursive: true });
  writeFileSync(
    join(top, "nginx.conf"),
    "events {}\nhttp {\n  log_format main '$remote_addr \"$request\" $status';\n  access_log /var/log/nginx/access.log main;\n  error_log /var/log/nginx/error.log;\n  include sites-enabled/*.conf;\n}\n",
  );
  for (let i = 0; i < count; i++) {
    const locations = ["/", "/static/", "/media/", "/health", "/api/"].map(
      (path) =>
        `  location ${path} { proxy_pass http://127.0.0.1:8000; ${path === "/health" ? "access_log off;" : ""} }\n`,
    );
    writeFileSync(
      join(top, "sites-enabled", `site${i}.conf`),
      `server {\n  listen 80;\n  server_name site${i}.example.com;\n  access_log /var/log/nginx/site${i}.log main;\n${locations.join("")}}\n`,
    );
  }
  return top;
}

function scale() {
  const rows = [];
  for (const count of isLong ? [1000, 5000, 20_000] : [1000, 5000]) {
    const top = virtualHosts(count);
    for (const command of [
      ["check", "--format", "json"],
      ["facts", "--format", "json"],
      ["where", "--format", "json"],
    ]) {
      const ran = once([NODE, "--max-old-space-size=6000", LOGLINT, ...command], top);
      if (ran === null) continue;
      const each = (ran.cpu * 1e6) / count;
      rows.push([
        count.toLocaleString("en"),
        `\`${command[0]}\``,
        s(ran.wall),
        s(ran.cpu),
        `${each.toFixed(0)} µs`,
        mb(ran.memory),
        String(ran.status),
      ]);
      figures[`vhosts: µs each, ${command[0]} of ${count}`] = each;
    }
    rmSync(top, { recursive: true });
  }
  sections.push(
    "## Virtual hosts",
    "One file and five locations each, included by one nginx.conf.",
    table(["hosts", "", "wall", "processor", "per host", "peak memory", "exit"], rows),
  );
}

function monorepo() {
  const count = isLong ? 200_000 : 20_000;
  const top = join(folder, "monorepo");
  for (let i = 0; i < count / 100; i++) {
    const directory = join(top, `packages/p${i % 50}/src/module${i}`);
    mkdirSync(directory, { recursive: true });
    for (let k = 0; k < 100; k++)
      writeFileSync(join(directory, `file${k}.${["ts", "css", "md", "go", "png"][k % 5]}`), "x\n");
  }
  for (let i = 0; i < 10; i++) {
    const site = join(top, `sites/s${i}`);
    mkdirSync(join(site, "shop"), { recursive: true });
    writeFileSync(
      join(site, "nginx.conf"),
      "events {}\nhttp { access_log /var/log/nginx/a.log; server { listen 80; } }\n",
    );
    writeFileSync(join(site, "gunicorn.conf.py"), "bind = ':8000'\n");
    writeFileSync(
      join(site, "manage.py"),
      `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
    );
    writeFileSync(join(site, "shop/settings.py"), "LOGGING = {'version': 1}\n");
    writeFileSync(
      join(site, "shop/wsgi.py"),
      `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
    );
  }
  const git = (...given) =>
    spawnSync("git", ["-C", top, "-c", "user.name=b", "-c", "user.email=b@b", ...given], { stdio: "ignore" });
  git("init", "-q");
  git("add", "-A");
  const commands = [
    ["git", "ls-files", "--others", "--cached", "--exclude-standard"],
    [NODE, LOGLINT, "check", "--format", "json"],
    [NODE, "-e", "0"],
  ];
  const [listed, checked, empty] = alternate(commands, 3, top);
  if (listed !== null) {
    const own = (checked.wall - empty.wall) / listed.wall;
    figures["monorepo: loglint without Node's start / git ls-files"] = own;
    sections.push(
      "## Monorepo",
      `${count.toLocaleString("en")} files of which 50 matter; medians of three that take turns.`,
      table(
        ["", "wall", "processor", "peak memory"],
        [
          [
            "`git ls-files --others --cached --exclude-standard`",
            ms(listed.wall),
            ms(listed.cpu),
            mb(listed.memory),
          ],
          ["`loglint check`", ms(checked.wall), ms(checked.cpu), mb(checked.memory)],
          ["`loglint check` without Node's own start, / git", x(own), "", ""],
        ],
      ),
    );
  }
  rmSync(top, { recursive: true });
}

try {
  const built = spawnSync(NODE, ["scripts/build.mjs", "--quiet"], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("loglint cannot be built");
  if (wanted("start")) await start();
  if (wanted("nginx")) await nginxReader();
  if (wanted("python")) python();
  if (wanted("vhosts")) scale();
  if (wanted("monorepo")) monorepo();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const before = existsSync("docs/performance.json")
  ? JSON.parse(readFileSync("docs/performance.json", "utf8")).figures
  : {};
const slower = Object.entries(figures).filter(
  ([name, value]) => name in before && value > before[name] * 1.15,
);
const load = loadavg()[0].toFixed(1);
const conditions = `Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model.trim() ?? "unknown"}), load ${load} at the end, ${new Date().toISOString().slice(0, 10)}.`;
const text = [
  "# Performance",
  `Generated by \`npm run bench${args.length === 0 ? "" : ` -- ${args.join(" ")}`}\`; do not edit. Ratios say more than times: the machine is shared. ${conditions}`,
  ...sections,
].join("\n\n");
console.log(text);
for (const [name, value] of slower)
  console.log(`\nslower: ${name}: ${before[name].toPrecision(3)} -> ${value.toPrecision(3)}`);
if (slower.length === 0) console.log("\nNothing is more than 15 % slower than recorded.");
if (parts.length === 0) {
  writeFileSync("docs/performance.md", await format(`${text}\n`, { parser: "markdown" }));
  writeFileSync(
    "docs/performance.json",
    `${JSON.stringify({ conditions, figures: { ...before, ...figures } }, null, 2)}\n`,
  );
} else console.log("Only a part was measured: docs/performance.md is as it was.");
