import { describe, expect, it } from "vitest";
import { readCrontab } from "../../../src/read/crontab/read-crontab.ts";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

const jobs = (text: string, hasUsers: boolean | null = null): unknown[] =>
  readCrontab(text, hasUsers).map(({ schedule, user, command }) => [
    schedule,
    user?.name ?? null,
    command.value,
  ]);

/** crontab(5) of Debian cron 3.0pl1, which is not installed where the tests run. */
describe("a crontab", () => {
  it("gives each job a bounded number of variables, however many it has", () => {
    const text = Array.from({ length: 3000 }, (_, i) => `V${i}=x\nV0=${i}\n* * * * * root app\n`).join("");
    const all = readCrontab(text, true);
    expect(all).toHaveLength(3000);
    expect(Math.max(...all.map(({ environment }) => environment.length))).toBe(200);
    expect(all.at(-1)?.environment[0]).toMatchObject({ name: "V0", value: "2999" });
  });

  it("has a user before each command, or none, as the text shows", () => {
    expect(jobs("*/5 * * * * www-data cd /srv/wiki && ./manage.py x\n@reboot root /srv/start\n")).toEqual([
      ["*/5 * * * *", "www-data", "cd /srv/wiki && ./manage.py x"],
      ["@reboot", "root", "/srv/start"],
    ]);
    expect(jobs("0 3 * * 1-5 python manage.py clearsessions\n")).toEqual([
      ["0 3 * * 1-5", null, "python manage.py clearsessions"],
    ]);
    expect(jobs("0 3 * jan mon /srv/venv/bin/python manage.py x\n")).toEqual([
      ["0 3 * jan mon", null, "/srv/venv/bin/python manage.py x"],
    ]);
    expect(jobs("0 3 * * * /srv/a\n5 3 * * * wiki /srv/b\n")).toEqual([
      ["0 3 * * *", null, "/srv/a"],
      ["5 3 * * *", null, "wiki /srv/b"],
    ]);
  });

  it("ends a command at a bare percent sign", () => {
    expect(jobs("0 3 * * * echo \\%d %in%put\n", false)).toEqual([["0 3 * * *", null, "echo %d "]]);
  });

  it("leaves comments, assignments and other lines out", () => {
    const text = '# 0 3 * * * x\nMAILTO=a@b\n PATH = "/usr/bin:/bin" \n\nnot a job\n0 3 * * * ls # all\n';
    expect(jobs(text, false)).toEqual([["0 3 * * *", null, "ls # all"]]);
    expect(readCrontab(text, false)[0]?.environment.map(({ name, value }) => [name, value])).toEqual([
      ["MAILTO", "a@b"],
      ["PATH", "/usr/bin:/bin"],
    ]);
  });
});

const PROJECT = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiki.settings")\n',
  "wiki/settings.py": 'SECRET_KEY = "x"\nINSTALLED_APPS = []\n',
  "wiki/wsgi.py": "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
  "gunicorn.conf.py": 'bind = ":8000"\naccesslog = "-"\n',
};

const load = (files: Record<string, string>): readonly Stack[] =>
  loadStacks({ fs: memoryFileSystem({ ...PROJECT, ...files }), paths: ["."] }).stacks;

const shown = (files: Record<string, string>): unknown[] =>
  load(files).map((stack) => [
    stack.purpose,
    stack.processes.map(({ runs, by, user, stdout }) => {
      const stream = certainValue(stdout);
      return [
        runs,
        by,
        certainValue(user) ?? "?",
        stream?.kind === "file" ? `${stream.path} ${stream.mode ?? ""}` : "?",
      ];
    }),
  ]);

describe("cron jobs of a site", () => {
  it("are processes beside the unit that serves", () => {
    expect(
      shown({
        "deploy/wiki.service":
          "[Service]\nUser=wiki\nWorkingDirectory=/srv/wiki\nExecStart=/srv/wiki/venv/bin/gunicorn wiki.wsgi\n",
        "deploy/cron.d/wiki":
          "# clean\n*/5 * * * * wiki cd /srv/wiki && venv/bin/python manage.py clearsessions >> /var/log/wiki/cron.log 2>&1\n",
      }),
    ).toEqual([
      [
        "unknown",
        [
          ["gunicorn", "systemd", "wiki", "?"],
          ["manage.py", "cron", "wiki", "/var/log/wiki/cron.log append"],
        ],
      ],
    ]);
  });

  it("may start the server itself", () => {
    expect(
      shown({ crontab: "@reboot cd /srv/wiki && venv/bin/gunicorn wiki.wsgi > /var/log/out.log\n" }),
    ).toEqual([["unknown", [["gunicorn", "cron", "?", "/var/log/out.log truncate"]]]]);
  });
});

describe("makefiles of a site", () => {
  const run = "run:\n\tgunicorn wiki.wsgi --reload --log-level debug\n\n";

  it("add nothing where they are for development", () => {
    expect(shown({ Makefile: run })).toEqual([["unknown", []]]);
    const [stack] = load({ Makefile: run });
    expect(stack?.files.find((file) => file.file === "Makefile")?.as).toBe("make");
    expect(stack?.gunicorn.map((each) => each.settings["loglevel"]?.state)).toEqual(["default"]);
  });

  it("start what a target for production starts, when nothing else serves", () => {
    const serve = "PORT ?= 8000\nrun-prod:\n\t@exec gunicorn wiki.wsgi \\\n\t\t-b :$(PORT) --workers 3\n";
    expect(shown({ Makefile: run + serve })).toEqual([["unknown", [["gunicorn", "shell", "?", "?"]]]]);
    const [stack] = load({ Makefile: run + serve });
    expect(stack?.gunicorn[0]?.settings["workers"]).toMatchObject({ state: "set", value: 3 });
    expect(stack?.gunicorn[0]?.settings["bind"]?.state).toBe("unknown");
  });

  it("give way to what serves", () => {
    const serve = "deploy:\n\tgunicorn wiki.wsgi -w 9\n";
    expect(shown({ Makefile: serve, Procfile: "web: gunicorn wiki.wsgi\n" })).toEqual([
      ["unknown", [["gunicorn", "procfile", "?", "?"]]],
    ]);
  });
});
