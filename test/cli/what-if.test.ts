import { describe, expect, it } from "vitest";
import { loglint } from "./run-loglint.ts";

const settings = (path: string): string =>
  `import os\nINSTALLED_APPS = []\nLOG = os.environ.get("LOG", "${path}")\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"f": {"class": "logging.FileHandler", "filename": LOG}}, "root": {"handlers": ["f"], "level": "INFO"}}\n`;
const SITE = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")\n',
  "shop/__init__.py": "",
  "shop/views.py": "import logging\nlogger = logging.getLogger(__name__)\n",
  "shop/settings/__init__.py": "",
  "shop/settings/prod.py": settings("/var/log/prod.log"),
  "shop/settings/staging.py": settings("/var/log/staging.log"),
  "shop/settings/dev.py": settings("/tmp/dev.log"),
  "shop/wsgi.py":
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings.prod"\napplication = get_wsgi_application()\n',
  "deploy/shop.service":
    "[Service]\nUser=shop\nWorkingDirectory=/srv/shop\nEnvironment=LOG=/var/log/unit.log\nExecStart=/usr/bin/gunicorn shop.wsgi\n",
  "prod.env": "# comment\nLOG='/var/log/from-env.log'\n",
};

async function exceptionSinks(...argv: string[]): Promise<string[]> {
  const ran = await loglint(["where", "--format", "json", ...argv], { files: SITE });
  expect(ran.code, ran.err).toBe(0);
  const { routes } = JSON.parse(ran.out) as { routes: { event: string; sinks: { path: string }[] }[] };
  return routes
    .filter(({ event }) => event === "django.exception")
    .flatMap(({ sinks }) => sinks.map(({ path }) => path));
}

describe("what if", () => {
  it("is not asked: the files decide", async () => {
    expect(await exceptionSinks()).toEqual(["/var/log/unit.log"]);
  });

  it("--settings wins over what wsgi.py assigns, and leaves the environment as it is", async () => {
    const { out } = await loglint(["where", "traceback", "--settings", "shop.settings.staging"], {
      files: SITE,
    });
    expect(out).toContain("/var/log/unit.log");
    expect(out).toContain("shop/settings/staging.py:4:");
    expect(out).not.toContain("prod.py");
  });

  it("--env takes a file or a variable, for every process, and wins over the unit; the last one holds", async () => {
    expect(await exceptionSinks("--env", "prod.env")).toEqual(["/var/log/from-env.log"]);
    expect(await exceptionSinks("--env", "prod.env", "--env", "LOG=/a.log")).toEqual(["/a.log"]);
    expect(await exceptionSinks("--env", "/home/me/site/prod.env")).toEqual(["/var/log/from-env.log"]);
  });

  it("--as runserver shows what manage.py names, and no gunicorn", async () => {
    const { out } = await loglint(["where", "--as", "runserver"], { files: SITE });
    expect(out).toMatch(
      /^Django, manage\.py runserver, shop\.settings\.dev\n {2}requests +→ stderr of manage\.py runserver/,
    );
    expect(out).toMatch(/unhandled exception +→ \{\$LOG\} \(maybe\)\n +→ \/tmp\/dev\.log \(maybe\)/);
    expect(out).toContain(
      "/tmp/dev.log\n    written by  the handler f of manage.py runserver, user not known\n",
    );
    expect(out).not.toMatch(/gunicorn/);
    expect(await exceptionSinks("--as", "runserver", "--env", "prod.env")).toEqual(["/var/log/from-env.log"]);
    expect(await exceptionSinks("--as", "runserver", "--settings", "shop.settings.staging")).toEqual([
      "{$LOG}",
      "/var/log/staging.log",
    ]);
  });

  it("facts and trace take the same options", async () => {
    const facts = await loglint(["facts", "--env", "prod.env"], { files: SITE });
    expect(facts.out).toContain("/var/log/from-env.log");
    const trace = await loglint(["trace", "/x", "--exception", "--env", "prod.env"], { files: SITE });
    expect(trace.out).toContain("/var/log/from-env.log");
  });

  it("says what there is when something is asked for that is not there", async () => {
    const said = async (...argv: string[]): Promise<string> => {
      const ran = await loglint(["where", ...argv], { files: SITE });
      expect(ran.code).toBe(2);
      return ran.err;
    };
    expect(await said("--settings", "shop.settings.prd")).toMatch(
      /There are no settings "shop\.settings\.prd" here\. Did you mean shop\.settings\.prod\?\nSettings in use here: shop\.settings\.prod/,
    );
    expect(await said("--env", "nope.env")).toContain('There is no file "nope.env".');
    expect(await said("--stack", "nope")).toContain('There is no stack "nope".');
    expect(await said("--as", "gunicorn")).toContain("--as can only be runserver");
    const bare = await loglint(["where", "--as", "runserver"], {
      files: { "nginx.conf": "events {}\nhttp { server { } }\n" },
    });
    expect(bare.err).toContain("There is no manage.py here");
  });

  it("--stack takes a name or a part of it that no other has", async () => {
    const compose = (file: string): Record<string, string> => ({
      [`${file}/compose.yaml`]:
        "services:\n  web:\n    image: python:3.12\n    command: gunicorn shop.wsgi\n",
    });
    const rest = Object.fromEntries(Object.entries(SITE).filter(([name]) => !name.endsWith(".service")));
    const files = { ...rest, ...compose("east"), ...compose("west") };
    const all = await loglint(["where"], { files });
    expect(all.out).toContain("gunicorn, web in east/compose.yaml");
    const one = await loglint(["where", "--stack", "west"], { files });
    expect(one.code, one.err).toBe(0);
    expect(one.out.match(/^gunicorn, web/gm)).toHaveLength(1);
    expect((await loglint(["where", "--stack", "compose"], { files })).err).toContain(
      "Stacks: east/compose.yaml, west/compose.yaml.",
    );
  });
});
