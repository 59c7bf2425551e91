import { describe, expect, it } from "vitest";
import { loadStack, where } from "../../src/index.ts";
import { logFiles } from "../../src/routes/log-files.ts";
import { routeName, serviceName, sinkName } from "../../src/report/where/route-names.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

/** What the real uvicorn 0.17.6 does is in test/reality; here is what it is not run with. */
const SITE = {
  "manage.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "shop/asgi.py": `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
  "shop/settings.py": `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {"file": {"class": "logging.FileHandler", "filename": "/var/log/shop/shop.log"}},
  "root": {"handlers": ["file"], "level": "INFO"}}\n`,
  "requirements.txt": "uvicorn==0.30.1\n",
};

function load(command: string, more: Readonly<Record<string, string>> = {}) {
  const files = { ...SITE, Procfile: `web: ${command}\n`, ...more };
  const { stacks } = loadStack({ fs: memoryFileSystem(files), paths: ["."] });
  return { stacks, routes: where(stacks) };
}

/** Where the lines of one of uvicorn's loggers end, with `?` where that is not certain. */
function ends(logger: string, command: string, more: Readonly<Record<string, string>> = {}): string[] {
  const route = load(command, more).routes.find((each) => each.logger === logger);
  return (route?.sinks ?? []).map((sink) => `${sinkName(sink)}${sink.certain ? "" : "?"}`).sort();
}

const APP = "uvicorn shop.asgi:application";
const FILE = "/var/log/shop/shop.log";

describe("the records of a uvicorn that serves by itself", () => {
  it("go no further than its own handler since 0.19.0", () => {
    expect(ends("uvicorn.error", APP)).toEqual(["stderr of web"]);
    expect(ends("uvicorn.access", APP)).toEqual(["stdout of web"]);
  });

  it("go on to root before, and perhaps where its version is not known", () => {
    expect(ends("uvicorn.error", APP, { "requirements.txt": "uvicorn==0.18.3\n" })).toEqual([
      FILE,
      "stderr of web",
    ]);
    expect(ends("uvicorn.error", APP, { "requirements.txt": "uvicorn\n" })).toEqual([
      `${FILE}?`,
      "stderr of web",
    ]);
  });

  it("are what a file of --log-config makes of them, which is not read", () => {
    const { routes } = load(`${APP} --log-config log.yaml`);
    for (const logger of ["uvicorn.access", "uvicorn.error"]) {
      const route = routes.find((each) => each.logger === logger);
      expect(route?.certain).toBe(false);
      expect(route?.steps.some(({ why }) => why?.includes("log.yaml decides") === true)).toBe(true);
    }
  });

  it("are not known where a variable of the shell decides the level", () => {
    const { routes } = load(`${APP} --log-level $LEVEL`);
    expect(routes.find((each) => each.logger === "uvicorn.access")?.certain).toBe(false);
  });

  it("are shown as uvicorn's, beside what Django writes in it", () => {
    const { routes } = load(APP);
    expect(new Set(routes.map(serviceName))).toEqual(new Set(["uvicorn, web"]));
    expect(routes.map(routeName)).toEqual(
      expect.arrayContaining(["requests", "uvicorn's errors", "unhandled exception", "print()"]),
    );
    expect(routes.some(({ event }) => event.startsWith("gunicorn."))).toBe(false);
  });

  it("are written by the user of its process", () => {
    const unit = `[Service]\nUser=shop\nWorkingDirectory=/srv/shop\nExecStart=/srv/shop/venv/bin/${APP}\n`;
    const { stacks, routes } = load("true", { "deploy/shop.service": unit, Procfile: "" });
    const written = stacks.flatMap((stack) => logFiles(stack, routes));
    expect(written.flatMap(({ path, writers }) => writers.map(({ process }) => [path, process]))).toEqual([
      [FILE, "shop.service"],
    ]);
  });

  it("are told of for each uvicorn, beside a gunicorn of the same site", () => {
    const { routes } = load(APP, {
      Procfile: `web: gunicorn shop.wsgi\nlive: ${APP}\n`,
      "shop/wsgi.py": SITE["shop/asgi.py"],
    });
    expect(new Set(routes.map(serviceName))).toEqual(new Set(["gunicorn, web", "uvicorn, live"]));
  });
});

describe("the options of uvicorn", () => {
  it.each<[string, string[]]>([
    [`${APP} --no-access-log`, []],
    [`${APP} --no-access-log --access-log`, ["stdout of web"]],
    [`${APP} --access-log --no-access-log`, []],
    [`UVICORN_ACCESS_LOG=off ${APP}`, []],
    [`UVICORN_ACCESS_LOG=off ${APP} --access-log`, ["stdout of web"]],
    [`${APP} --log-level warning`, []],
    [`${APP} --log-level=warning --log-level trace`, ["stdout of web"]],
    [`UVICORN_LOG_LEVEL=error ${APP} --log-level info`, ["stdout of web"]],
    [`UVICORN_LOG_LEVEL=error python -m ${APP}`, []],
  ])("decide in %s where its requests are recorded", (command, expected) => {
    expect(ends("uvicorn.access", command)).toEqual(expected);
  });
});
