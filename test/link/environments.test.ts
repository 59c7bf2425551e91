import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";
import { loadStacks } from "../../src/link/load-stacks.ts";
import type { DjangoProject } from "../../src/model/django.ts";
import { openedFiles } from "../../src/model/opened-files.ts";
import { processesOf } from "../../src/model/project-processes.ts";
import type { Stack } from "../../src/model/stack.ts";
import { routesOf } from "../../src/routes/routes.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const DJANGO = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/celery.py":
    'import os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\n',
  "shop/wsgi.py":
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
  "shop/settings.py": `import os

DEBUG = False
if os.environ.get("LOG_DIR"):
    HANDLERS = {"main": {"class": "logging.handlers.RotatingFileHandler", "filename": os.environ["LOG_DIR"] + "/shop.log", "maxBytes": 1000000, "backupCount": 3}}
else:
    HANDLERS = {"main": {"class": "logging.StreamHandler"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": HANDLERS,
    "root": {"handlers": ["main"], "level": "INFO"},
}
`,
  Dockerfile: "FROM python:3.12\nCOPY . /app\nWORKDIR /app\nENV PYTHONUNBUFFERED=1\n",
};

const compose = (services: string): Record<string, string> => ({
  ...DJANGO,
  "compose.yaml": `services:\n${services}`,
});

const service = (name: string, command: string, more = ""): string =>
  `  ${name}:\n    build: .\n    command: ${command}\n${more}`;

const GUNICORN = "gunicorn shop.wsgi --workers 4";
const CELERY = "celery -A shop worker";
const environment = (...lines: string[]): string =>
  `    environment:\n${lines.map((line) => `      ${line}\n`).join("")}`;

function only(files: Record<string, string>): Stack {
  const { stacks } = loadStacks({ fs: memoryFileSystem(files), paths: ["."] });
  const [stack] = stacks;
  if (stack === undefined || stacks.length !== 1) throw new Error(`${stacks.length} stacks`);
  return stack;
}

const targets = ({ tree }: DjangoProject): unknown[] =>
  Object.values(tree.handlers).flatMap(({ origin, target }) =>
    origin === "logging" && target.state === "set" ? [target.value] : [],
  );

describe("settings that processes run with different environments", () => {
  const stack = only(
    compose(
      service("web", GUNICORN, environment("LOG_DIR: /var/log/shop")) +
        service("worker", CELERY) +
        service("beat", "celery -A shop beat"),
    ),
  );

  it("are a project for each environment under which they differ", () => {
    expect(stack.django.map(({ settings, variant }) => [settings, variant])).toEqual([
      ["shop.settings", "web"],
      ["shop.settings", "worker"],
    ]);
    expect(stack.django.map(targets)).toEqual([
      [{ kind: "file", path: "/var/log/shop/shop.log", exact: true }],
      [{ kind: "stderr" }],
    ]);
  });

  it("belong to the processes whose environment it is", () => {
    expect(stack.django.map((project) => processesOf(stack, project).map(({ name }) => name))).toEqual([
      ["web"],
      ["worker", "beat"],
    ]);
  });

  it("have their files opened by the processes that log there, by no other", () => {
    expect(openedFiles(stack).map(({ path, process }) => [path, process.name])).toEqual([
      ["/var/log/shop/shop.log", "web"],
    ]);
  });

  it("lead each request's records where the web process writes, not where the worker does", () => {
    const route = routesOf(stack).filter(({ event }) => event === "django.exception");
    expect(route.map(({ service, sinks }) => [service, sinks.map(({ kind }) => kind)])).toEqual([
      ["web", ["file"]],
    ]);
  });
});

describe("settings that come to the same", () => {
  it("are one project, though the environments differ and stand on different lines", () => {
    const { django, processes } = only(
      compose(
        service("web", GUNICORN, environment("LOG_DIR: /var/log/shop", "WEB_CONCURRENCY: 4")) +
          service("worker", CELERY, environment("LOG_DIR: /var/log/shop", "QUEUE: mail")),
      ),
    );
    expect(django.map(({ settings, variant }) => [settings, variant])).toEqual([
      ["shop.settings", undefined],
    ]);
    expect(processes.map(({ name, settings, variant }) => [name, settings, variant])).toEqual([
      ["web", "shop.settings", undefined],
      ["worker", "shop.settings", undefined],
    ]);
  });
});

describe("findings in settings that several processes run", () => {
  const found = (files: Record<string, string>): string[] =>
    lint({ fs: memoryFileSystem(files), paths: ["."] }).findings.map(({ rule }) => rule);

  it("are shown once, though two projects have them", () => {
    const files = compose(
      service("web", GUNICORN, environment("LOG_DIR: /var/log/shop")) +
        service("admin", GUNICORN, environment("LOG_DIR: /var/log/admin")),
    );
    expect(only(files).django).toHaveLength(2);
    expect(found(files).filter((rule) => rule === "django/rotating-handler-shared")).toHaveLength(1);
  });

  it("are not blamed on gunicorn's workers when only another process rotates", () => {
    const files = compose(
      service("web", GUNICORN) + service("worker", CELERY, environment("LOG_DIR: /var/log/shop")),
    );
    expect(only(files).django).toHaveLength(2);
    expect(found(files)).not.toContain("django/rotating-handler-shared");
  });

  it("are told of a worker alone where it alone has them", () => {
    const image = `${DJANGO.Dockerfile}RUN useradd shop && mkdir /var/log/shop\nUSER shop\n`;
    const files = {
      ...compose(service("web", GUNICORN) + service("worker", CELERY, environment("LOG_DIR: /var/log/shop"))),
      Dockerfile: image,
    };
    const { findings } = lint({ fs: memoryFileSystem(files), paths: ["."] });
    const unwritable = findings.filter(({ rule }) => rule === "stack/log-path-unwritable");
    expect(unwritable.map(({ message }) => message.includes("worker"))).toEqual([true]);
  });
});
