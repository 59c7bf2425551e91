import { describe, expect, it } from "vitest";
import { filesOf, loadStack, memoryFileSystem, where } from "../../src/index.ts";
import { loglint } from "../cli/run-loglint.ts";

const UNIT = `[Service]
User=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi --access-logfile /var/log/shop/access.log --user worker
StandardOutput=append:/var/log/shop/out.log
StandardError=append:/var/log/shop/out.log
`;
const SETTINGS = (logger: string): string => `
INSTALLED_APPS = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "plain": {"class": "logging.FileHandler", "filename": "/var/log/shop/django.log"},
        "watched": {"class": "logging.handlers.WatchedFileHandler", "filename": "/var/log/shop/watched.log"},
    },
    ${logger},
}
`;
const ROOT = '"root": {"handlers": ["plain", "watched"], "level": "INFO"}';
const NAMED = '"loggers": {"django": {"handlers": ["plain", "watched"], "level": "INFO"}}';

function site(logger = ROOT, stanza = "postrotate\n  kill -USR1 $(cat /run/shop.pid)\nendscript") {
  return {
    "deploy/shop.service": UNIT,
    "deploy/logrotate.d/shop": `/var/log/shop/*.log {\n  daily\n  rotate 7\n  ${stanza}\n}\n`,
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
    "shop/__init__.py": "",
    "shop/settings.py": SETTINGS(logger),
    "shop/wsgi.py":
      'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
  };
}

/** path -> what: user, and what becomes of the lines. */
function told(files: Readonly<Record<string, string>>): Record<string, string[]> {
  const { stacks } = loadStack({ fs: memoryFileSystem(files), paths: ["."] });
  return Object.fromEntries(
    filesOf(stacks, where(stacks)).map(({ path, writers }) => [
      path,
      writers.map(({ what, user, rotations }) => {
        const name = user.state === "set" || user.state === "default" ? user.value : "?";
        return [what, name, ...rotations.map(({ by, after }) => `${by}: ${after.lines}`)].join(", ");
      }),
    ]),
  );
}

describe("the files of the map", () => {
  it("are opened by the master, by the workers after they changed users, or by systemd; USR1 reaches not all of them", () => {
    expect(told(site())).toEqual({
      "/var/log/shop/access.log": ["gunicorn's accesslog, shop, logrotate: new"],
      "/var/log/shop/django.log": ["the handler plain, worker, logrotate: old"],
      "/var/log/shop/watched.log": ["the handler watched, worker, logrotate: new"],
      "/var/log/shop/out.log": [
        "stdout of shop.service, root, logrotate: old",
        "stderr of shop.service, root, logrotate: old",
      ],
    });
  });

  it("are reopened at USR1 where a named logger has the handler", () => {
    expect(told(site(NAMED))["/var/log/shop/django.log"]).toEqual([
      "the handler plain, worker, logrotate: new",
    ]);
  });

  it("need nobody to notice when they are only emptied", () => {
    const files = told(site(ROOT, "copytruncate"));
    for (const writers of Object.values(files)) for (const each of writers) expect(each).toMatch(/: new$/);
  });

  it("are told of by --rotation with every place", async () => {
    const { out } = await loglint(["where", "--rotation"], { files: site() });
    expect(out).toContain("/var/log/shop/django.log\n  rotated by logrotate, deploy/logrotate.d/shop:1:1\n");
    expect(out).toMatch(
      /x the handler plain \(shop\.service\) does not notice: on USR1 gunicorn leaves the root logger's\s+files alone: .*shop\/settings\.py:7:63/,
    );
    expect(out).toMatch(/\+ the handler watched .* notices: WatchedFileHandler opens the new file by itself/);
  });

  it("stand in JSON, and on every file that a route ends in", async () => {
    const { out } = await loglint(["where", "--format", "json"], { files: site() });
    const result = JSON.parse(out) as {
      routes: {
        event: string;
        sinks: { path: string; writer: string; user: string; rotation: { notices: string }[] }[];
      }[];
      files: { path: string }[];
    };
    const sink = result.routes.find(({ event }) => event === "django.exception")?.sinks[0];
    expect(sink).toMatchObject({
      writer: "the handler plain",
      user: "worker",
      rotation: [{ by: "logrotate", notices: "no" }],
    });
    expect(result.files.map(({ path }) => path)).toContain("/var/log/shop/access.log");
  });

  it("of a container are read inside it, and logrotate of the machine is not theirs", async () => {
    const files = {
      ...site(),
      Dockerfile: "FROM python:3.12\nWORKDIR /srv\nCOPY . .\nUSER shop\n",
      "compose.yaml":
        "services:\n  web:\n    build: .\n    command: gunicorn shop.wsgi --access-logfile /var/log/shop/access.log\n",
    };
    const inContainer = Object.fromEntries(
      Object.entries(files).filter(([name]) => !name.endsWith(".service")),
    );
    expect(told(inContainer)["/var/log/shop/access.log"]).toEqual(["gunicorn's accesslog, shop"]);
    const { out } = await loglint(["where"], { files: inContainer });
    expect(out).toContain("docker compose exec web tail -F /var/log/shop/access.log");
  });

  for (const columns of [60, 80, 120]) {
    it(`keep within ${String(columns)} columns, and a command that is broken is still one`, async () => {
      const { out } = await loglint(["where"], {
        files: site(),
        terminal: true,
        columns,
        env: { NO_COLOR: "1" },
      });
      expect(out.split("\n").filter((line) => line.length > columns)).toEqual([]);
      expect(out.replaceAll(/ \\\n +/g, " ")).toContain("read with   tail -F /var/log/shop/django.log\n");
    });
  }
});
