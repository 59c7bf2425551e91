import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lint, loadStack, where } from "../../src/index.ts";
import { recommendedFiles } from "../../src/recommend/recommend.ts";
import { siteOf, type Shape } from "../../src/recommend/site.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { loglint } from "../cli/run-loglint.ts";
import { pythonWithDjango, realProgram } from "../real-programs.ts";

const SHAPES: readonly Shape[] = ["systemd", "container", "paas"];

/** A site without any logging of its own. */
const SITE: Readonly<Record<string, string>> = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "requirements.txt": "django==5.2\ngunicorn==23.0.0\nsentry-sdk==2.40.0\n",
  "shop/__init__.py": "",
  "shop/settings.py":
    'from .logging_settings import *\n\nDEBUG = False\nSECRET_KEY = "x"\nALLOWED_HOSTS = ["*"]\nINSTALLED_APPS = []\nROOT_URLCONF = "shop.urls"\n',
  "shop/urls.py": "urlpatterns = []\n",
  "shop/wsgi.py":
    'import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
};

function deploymentOf(shape: Shape): Record<string, string> {
  const { stacks } = loadStack({ fs: memoryFileSystem(SITE), paths: ["."] });
  const made = recommendedFiles(siteOf(stacks, shape)).map(({ path, text }) => [path, text] as const);
  return { ...SITE, ...Object.fromEntries(made) };
}

describe.each(SHAPES)("what is recommended for %s", (shape) => {
  const files = deploymentOf(shape);
  const fs = memoryFileSystem(files);

  it("passes every rule, strict ones too", () => {
    const result = lint({ fs, paths: ["."], selection: { preset: "strict" } });
    expect(result.findings.map(({ rule, parts }) => `${rule}: ${parts.what}`)).toEqual([]);
    expect(result.stacks.flatMap(({ gunicorn }) => gunicorn)).not.toHaveLength(0);
  });

  it("leads every record to somewhere, and is sure of it where the files can tell", () => {
    const { stacks } = loadStack({ fs, paths: ["."] });
    const routes = where(stacks).filter(({ event, level }) => event !== "django.logger" || level !== "DEBUG");
    const lost = routes.filter(({ sinks, location }) => sinks.length === 0 && location !== "= /health/");
    expect(lost.map(({ event, service, logger }) => [event, service, logger])).toEqual([]);
    expect(routes.some(({ event }) => event === "django.exception")).toBe(true);
  });
});

describe("the site that a recommendation is for", () => {
  const siteIn = (files: Readonly<Record<string, string>>) =>
    siteOf(loadStack({ fs: memoryFileSystem({ ...SITE, ...files }), paths: ["."] }).stacks, null);

  it("is recognised by what starts it", () => {
    expect(siteIn({ "shop.service": "[Service]\nExecStart=/srv/venv/bin/gunicorn shop.wsgi\n" }).shape).toBe(
      "systemd",
    );
    expect(
      siteIn({
        "compose.yaml": "services:\n  web:\n    build: .\n    command: gunicorn shop.wsgi\n",
        Dockerfile: "FROM python:3.12\nCOPY . /app\nWORKDIR /app\n",
      }).shape,
    ).toBe("container");
    expect(siteIn({ Procfile: "web: gunicorn shop.wsgi\n" }).shape).toBe("paas");
  });

  it("keeps its own names", () => {
    const site = siteIn({
      Procfile: "web: gunicorn shop.wsgi:application\n",
      "nginx.conf":
        "events {}\nhttp { server { listen 80; server_name shop.example.org; location / { proxy_pass http://127.0.0.1:8000; } } }\n",
    });
    expect(site).toMatchObject({ name: "shop", settings: "shop.settings", serverName: "shop.example.org" });
  });

  it("takes no name that would be more than a name in a file", () => {
    const site = siteIn({
      "nginx.conf":
        'events {}\nhttp { server { listen 80; server_name "a; evil on"; location / { proxy_pass http://127.0.0.1:8000; } } }\n',
      Procfile: "web: gunicorn 'shop.wsgi;rm -rf /'\n",
    });
    expect(site.serverName).toBe("www.example.com");
    expect(site.application).toBe("shop.wsgi:application");
  });
});

describe("loglint recommend", () => {
  it("prints every file, and writes them where nothing is overwritten", async () => {
    const printed = await loglint(["recommend", "--for", "systemd"], { files: SITE });
    expect(printed.code).toBe(0);
    expect(printed.out).toContain("deploy/shop.service, on the server /etc/systemd/system/shop.service");
    const written = await loglint(["recommend", "--for", "systemd", "--write", "new"], { files: SITE });
    expect(Object.keys(written.written).sort()).toEqual([
      "new/deploy/nginx/shop.conf",
      "new/deploy/shop.logrotate",
      "new/deploy/shop.service",
      "new/gunicorn.conf.py",
      "new/shop/logging_settings.py",
    ]);
    const again = await loglint(["recommend", "--for", "systemd", "--write", "new"], {
      files: { ...SITE, "new/gunicorn.conf.py": "" },
    });
    expect(again.code).toBe(2);
    expect(again.written).toEqual({});
  });
});

const nginx = realProgram("nginx");
const gunicorn = realProgram("gunicorn");
const python = pythonWithDjango();
const logrotate = realProgram("logrotate");
const analyze = realProgram("systemd-analyze");
const scratch = mkdtempSync(join(tmpdir(), "loglint-recommend-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function laidOut(shape: Shape): string {
  const folder = join(scratch, shape);
  for (const [path, text] of Object.entries(deploymentOf(shape))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe("the real programs", () => {
  it.skipIf(nginx === null).each(["systemd", "container"] as const)(
    "nginx takes the files for %s",
    (shape) => {
      const folder = laidOut(shape);
      const path = shape === "systemd" ? "deploy/nginx/shop.conf" : "nginx/default.conf";
      // paths and names of the server are not here
      const site = readFileSync(join(folder, path), "utf8")
        .replaceAll("/var/log/nginx/", `${folder}/`)
        .replace("server web:8000;", "server 127.0.0.1:8000;");
      writeFileSync(join(folder, "site.conf"), site);
      writeFileSync(
        join(folder, "nginx.conf"),
        `pid ${folder}/pid;\nevents {}\nhttp { include ${folder}/site.conf; }\n`,
      );
      const ran = spawnSync(nginx ?? "", ["-t", "-e", "stderr", "-c", join(folder, "nginx.conf")], {
        encoding: "utf8",
      });
      expect(ran.stderr).toContain("test is successful");
    },
  );

  it.skipIf(gunicorn === null).each(SHAPES)("gunicorn takes the configuration for %s", (shape) => {
    const ran = spawnSync(
      gunicorn ?? "",
      ["--check-config", "--config", "gunicorn.conf.py", "shop.wsgi:application"],
      {
        cwd: laidOut(shape),
        encoding: "utf8",
      },
    );
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
  });

  it.skipIf(python === null)(
    "Django configures LOGGING, and a 500 leaves its traceback on standard error",
    () => {
      const script = [
        "import django",
        "from django.test import RequestFactory",
        "django.setup()",
        "import logging",
        'logging.getLogger("shop.views").info("an-info-line")',
        'logging.getLogger("django.request").error("a-500")',
        'logging.getLogger("django.security.DisallowedHost").error("a-scanner")',
      ].join("\n");
      const ran = spawnSync(python ?? "", ["-c", script], {
        cwd: laidOut("container"),
        encoding: "utf8",
        env: { ...process.env, DJANGO_SETTINGS_MODULE: "shop.settings" },
      });
      expect(ran.status).toBe(0);
      expect(ran.stderr).toContain("an-info-line");
      expect(ran.stderr.match(/a-500/g)).toHaveLength(1);
      expect(ran.stderr).not.toContain("a-scanner");
    },
  );

  it.skipIf(logrotate === null)("logrotate takes the stanza", () => {
    const folder = laidOut("systemd");
    const ran = spawnSync(
      logrotate ?? "",
      ["-d", "-s", join(folder, "state"), join(folder, "deploy/shop.logrotate")],
      {
        encoding: "utf8",
      },
    );
    expect(ran.stderr).not.toMatch(/^error/m);
  });

  it.skipIf(analyze === null)("systemd takes the unit", () => {
    const folder = laidOut("systemd");
    const unit = join(folder, "shop.service");
    const text = readFileSync(join(folder, "deploy/shop.service"), "utf8");
    writeFileSync(unit, text.replace("/srv/shop/venv/bin/gunicorn", "/bin/true"));
    const ran = spawnSync(analyze ?? "", ["verify", unit], { encoding: "utf8" });
    expect(ran.stderr.split("\n").filter((line) => line.includes("shop.service:"))).toEqual([]);
  });
});
