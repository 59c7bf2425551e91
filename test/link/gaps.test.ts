import { describe, expect, it } from "vitest";
import { loadStacks, type LoadedStacks } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const entry = (settings: string): string =>
  `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`;

function load(files: Record<string, string>): LoadedStacks {
  const fs = memoryFileSystem({
    "manage.py": entry("site1.settings.dev"),
    "site1/__init__.py": "",
    "site1/wsgi.py": entry("site1.settings.prod"),
    "site1/asgi.py": entry("site1.settings.prod"),
    "site1/settings/__init__.py": "",
    "site1/settings/prod.py": "from .base import *\nDEBUG = False\n",
    "site1/settings/dev.py": "from .base import *\nDEBUG = True\n",
    ...files,
  });
  return loadStacks({ fs, paths: ["."] });
}

const GUARD =
  'import os\nSECRET_KEY = os.environ.get("SECRET_KEY")\nif not SECRET_KEY:\n    raise RuntimeError("no key")\n';

describe("gaps", () => {
  it("tell of configurations of loggers in the ini format, which are not read", () => {
    const { gaps } = load({
      "site1/settings/base.py":
        'import logging.config\nLOGGING_CONFIG = None\nlogging.config.fileConfig("logging.ini")\n',
      Procfile: "web: gunicorn --log-config gunicorn.ini site1.wsgi\n",
    });
    expect(gaps.map(({ what, why, at }) => [what, why, at?.file])).toEqual(
      expect.arrayContaining([
        ["gunicorn.ini", "the ini format of logconfig is not followed", "Procfile"],
        ["the file of logging.config.fileConfig", "the ini format is not followed", "site1/settings/base.py"],
      ]),
    );
  });

  it("of a module that several settings modules share are told once", () => {
    const { gaps, stacks } = load({ "site1/settings/base.py": GUARD });
    expect(stacks.flatMap((stack) => stack.django)).toHaveLength(2);
    expect(gaps.map(({ what }) => what)).toEqual(["the module stops"]);
    expect(gaps[0]?.why).toContain("RuntimeError: no key");
  });

  it("are told once where two deployments share the settings", () => {
    const { gaps, stacks } = load({
      "site1/settings/base.py": GUARD,
      Procfile: "web: gunicorn site1.wsgi\n",
      "compose.yaml":
        'services:\n  web:\n    image: python:3.12\n    env_file: secrets.env\n    command: ["gunicorn", "site1.wsgi"]\n',
    });
    expect(stacks.length).toBeGreaterThan(1);
    expect(stacks.every((stack) => stack.gaps.some(({ what }) => what === "the module stops"))).toBe(true);
    expect(gaps.filter(({ what }) => what === "the module stops")).toHaveLength(1);
  });

  it("stay apart where their reasons differ", () => {
    const two = `${GUARD}if not os.environ.get("OTHER"):\n    raise RuntimeError("no other")\n`;
    const { gaps } = load({ "site1/settings/base.py": two });
    expect(gaps.filter(({ what }) => what === "the module stops")).toHaveLength(2);
  });
});

describe("another server than gunicorn", () => {
  it.each([
    [
      "uvicorn",
      "uvicorn site1.asgi:application --port 8000 --log-config log.yaml",
      "log.yaml decides (--log-config)",
    ],
    [
      "daphne",
      "daphne -b 0.0.0.0 site1.asgi:application",
      "requests go to its stdout, the rest to its stderr",
    ],
    [
      "hypercorn",
      "hypercorn site1.asgi:application",
      "it logs no requests without --access-logfile, the rest to its stderr",
    ],
    ["uwsgi", "uwsgi --module site1.wsgi --http :8000", "requests and the rest go to its stderr"],
  ])("%s serves the settings, and its own logging is a stated gap", (server, command, known) => {
    const procfile = `web: ${command}\n`;
    const { gaps, stacks } = load({ "site1/settings/base.py": "", Procfile: procfile });
    expect(stacks[0]?.processes.map(({ runs, settings }) => [runs, settings])).toEqual([
      [server, "site1.settings.prod"],
    ]);
    const own = gaps.filter(({ what }) => what === `${server} of web`);
    expect(own.map(({ why }) => why)).toEqual([
      `it serves the app; its own logging is not followed: ${known}`,
    ]);
    expect(procfile.slice(own[0]?.at?.start, own[0]?.at?.end)).toContain(server);
  });

  it.each(["gunicorn site1.wsgi", "uvicorn site1.asgi:application"])("is no gap for %s", (command) => {
    const { gaps } = load({ "site1/settings/base.py": "", Procfile: `web: ${command}\n` });
    expect(gaps.map(({ why }) => why).filter((why) => why.includes("is not followed"))).toEqual([]);
  });
});
