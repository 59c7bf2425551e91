import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A small Django site in a folder of its own, behind a real gunicorn. */
export interface ScratchSite {
  readonly folder: string;
  readonly port: number;
  /** Exit code when gunicorn gave up, null while it runs. */
  readonly exit: () => number | null;
  readonly get: (path: string) => Promise<number>;
  /** Everything written so far to stdout, to stderr, and to each file below `logs`. */
  readonly output: () => {
    readonly stdout: string;
    readonly stderr: string;
    readonly files: Readonly<Record<string, string>>;
  };
  readonly stop: () => Promise<void>;
}

const URLS = `
import logging

from django.http import HttpResponse
from django.urls import path

logger = logging.getLogger("blog.views")


def ok(request):
    return HttpResponse("ok")


def boom(request):
    raise RuntimeError("MARK-boom")


def say(request):
    logger.info("MARK-info")
    logger.warning("MARK-warning")
    return HttpResponse("said")


urlpatterns = [path("ok", ok), path("boom", boom), path("say", say)]
`;

const HEAD = `
SECRET_KEY = "x"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "blog.urls"
`;

const WSGI = `
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")
application = get_wsgi_application()
`;

/** Starts gunicorn on the site with these settings, and waits until it answers or gives up. */
export async function startSite(
  gunicorn: string,
  settings: string,
  args: readonly string[] = [],
): Promise<ScratchSite> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-site-"));
  const port = await freePort();
  const files = {
    "blog/__init__.py": "",
    "blog/urls.py": URLS,
    "blog/wsgi.py": WSGI,
    "blog/settings.py": HEAD + settings,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "logs"));
  const child = spawn(
    gunicorn,
    ["--bind", `127.0.0.1:${String(port)}`, "--graceful-timeout", "1", ...args, "blog.wsgi"],
    {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", HOME: folder, LANG: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const streams = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (streams.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (streams.stderr += chunk.toString()));
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  const get = async (path: string): Promise<number> => {
    try {
      const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      await response.text();
      return response.status;
    } catch {
      return 0;
    }
  };
  await answers(child, get);
  return {
    folder,
    port,
    exit: () => child.exitCode,
    get,
    output: () => ({ ...streams, files: filesIn(join(folder, "logs")) }),
    stop: async () => {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(child: ChildProcess, get: (path: string) => Promise<number>): Promise<void> {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    if ((await get("/ok")) !== 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
