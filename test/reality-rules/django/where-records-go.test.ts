import { afterEach, describe, expect, it } from "vitest";
import { pythonWithDjango, realProgram } from "../../real-programs.ts";
import { startSite, type ScratchSite } from "./scratch-site.ts";

const gunicorn = realProgram("gunicorn");
const ready = gunicorn !== null && pythonWithDjango() !== null;

let site: ScratchSite | null = null;
afterEach(async () => {
  await site?.stop();
  site = null;
});

async function start(settings: string, ...args: string[]): Promise<ScratchSite> {
  site = await startSite(gunicorn!, settings, args);
  return site;
}

/** Everything that the site wrote anywhere, once the workers are gone. */
async function everything(running: ScratchSite): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { stdout, stderr, files } = running.output();
  return [stdout, stderr, ...Object.values(files)].join("\n");
}

const CONSOLE = `
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
`;

describe.skipIf(!ready)("what the Django rules claim happens with real gunicorn and Django", () => {
  it("no-traceback-in-production: the default LOGGING writes no traceback, a console on root does", async () => {
    const silent = await start("DEBUG = False\n");
    expect(await silent.get("/boom")).toBe(500);
    expect(await everything(silent)).not.toContain("MARK-boom");
    await silent.stop();
    const heard = await start(`DEBUG = False\n${CONSOLE}`);
    expect(await heard.get("/boom")).toBe(500);
    expect(heard.output().stderr).toContain("MARK-boom");
  });

  it("no-traceback-in-production: a console behind require_debug_true drops it, and suppresses the last resort", async () => {
    const running = await start(`DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"on": {"()": "django.utils.log.RequireDebugTrue"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["on"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
`);
    expect(await running.get("/boom")).toBe(500);
    expect(await everything(running)).not.toContain("MARK-boom");
  });

  it("existing-loggers-disabled: without the key the access log stays empty and the traceback is lost; with False both are there", async () => {
    const access = ["--access-logfile", "logs/access.log"];
    const silent = await start(
      `DEBUG = False\n${CONSOLE.replace('    "disable_existing_loggers": False,\n', "")}`,
      ...access,
    );
    expect(await silent.get("/boom")).toBe(500);
    expect(await everything(silent)).not.toContain("MARK-boom");
    expect(silent.output().files["access.log"]).toBe("");
    await silent.stop();
    const heard = await start(`DEBUG = False\n${CONSOLE}`, ...access);
    expect(await heard.get("/boom")).toBe(500);
    await everything(heard);
    expect(heard.output().stderr).toContain("MARK-boom");
    expect(heard.output().files["access.log"]).toContain("/boom");
  });

  it("app-logger-unhandled: INFO is lost, and WARNING comes out bare", async () => {
    const running = await start(`DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "LINE %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO"}},
}
`);
    expect(await running.get("/say")).toBe(200);
    const text = await everything(running);
    expect(text).not.toContain("MARK-info");
    expect(text).toContain("MARK-warning");
    expect(text).not.toContain("LINE MARK-warning");
  });

  it("record-duplicated: one handler on a logger and on root writes each line twice", async () => {
    const running = await start(`DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"blog": {"handlers": ["console"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
`);
    expect(await running.get("/say")).toBe(200);
    expect((await everything(running)).split("MARK-info").length - 1).toBe(2);
  });

  it("logging-key-ignored: propogate leaves propagation on, and fmt leaves the bare message", async () => {
    const running = await start(`DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"fmt": "LINE %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"blog": {"handlers": ["console"], "propogate": False}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
`);
    expect(await running.get("/say")).toBe(200);
    const text = await everything(running);
    expect(text.split("MARK-info").length - 1).toBe(2);
    expect(text).not.toContain("LINE");
  });

  it("record-blocked: root without a level drops INFO before a handler that asks for it", async () => {
    const running = await start(`DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "INFO"}},
    "root": {"handlers": ["console"]},
}
`);
    expect(await running.get("/say")).toBe(200);
    const text = await everything(running);
    expect(text).toContain("MARK-warning");
    expect(text).not.toContain("MARK-info");
  });

  it("file-truncated: a worker that starts again empties the file", async () => {
    const running = await start(
      `DEBUG = False\n${CONSOLE.replace('"logging.StreamHandler"', '"logging.FileHandler", "filename": "logs/app.log", "mode": "w"')}`,
      "--max-requests",
      "2",
    );
    // startSite has made one request; the second one ends the worker.
    expect(await running.get("/say")).toBe(200);
    for (let tries = 0; tries < 100 && (await running.get("/ok")) === 0; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await everything(running)).not.toContain("MARK-info");
  });

  it("logging-config-none: LOGGING is never applied", async () => {
    const running = await start(`DEBUG = False\nLOGGING_CONFIG = None\n${CONSOLE}`);
    expect(await running.get("/say")).toBe(200);
    const text = await everything(running);
    expect(text).not.toContain("MARK-info");
    expect(text).toContain("MARK-warning");
  });

  it("gunicorn-logger-overridden: naming gunicorn empties gunicorn's access log", async () => {
    const running = await start(
      `DEBUG = False\n${CONSOLE.replace('"root"', '"loggers": {"gunicorn": {"handlers": ["console"]}},\n    "root"')}`,
      "--access-logfile",
      "logs/access.log",
    );
    expect(await running.get("/say")).toBe(200);
    await everything(running);
    expect(running.output().files["access.log"]).toBe("");
  });

  it.each([
    ["syntax: a level in lower case", CONSOLE.replace('"INFO"', '"info"')],
    [
      "class-not-found: logging.RotatingFileHandler",
      CONSOLE.replace("logging.StreamHandler", "logging.RotatingFileHandler"),
    ],
    [
      "handler-opens-unused-file: an unused file in a missing directory",
      CONSOLE.replace(
        '"handlers": {',
        '"handlers": {"old": {"class": "logging.FileHandler", "filename": "missing/old.log"}, ',
      ),
    ],
  ])("%s: gunicorn's workers do not boot", async (_, settings) => {
    const running = await start(`DEBUG = False\n${settings}`);
    expect(running.exit()).toBe(3);
    expect(running.output().stderr).toMatch(/Unable to configure/);
  });
});
