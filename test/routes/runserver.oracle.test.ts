import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diskFileSystem, loadStack, where, type Route } from "../../src/index.ts";
import { pythonWithDjango } from "../real-programs.ts";

const python = pythonWithDjango();

const FILE = (name: string, more = ""): string =>
  `"${name}": {"class": "logging.FileHandler", "filename": os.path.join(BASE, "${name}.log")${more}}`;

/** Name -> what settings.py says beside the usual. */
const VARIANTS: Readonly<Record<string, string>> = {
  "no LOGGING": "DEBUG = True",
  "no LOGGING, DEBUG off": "DEBUG = False",
  "root only, existing loggers disabled": `DEBUG = True
LOGGING = {"version": 1, "handlers": {${FILE("app")}}, "root": {"handlers": ["app"], "level": "INFO"}}`,
  "root only, existing loggers kept": `DEBUG = True
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {${FILE("app")}}, "root": {"handlers": ["app"], "level": "INFO"}}`,
  "the package named, existing loggers disabled": `DEBUG = True
LOGGING = {"version": 1, "handlers": {${FILE("app")}}, "loggers": {"shop": {"handlers": ["app"], "level": "DEBUG"}}}`,
  "django named, existing loggers kept": `DEBUG = False
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {${FILE("dj")}, "out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
  "loggers": {"django": {"handlers": ["dj", "out"], "level": "INFO"}}}`,
  "django.server to a file": `DEBUG = True
LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {${FILE("server")}},
  "loggers": {"django.server": {"handlers": ["server"], "level": "INFO", "propagate": False}}}`,
  "filters by DEBUG": `DEBUG = True
LOGGING = {"version": 1, "disable_existing_loggers": False,
  "filters": {"off": {"()": "django.utils.log.RequireDebugFalse"}, "on": {"()": "django.utils.log.RequireDebugTrue"}},
  "handlers": {${FILE("live", ', "filters": ["off"]')}, ${FILE("dev", ', "filters": ["on"]')}},
  "root": {"handlers": ["live", "dev"], "level": "WARNING"}}`,
};

const VIEWS = `
import logging, sys, warnings
from django.http import HttpResponse
logger = logging.getLogger(__name__)
def ok(request):
    logger.error("MARK-ERROR")
    logger.info("MARK-INFO")
    print("MARK-PRINT")
    print("MARK-STDERR", file=sys.stderr)
    return HttpResponse("ok")
def boom(request):
    raise ValueError("MARK-EXCEPTION")
`;

function write(folder: string, settings: string): void {
  mkdirSync(join(folder, "shop"));
  const files = {
    "manage.py":
      'import os, sys\nfrom django.core.management import execute_from_command_line\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nexecute_from_command_line(sys.argv)\n',
    "shop/__init__.py": "",
    "shop/views.py": VIEWS,
    "shop/urls.py":
      "from django.urls import path\nfrom shop import views\nurlpatterns = [path('ok', views.ok), path('boom', views.boom)]\n",
    "shop/settings.py": `import os\nBASE = ${JSON.stringify(folder)}\nSECRET_KEY = "x"\nROOT_URLCONF = "shop.urls"\nALLOWED_HOSTS = ["*"]\nINSTALLED_APPS = []\n${settings}\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The answer's status; waits until somebody listens. */
async function ask(port: number, path: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    try {
      return await new Promise((resolve, reject) => {
        get({ host: "127.0.0.1", port, path }, (answer) => {
          answer.resume();
          answer.on("end", () => {
            resolve(answer.statusCode ?? 0);
          });
        }).on("error", reject);
      });
    } catch (error) {
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Runs the real runserver in `folder` and gives what stdout, stderr and the files hold afterwards. */
async function run(folder: string, files: readonly string[]): Promise<Record<string, string>> {
  const port = await freePort();
  const out = openSync(join(folder, "stdout"), "w");
  const err = openSync(join(folder, "stderr"), "w");
  const server = spawn(
    python ?? "python3",
    ["manage.py", "runserver", "--noreload", `127.0.0.1:${String(port)}`],
    {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1" },
      stdio: ["ignore", out, err],
    },
  );
  const ended = new Promise((resolve) => server.once("exit", resolve));
  expect(await ask(port, "/ok")).toBe(200);
  expect(await ask(port, "/boom")).toBe(500);
  server.kill("SIGTERM");
  await ended;
  closeSync(out);
  closeSync(err);
  const texts = [...new Set(files), "stdout", "stderr"].map((name) => {
    const path = name.startsWith("/") ? name : join(folder, name);
    return [name, existsSync(path) ? readFileSync(path, "utf8") : ""] as const;
  });
  return Object.fromEntries(texts);
}

const MARKS: readonly (readonly [mark: RegExp, is: (route: Route) => boolean])[] = [
  [/GET \/ok HTTP/, ({ logger }) => logger === "django.server"],
  [/MARK-EXCEPTION/, ({ event }) => event === "django.exception"],
  [/MARK-ERROR/, ({ logger, level }) => logger === "shop.views" && level === "ERROR"],
  [/MARK-INFO/, ({ logger, level }) => logger === "shop.views" && level === "INFO"],
  [/MARK-PRINT/, ({ event }) => event === "python.print"],
  [/MARK-STDERR/, ({ event }) => event === "python.stderr"],
];

describe.skipIf(python === null)(
  "where --as runserver names the very places in which the real runserver writes",
  () => {
    for (const [name, settings] of Object.entries(VARIANTS)) {
      it(
        name,
        async () => {
          const folder = mkdtempSync(join(tmpdir(), "loglint-runserver-"));
          try {
            write(folder, settings);
            const { stacks } = loadStack({ fs: diskFileSystem(folder), paths: ["."], as: "runserver" });
            const routes = [
              ...where(stacks),
              ...["ERROR", "INFO"].flatMap((level) => where(stacks, { logger: "shop.views", level })),
            ];
            const placeOf = (sink: Route["sinks"][number]): string =>
              sink.kind === "file" ? sink.path : sink.kind;
            const files = routes.flatMap(({ sinks }) =>
              sinks.flatMap((sink) => (sink.kind === "file" ? [sink.path] : [])),
            );
            const held = await run(folder, files);
            for (const [mark, is] of MARKS) {
              const route = routes.find(is);
              expect(route?.certain, String(mark)).toBe(true);
              const found = Object.keys(held).filter((place) => mark.test(held[place] ?? ""));
              expect([...new Set(route?.sinks.map(placeOf))].sort(), String(mark)).toEqual(found.sort());
            }
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        },
        120_000,
      );
    }
  },
);
