import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, type AuditResult } from "../../src/index.ts";
import { openArchive } from "../../src/text/archive/open-archive.ts";
import { recordHost } from "../../src/text/archive/record-host.ts";
import { writeSnapshot } from "../../src/text/archive/snapshot-write.ts";
import { masked } from "../../src/report/audit/masked.ts";
import { hostDiskBackend, hostDiskFiles } from "../../src/text/audited-disk-file-system.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";

const nginx = realProgram("nginx");
const gunicorn = realProgram("gunicorn");
const python = pythonWithDjango();
const home = mkdtempSync(join(tmpdir(), "loglint-live-"));
const logs = join(home, "log");
const site = join(home, "site");
const units = join(home, "units");
const started: ChildProcess[] = [];
const SECRET = "s3cr3t-of-the-live-site";

/** The processes that these tests have started, and theirs. */
function isOurs(pid: number): boolean {
  const roots = new Set(started.flatMap(({ pid: own }) => own ?? []));
  for (let at = pid, steps = 0; steps < 20; steps++) {
    if (roots.has(at)) return true;
    const parent = existsSync(`/proc/${at}/status`)
      ? /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${at}/status`, "utf8"))?.[1]
      : undefined;
    if (parent === undefined || Number(parent) <= 1) return false;
    at = Number(parent);
  }
  return false;
}

const places = { nginx: [], units: [units], supervisor: [], logrotate: [], projects: [] };

/** The whole machine's `/`, with only our processes and units. */
function audited(): AuditResult {
  return audit({ files: hostDiskFiles("/"), seenAt: Date.now(), places, counts: isOurs });
}

function said(result: AuditResult, layer = "host/"): string[] {
  expect(result.crashes).toEqual([]);
  return result.findings
    .filter(({ rule }) => rule.startsWith(layer))
    .map(({ rule, at }) => `${rule} ${at.file}`);
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`still not so: ${what}`);
}

const file = (name: string): string => join(logs, name);
/** Files seem to be from long before the processes that read them. */
function old(path: string): void {
  const time = Date.now() / 1000 - 3600;
  utimesSync(path, time, time);
}

describe.skipIf(nginx === null || gunicorn === null || python === null)("a live site", () => {
  beforeAll(async () => {
    for (const folder of [logs, join(site, "shop"), units]) mkdirSync(folder, { recursive: true });
    chmodSync(home, 0o755);
    const [port, upstream] = [await freePort(), await freePort()];
    const config = join(home, "nginx.conf");
    writeFileSync(
      config,
      `daemon off; pid ${home}/nginx.pid; error_log ${file("nginx-error.log")} notice;
events {}
http {
  access_log ${file("nginx-access.log")};
  client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${upstream}; } }
}
`,
    );
    writeFileSync(
      join(site, "manage.py"),
      'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
    );
    writeFileSync(join(site, "shop", "__init__.py"), "");
    writeFileSync(join(site, "shop", "urls.py"), "urlpatterns = []\n");
    writeFileSync(
      join(site, "shop", "wsgi.py"),
      'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
    );
    writeFileSync(
      join(site, "shop", "settings.py"),
      `SECRET_KEY = "${SECRET}"
ROOT_URLCONF = "shop.urls"
LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {"app": {"class": "logging.FileHandler", "filename": "${file("app.log")}"}},
  "root": {"handlers": ["app"]}}
`,
    );
    const options = [
      "--bind",
      `127.0.0.1:${upstream}`,
      "--access-logfile",
      file("gunicorn-access.log"),
      "--error-logfile",
      file("gunicorn-error.log"),
    ];
    const unit = join(units, "shop.service");
    writeFileSync(
      unit,
      `[Service]\nUser=root\nWorkingDirectory=${site}\nExecStart=${gunicorn ?? ""} ${options.join(" ")} shop.wsgi\n`,
    );
    for (const path of [
      config,
      unit,
      ...["settings.py", "wsgi.py", "urls.py", "__init__.py"].map((name) => join(site, "shop", name)),
      join(site, "manage.py"),
    ])
      old(path);
    const out = openSync(join(home, "out"), "a");
    const stdio = ["ignore", out, out] as const;
    started.push(spawn(nginx ?? "", ["-c", config, "-p", home], { stdio: [...stdio] }));
    const env = { PATH: "/usr/bin:/bin", SITE_TOKEN: SECRET };
    started.push(
      spawn(python ?? "", [gunicorn ?? "", ...options, "shop.wsgi"], { cwd: site, stdio: [...stdio], env }),
    );
    closeSync(out);
    await until(
      "nginx and a worker of gunicorn run",
      () =>
        existsSync(file("app.log")) &&
        existsSync(file("nginx-access.log")) &&
        readFileSync(file("gunicorn-error.log"), "utf8").includes("Booting worker"),
    );
    // the logs belong to root here, as everything does in this test: their modes are closed for the rules about rights
    for (const name of readdirSync(logs)) chmodSync(file(name), 0o640);
  }, 300_000);

  afterAll(async () => {
    for (const child of started) child.kill("SIGTERM");
    await until("they have ended", () =>
      started.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null),
    );
    rmSync(home, { recursive: true, force: true });
  }, 300_000);

  it("is found from its processes, with every log and who has it open", () => {
    const result = audited();
    expect(said(result)).toEqual([]);
    const host = result.stacks[0]?.host;
    const [nginxPid, gunicornPid] = started.map(({ pid }) => pid);
    expect(host?.logs.map(({ path, writers }) => [path, (writers ?? []).length > 0]).sort()).toEqual(
      ["app.log", "gunicorn-access.log", "gunicorn-error.log", "nginx-access.log", "nginx-error.log"].map(
        (name) => [file(name), true],
      ),
    );
    expect(host?.logs.find(({ path }) => path === file("nginx-access.log"))?.writers).toContain(nginxPid);
    expect(host?.processes.find(({ pid }) => pid === gunicornPid)?.explainedBy).toBe("shop.service");
    expect(result.stacks[0]?.django.map(({ settings }) => settings)).toEqual(["shop.settings"]);
  });

  it("gives the same findings as a snapshot, which holds no secret", async () => {
    const seenAt = Date.now();
    const { files, record } = recordHost(hostDiskBackend("/"));
    const here = audit({ files, seenAt, places, counts: isOurs });
    const bytes = writeSnapshot(record, { collected: seenAt, facts: null, redact: masked });
    expect(new TextDecoder().decode(bytes)).not.toContain(SECRET);
    const opened = await openArchive({
      size: bytes.length,
      read: (offset, length) => bytes.subarray(offset, offset + length),
    });
    if (opened.kind !== "snapshot") throw new Error(`it is ${opened.kind}`);
    const pids = new Set(here.running.processes.map(({ pid }) => pid));
    const there = audit({
      files: opened.files,
      seenAt: opened.facts.collected,
      places,
      counts: (pid) => pids.has(pid),
    });
    expect(there.findings.map(({ rule, message, at }) => [rule, message, at])).toEqual(
      here.findings.map(({ rule, message, at }) => [rule, message, at]),
    );
    expect(there.stacks.map(({ host }) => host?.logs)).toEqual(here.stacks.map(({ host }) => host?.logs));
  });

  it("finds a unit that was changed since", () => {
    const unit = join(units, "shop.service");
    const text = readFileSync(unit, "utf8");
    writeFileSync(unit, text.replace("shop.wsgi", "--log-level debug shop.wsgi"));
    old(unit);
    expect(said(audited())).toEqual([`host/running-differs ${unit}`]);
    writeFileSync(unit, text);
    const soon = Date.now() / 1000 + 60;
    utimesSync(unit, soon, soon);
    expect(said(audited())).toEqual([`host/running-differs ${unit}`]);
    old(unit);
    expect(said(audited())).toEqual([]);
  });

  it("finds nginx's configuration newer than what nginx runs on", () => {
    const soon = Date.now() / 1000 + 60;
    utimesSync(join(home, "nginx.conf"), soon, soon);
    expect(said(audited())).toEqual([`host/running-differs ${join(home, "nginx.conf")}`]);
    old(join(home, "nginx.conf"));
  });

  it("finds a log that was renamed and not reopened, until nginx is told", async () => {
    renameSync(file("nginx-access.log"), file("nginx-access.log.1"));
    writeFileSync(file("nginx-access.log"), "", { mode: 0o640 });
    old(logs);
    expect(said(audited())).toEqual([`host/log-deleted-but-open ${join(home, "nginx.conf")}`]);
    started[0]?.kill("SIGUSR1");
    await until("nginx has opened its log anew", () => said(audited()).length === 0);
  });

  it("finds a log that was deleted while gunicorn has it open", () => {
    rmSync(file("gunicorn-error.log"));
    old(logs);
    expect(said(audited())).toEqual([`host/log-deleted-but-open ${join(units, "shop.service")}`]);
  });
});
