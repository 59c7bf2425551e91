import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { pythonWithDjango } from "../real-programs.ts";

const SITE = {
  "manage.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "shop/wsgi.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "shop/settings.py": `import os
LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {
    "file": {"class": "logging.FileHandler", "filename": os.environ.get("LOG_FILE", "/app/logs/django.log")},
    "late": {"class": "logging.FileHandler", "filename": "/app/logs/late.log", "delay": True}},
  "root": {"handlers": ["file", "late"]}}\n`,
  "shop/build.py": `LOGGING = {"version": 1}\n`,
};

/** Log files that the build left behind for gunicorn, with their owner and mode. */
function left(steps: string, more: Readonly<Record<string, string>> = {}): string[] {
  const Dockerfile = `FROM python:3.12-slim\nRUN useradd app\nWORKDIR /app\nCOPY . .\nRUN install -d -o app logs\n${steps}\nUSER app\nCMD ["gunicorn", "shop.wsgi"]\n`;
  const { stacks } = loadStacks({ fs: memoryFileSystem({ ...SITE, Dockerfile, ...more }), paths: ["."] });
  return stacks.flatMap(({ processes }) =>
    processes
      .filter(({ runs }) => runs === "gunicorn")
      .flatMap(({ access }) =>
        access.provides
          .filter(({ opened }) => opened === true)
          .map(({ path, owner, mode }) => `${path} ${owner ?? "?"} ${mode ?? "?"}`),
      ),
  );
}

const ROOTS = ["/app/logs/django.log root 0644"];

describe("the log files that a manage.py of the build leaves behind", () => {
  it.each([
    "RUN python manage.py collectstatic --noinput",
    "RUN SECRET_KEY=x DEBUG=0 ./manage.py migrate",
    "RUN set -ex; poetry run python manage.py check; pip list",
    'RUN ["python", "manage.py", "collectstatic", "--noinput"]',
    "RUN DJANGO_SETTINGS_MODULE=shop.settings django-admin compilemessages",
    "RUN chown -R app logs && python manage.py check",
    "RUN python manage.py check && mkdir -p logs/old && pip list",
  ])("belong to root after %s", (steps) => {
    expect(left(steps)).toEqual(ROOTS);
  });

  it("lie where the environment of the build says, and have the build's umask", () => {
    expect(left("ENV LOG_FILE=/app/logs/built.log\nRUN umask 077 && python manage.py check")).toEqual([
      "/app/logs/built.log root 0600",
    ]);
  });

  it.each([
    "RUN true",
    "RUN python manage.py collectstatic --noinput || true",
    "RUN python manage.py collectstatic --noinput; true",
    "RUN python manage.py collectstatic --noinput | tee build.txt",
    'RUN if [ -n "$STATIC" ]; then python manage.py collectstatic; fi',
    "RUN python manage.py collectstatic --settings=shop.build",
    "RUN DJANGO_SETTINGS_MODULE=shop.build python manage.py collectstatic",
    "RUN LOG_FILE=/tmp/build.log python manage.py collectstatic && rm /tmp/build.log",
    "RUN python manage.py check && chown -R app /app",
    "RUN python manage.py check\nRUN chmod -R 777 logs",
    "RUN python manage.py check && rm -f logs/*",
    "RUN python manage.py check && find . -name '*.log' -delete",
    "RUN python manage.py check\nRUN ./fix-rights.sh",
    "RUN touch logs/django.log && chown app logs/django.log && python manage.py check",
    "RUN ln -s /dev/stdout logs/django.log && python manage.py check",
    "RUN su app -c 'python manage.py check'",
    "RUN gosu app python manage.py check",
  ])("are none that would shut anybody out after %s", (steps) => {
    expect(left(steps)).toEqual([]);
  });

  it("belong to the user that USER named before", () => {
    expect(left("USER app\nRUN python manage.py check")).toEqual(["/app/logs/django.log app 0644"]);
  });

  it("are hidden by a volume, and told of where none is mounted", () => {
    const compose = (more: string): string => `services:\n  web:\n    build: .\n${more}`;
    const steps = "RUN python manage.py check";
    expect(left(steps, { "compose.yaml": compose("    volumes: ['./logs:/app/logs']\n") })).toEqual([]);
    expect(left(steps, { "compose.yaml": compose("") })).toEqual(ROOTS);
  });

  it("are not told of where the entrypoint gives the folder away", () => {
    const entrypoint = '#!/bin/sh\nchown -R app /app/logs\nexec gosu app "$@"\n';
    const steps = 'RUN python manage.py check\nUSER root\nENTRYPOINT ["/app/entrypoint.sh"]\nUSER root';
    expect(left(steps, { "entrypoint.sh": entrypoint })).toEqual([]);
  });
});

const python = pythonWithDjango();

describe.skipIf(python === null)("a command of the real manage.py", () => {
  it.each([
    "check",
    "--version",
    "compilemessages",
    "showmigrations",
    "diffsettings",
    "no_such_command",
    "help check",
    "check --help",
    "version",
    "startproject x",
  ])("leaves its log file behind, as is said of the build: %s", (command) => {
    const home = mkdtempSync(join(tmpdir(), "loglint-manage-"));
    try {
      const log = join(home, "django.log");
      const files = {
        "shop/__init__.py": "",
        "shop/settings.py": `SECRET_KEY = "x"\nLOGGING = {"version": 1, "handlers": {"file": {"class": "logging.FileHandler", "filename": "${log}"}}, "root": {"handlers": ["file"]}}\n`,
        "manage.py": `import os, sys\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nexecute_from_command_line(sys.argv)\n`,
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(home, name)), { recursive: true });
        writeFileSync(join(home, name), text);
      }
      spawnSync(python ?? "", ["manage.py", ...command.split(" ")], { cwd: home });
      expect(existsSync(log)).toBe(true);
      expect(left(`RUN python manage.py ${command}`)).toEqual(ROOTS);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
