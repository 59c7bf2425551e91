import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import type { Stack } from "../../src/model/stack.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { realProgram } from "../real-programs.ts";

const PROJECT = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\n',
  "site1/__init__.py": "",
  "site1/settings.py":
    'import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).parent.parent\nSECRET_KEY = "x"\nDEBUG = os.environ.get("DEBUG") == "1"\nLOGGING = {"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": BASE_DIR / "logs/x.log"}}, "root": {"handlers": ["f"]}}\n',
  "site1/prod.py": "from site1.settings import *\n",
  "site1/wsgi.py":
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\napplication = get_wsgi_application()\n',
  "site1/celery.py":
    'import os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\napp = Celery("site1")\n',
};

function load(files: Record<string, string>): readonly Stack[] {
  return loadStacks({ fs: memoryFileSystem({ ...PROJECT, ...files }), paths: ["."] }).stacks;
}

const shown = (stack: Stack | undefined): unknown =>
  stack?.processes.map(({ name, runs, user, settings }) => [
    name,
    runs,
    user.state === "unknown" || user.state === "either" ? "?" : user.value,
    settings,
  ]);

const UNIT = (more: string, command = "/srv/app/venv/bin/gunicorn site1.wsgi"): string =>
  `[Service]\nWorkingDirectory=/srv/app\n${more}\nExecStart=${command}\n`;

describe("a unit", () => {
  it("decides the settings module, the environment and the paths of the settings", () => {
    const [stack] = load({
      "deploy/app.service": UNIT("User=app\nEnvironment=DJANGO_SETTINGS_MODULE=site1.prod DEBUG=0"),
    });
    expect(shown(stack)).toEqual([["app.service", "gunicorn", "app", "site1.prod"]]);
    const project = stack?.django[0];
    expect(project?.settings).toBe("site1.prod");
    expect(project?.DEBUG).toMatchObject({ state: "set", value: false });
    expect(project?.config?.handlers[0]?.target).toMatchObject({
      value: { kind: "file", path: "/srv/app/logs/x.log" },
    });
  });

  it("reads an environment file of the repository, which wins over Environment=", () => {
    const [stack] = load({
      "deploy/app.service": UNIT(
        "Environment=DJANGO_SETTINGS_MODULE=site1.settings\nEnvironmentFile=/srv/app/deploy/app.env",
      ),
      "deploy/app.env": "DJANGO_SETTINGS_MODULE=site1.prod\n",
    });
    expect(shown(stack)).toEqual([["app.service", "gunicorn", "root", "site1.prod"]]);
    expect(stack?.files.find((file) => file.file === "deploy/app.env")?.as).toBe("env");
  });

  it("does not name the settings when an environment file that is not here may", () => {
    const [stack] = load({
      "deploy/app.service": UNIT(
        "Environment=DJANGO_SETTINGS_MODULE=site1.prod\nEnvironmentFile=-/etc/default/app",
      ),
    });
    expect(shown(stack)).toEqual([["app.service", "gunicorn", "root", null]]);
  });

  it("takes drop-ins, and the last of several assignments", () => {
    const [stack] = load({
      "deploy/app.service": UNIT("User=one\nStandardOutput=null"),
      "deploy/app.service.d/override.conf":
        "[Service]\nUser=two\nStandardOutput=append:/var/log/app/out.log\nExecStart=\nExecStart=/srv/app/venv/bin/gunicorn site1.wsgi -w 5\n",
    });
    expect(shown(stack)).toEqual([["app.service", "gunicorn", "two", "site1.settings"]]);
    expect(stack?.processes[0]?.stdout).toMatchObject({
      value: { kind: "file", path: "/var/log/app/out.log" },
    });
    expect(stack?.processes[0]?.stderr).toMatchObject({
      value: { kind: "file", path: "/var/log/app/out.log" },
    });
    expect(stack?.gunicorn[0]?.settings["workers"]).toMatchObject({ value: 5 });
  });

  it("tells its sandbox and what it provides", () => {
    const [stack] = load({
      "deploy/app.service": UNIT(
        "User=app\nProtectSystem=strict\nProtectHome=yes\nReadWritePaths=-/data /run/x\nLogsDirectory=app app/old\nLogsDirectoryMode=750\nExecStartPre=/bin/mkdir -p /srv/app/logs\nExecStartPre=+/usr/bin/install -d -o app -m 0700 /var/spool/app",
      ),
    });
    const access = stack?.processes[0]?.access;
    expect(access?.rules.map(({ kind, path, says }) => `${kind} ${path} ${says}`)).toEqual([
      "read-write /dev ProtectSystem=strict",
      "read-write /proc ProtectSystem=strict",
      "read-write /sys ProtectSystem=strict",
      "read-write /home ProtectSystem=strict",
      "read-write /root ProtectSystem=strict",
      "read-write /run/user ProtectSystem=strict",
      "read-write /data ReadWritePaths=-/data",
      "read-write /run/x ReadWritePaths=/run/x",
      "read-write /var/log/app LogsDirectory=app",
      "read-write /var/log/app/old LogsDirectory=app/old",
      "read-only / ProtectSystem=strict",
      "inaccessible /home ProtectHome=yes",
      "inaccessible /root ProtectHome=yes",
      "inaccessible /run/user ProtectHome=yes",
    ]);
    expect(access?.provides.map(({ path, owner, mode }) => [path, owner, mode])).toEqual([
      ["/var/log/app", "app", "0750"],
      ["/var/log/app/old", "app", "0750"],
      ["/srv/app/logs", "app", "0755"],
      ["/var/spool/app", "app", "0700"],
    ]);
  });

  it("follows a start script through the user switch, with what runs before", () => {
    const [stack] = load({
      "deploy/app.service": UNIT("", "/srv/app/bin/start.sh web"),
      "bin/start.sh":
        '#!/bin/sh\ncd "$(dirname "$0")/.."\npython manage.py migrate\nif [ "$1" = web ]; then exec gosu app gunicorn site1.wsgi -w 3; fi\nexec celery -A site1 worker\n',
    });
    expect(shown(stack)).toEqual([
      ["app.service: manage.py migrate", "manage.py", "root", "site1.settings"],
      ["app.service", "gunicorn", "app", "site1.settings"],
    ]);
    expect(stack?.processes[1]?.via.map(({ file }) => file)).toEqual(["deploy/app.service"]);
  });

  it("is linked to the nginx that passes requests to its socket", () => {
    const [stack] = load({
      "deploy/app.service": UNIT("", "/srv/app/venv/bin/gunicorn site1.wsgi --bind unix:/run/app.sock"),
      "deploy/nginx.conf":
        "upstream app { server unix:/run/app.sock fail_timeout=0; }\nserver { location / { proxy_pass http://app; } location /x { proxy_pass http://127.0.0.1:9999; } }\n",
    });
    expect(stack?.links.map(({ nginx, to, address, at }) => [nginx, to, address, at?.file])).toEqual([
      ["deploy/nginx.conf", "app.service", "unix:/run/app.sock", "deploy/app.service"],
    ]);
  });
});

describe("several deployments in one repository", () => {
  const compose = (command: string): string =>
    `services:\n  web:\n    image: python:3.12\n    working_dir: /app\n    volumes: [".:/app"]\n    command: ${command}\n`;

  it("are stacks of their own, with their own purpose and settings", () => {
    const stacks = load({
      "docker-compose.dev.yml": compose("gunicorn site1.wsgi --reload"),
      "docker-compose.prod.yml": compose("gunicorn site1.wsgi -w 4 -e DJANGO_SETTINGS_MODULE=site1.prod"),
      "deploy/app.service": UNIT("User=app"),
    });
    expect(stacks.map(({ name, purpose }) => [name, purpose])).toEqual([
      ["deploy (systemd)", "unknown"],
      ["docker-compose.dev.yml", "development"],
      ["docker-compose.prod.yml", "production"],
    ]);
    expect(stacks.map((stack) => stack.processes.map(({ settings }) => settings))).toEqual([
      ["site1.settings"],
      ["site1.settings"],
      ["site1.prod"],
    ]);
    expect(stacks[2]?.django.map(({ settings }) => settings)).toEqual(["site1.prod"]);
  });

  it("keep a worker that shares the settings beside the server", () => {
    const stacks = load({ Procfile: "web: gunicorn site1.wsgi\nworker: celery -A site1 worker\n" });
    expect(stacks.map(shown)).toEqual([
      [
        ["web", "gunicorn", "?", "site1.settings"],
        ["worker", "celery", "?", "site1.settings"],
      ],
    ]);
  });

  it("keep the nginx files where a script beside a Procfile is run by hand", () => {
    const stacks = load({
      Procfile: "web: gunicorn site1.wsgi\n",
      "bin/migrate.sh": "#!/bin/sh\npython manage.py migrate --noinput\n",
      "nginx/conf.d/site.conf": "server {\n  listen 80;\n  access_log /var/log/nginx/site.log;\n}\n",
    });
    expect(stacks.map(({ nginx }) => nginx.flatMap(({ files }) => files))).toEqual([
      ["nginx/conf.d/site.conf"],
    ]);
  });
});

describe.skipIf(realProgram("systemd-analyze") === null)("the units of the fixtures", () => {
  it("are taken by systemd-analyze verify, but for programs that are not installed here", () => {
    const run = spawnSync(
      "systemd-analyze",
      ["verify", "--man=no", "fixtures/systemd-vm/deploy/wiki.service"],
      { encoding: "utf8" },
    );
    const other = run.stderr
      .split("\n")
      .filter(
        (line) => line.includes("wiki.service") && !/is not executable|Command .* not found/.test(line),
      );
    expect(other).toEqual([]);
  });
});

describe("loadStacks", () => {
  it("never throws, and gives the same stacks, for files cut and shuffled at 120 places", () => {
    const files: Record<string, string> = {
      "deploy/app.service": UNIT(
        'User=app\nEnvironment=A=1 "B=x y"\nEnvironmentFile=/srv/app/.env',
        "/bin/sh -c 'exec gunicorn ${A:-x} $B site1.wsgi'",
      ),
      "supervisord.conf":
        '[supervisord]\n[program:web]\ncommand=gunicorn %(program_name)s -w 4\nenvironment=A="1",B=2\n',
      Procfile: "web: sh bin/start.sh ${PORT:-80}\n",
      "bin/start.sh":
        '#!/bin/bash\nset -e\nargs=(--bind ":$1")\nif [[ -n "$X" ]]; then args+=(--reload); fi\ncase "$1" in 80) gunicorn "${args[@]}" site1.wsgi;; *) exec "$@";; esac\n',
      "logrotate.d/app":
        "/var/log/app/*.log {\n daily\n postrotate\n kill -USR1 $(cat /run/x)\n endscript\n}\n",
      "requirements.txt": "gunicorn==20.1.0 ; python_version > '3'\nDjango>=3.2,<4\n",
      "poetry.lock": '[[package]]\nname = "celery"\nversion = "5.3.0"\n',
    };
    let seed = 7;
    const next = (limit: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % limit;
    };
    const names = Object.keys(files);
    const pieces = [
      "__proto__",
      "constructor",
      "\0",
      "'",
      '"',
      "${",
      "$(",
      "%(",
      "%",
      "\\",
      "\n",
      "[[",
      "{",
      "}",
      "=",
      "\u{1f600}",
      "\ufeff",
    ];
    for (let i = 0; i < 120; i++) {
      const name = names[next(names.length)]!;
      const text = files[name]!;
      const at = next(text.length);
      const broken = {
        ...files,
        [name]: text.slice(0, at) + pieces[next(pieces.length)]! + text.slice(at + next(8)),
      };
      const first = JSON.stringify(load(broken));
      expect(JSON.stringify(load(Object.fromEntries(Object.entries(broken).reverse())))).toBe(first);
    }
  });
});

it("leaves the gunicorn file that one deployment loads out of the other", () => {
  const stacks = load({
    Procfile: "web: gunicorn site1.wsgi\n",
    "config/gunicorn.py": 'bind = "0.0.0.0:8000"\naccesslog = "-"\nworkers = 3\n',
    "docker-compose.yml":
      "services:\n  web:\n    image: shop\n    working_dir: /app\n    volumes: [.:/app]\n    command: gunicorn -c config/gunicorn.py site1.wsgi\n",
  });
  expect(stacks.map(({ name, gunicorn }) => [name, gunicorn.map((each) => each.configFile)])).toEqual([
    ["Procfile", [null]],
    ["docker-compose.yml", ["config/gunicorn.py"]],
  ]);
});
