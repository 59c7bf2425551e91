import { describe, expect, it } from "vitest";
import { check, fixAll, fixedFiles, type Files } from "../fixed-files.ts";

/** The changed files after the fixes of one rule, which must report something; null when nothing is changed. */
function after(files: Files, id: string): Files | null {
  expect(check(files, [id]).findings.length, `${id} reports nothing`).toBeGreaterThan(0);
  const fixed = fixedFiles(files, [id]);
  const changed = Object.entries(fixed).filter(([path, text]) => files[path] !== text);
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

const SITE = { "manage.py": 'os.environ["DJANGO_SETTINGS_MODULE"] = "blog.settings"\n' };

function settings(logging: string): Files {
  return {
    ...SITE,
    "blog/settings.py": `DEBUG = False\nSECRET_KEY = "x"\nROOT_URLCONF = "blog.urls"\n${logging}`,
  };
}

const TRUNCATED = '"class": "logging.FileHandler", "filename": "/var/log/blog.log"';

describe("a value of LOGGING that is not written in the place that it takes effect", () => {
  it.each([
    ["a dict that is merged in", `FILE = {"mode": "w"}\n`, `{**FILE, ${TRUNCATED}}`],
    ["a name", 'MODE = "w"\n', `{${TRUNCATED}, "mode": MODE}`],
    ["the environment's default", "import os\n", `{${TRUNCATED}, "mode": os.environ.get("M", "w")}`],
    ["two strings", "", `{${TRUNCATED}, "mode": "" "w"}`],
  ])("is not changed: %s", (_, head, handler) => {
    const files = settings(
      `${head}LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"f": ${handler}}, "root": {"handlers": ["f"]}}\n`,
    );
    const { findings } = check(files, ["django/file-truncated"]);
    expect(findings.every(({ fix }) => fix === null)).toBe(true);
    expect([...fixAll(files, ["django/file-truncated"]).texts]).toEqual([]);
  });

  it("is changed in a handler's own dict that another module holds", () => {
    const files = {
      ...settings(
        'from blog.logs import FILE\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"f": FILE}, "root": {"handlers": ["f"]}}\n',
      ),
      "blog/logs.py": `FILE = {${TRUNCATED}, 'mode': 'w'}  # kept\n`,
    };
    expect(after(files, "django/file-truncated")).toEqual({
      "blog/logs.py": `FILE = {${TRUNCATED}, 'mode': 'a'}  # kept\n`,
    });
  });
});

const UNIT = (options: string, name = "shop"): Files => ({
  [`${name}.service`]: `[Service]\nUser=shop\nWorkingDirectory=/srv/shop\nExecStart=/usr/bin/gunicorn ${options} shop.wsgi\n`,
});

describe("a key of LOGGING that is misspelt beside the right one", () => {
  it("is not renamed", () => {
    const files = settings(
      'LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"c": {"class": "logging.StreamHandler"}}, "loggers": {"blog": {"handlers": ["c"], "propogate": False, "propagate": True}}}\n',
    );
    expect(after(files, "django/logging-key-ignored")).toBe(null);
  });
});

describe("a setting of gunicorn that is misspelt, and set on the command line", () => {
  it("is not renamed", () => {
    const files = {
      ...UNIT("-c /srv/shop/gunicorn.conf.py --access-logfile -"),
      "gunicorn.conf.py": 'bind = ":8000"\nACCESSLOG = "/var/log/g/access.log"\n',
    };
    expect(after(files, "gunicorn/unknown-setting")).toBe(null);
  });
});

describe("an option of a gunicorn's command", () => {
  it("is taken out of a unit, safely, when it does nothing there", () => {
    const files = UNIT("--capture-output \\\n    --workers 2");
    expect(after(files, "gunicorn/capture-output-noop")).toEqual(UNIT("\\\n    --workers 2"));
    expect(check(files, ["gunicorn/capture-output-noop"]).findings.map(({ fix }) => fix?.safety)).toEqual([
      "safe",
    ]);
  });

  it.each([
    ["a unit", "shop.service", UNIT("--capture-output")["shop.service"] ?? "", " --capture-output"],
    [
      "a Procfile",
      "Procfile",
      "web: gunicorn --capture-output shop.wsgi --log-file -\n",
      " --capture-output",
    ],
    [
      "a Dockerfile",
      "Dockerfile",
      'FROM python:3.12\nCMD ["gunicorn", "--capture-output", "shop.wsgi"]\n',
      '"--capture-output", ',
    ],
    [
      "a compose file",
      "compose.yaml",
      "services:\n  web:\n    image: shop\n    command:\n      - gunicorn\n      - --capture-output\n      - shop.wsgi\n",
      "      - --capture-output\n",
    ],
    [
      "a folded command",
      "compose.yaml",
      "services:\n  web:\n    image: shop\n    command: >\n      gunicorn\n      --capture-output\n      shop.wsgi\n",
      "      --capture-output\n",
    ],
    [
      "a manifest",
      "k8s/deployment.yaml",
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: shop\n          command: ["gunicorn", "shop.wsgi", "--capture-output"]\n',
      ', "--capture-output"',
    ],
    [
      "a supervisor",
      "supervisord.conf",
      "[program:web]\ncommand=gunicorn --capture-output shop.wsgi\n",
      " --capture-output",
    ],
    [
      "a script",
      "start.sh",
      "#!/bin/sh\nexec gunicorn shop.wsgi \\\n  --bind :8000 \\\n  --capture-output\n",
      " \\\n  --capture-output",
    ],
  ])("is taken out of %s", (_, path, text, word) => {
    expect(after({ [path]: text }, "gunicorn/capture-output-noop")).toEqual({
      [path]: text.replace(word, ""),
    });
  });

  it("is left alone in a template", () => {
    const files = { "shop.service": `${UNIT("--capture-output")["shop.service"] ?? ""}# {% if x %}\n` };
    const { findings } = check(files, ["gunicorn/capture-output-noop"]);
    expect(findings.every(({ fix }) => fix === null)).toBe(true);
  });
});

describe("a config file that several gunicorns read", () => {
  it("is changed by --fix-unsafe alone", () => {
    const files = {
      ...UNIT("-c /srv/shop/gunicorn.conf.py", "a"),
      ...UNIT("-c /srv/shop/gunicorn.conf.py --error-logfile /var/log/b.log", "b"),
      "gunicorn.conf.py": "capture_output = True\nbind = ':8000'\n",
    };
    const { findings } = check(files, ["gunicorn/capture-output-noop"]);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(["unsafe"]);
  });
});

describe("lines of nginx in included files", () => {
  it("stay where another place may need them", () => {
    const files = {
      "nginx.conf":
        "events {}\nhttp {\n  server {\n    listen 80;\n    access_log /var/log/nginx/a.log;\n    include snippets/log.conf;\n  }\n}\n",
      "snippets/log.conf": "access_log /var/log/nginx/a.log;\n",
    };
    expect(after(files, "nginx/same-target-twice")).toBe(null);
  });

  it("stay in a template", () => {
    const files = {
      "nginx.conf":
        "events {}\nhttp {\n  error_log /var/log/nginx/e.log debug;\n  server { listen {{ port }}; }\n}\n",
    };
    const { findings } = check(files, ["nginx/error-log-debug"]);
    expect(findings.every(({ fix }) => fix === null)).toBe(true);
  });
});

describe("fixes of several rules in one file", () => {
  it("end in a text that each of them alone would also find right", () => {
    const files = {
      "nginx.conf": [
        "events {}",
        "http {",
        '\tlog_format json \'{"ua":"$http_user_agent","t":$msec}\' escape=json;  # a',
        "\tserver {",
        "\t\tlisten 80;",
        '\t\taccess_log "/var/log/nginx/a.log" json buffer=32k;  # b',
        '\t\taccess_log "/var/log/nginx/a.log" json buffer=32k;',
        "\t\terror_log /var/log/nginx/e.log debug;",
        "\t\tlocation /s/ { access_log /dev/null; root /srv; }",
        "\t}",
        "}",
      ].join("\r\n"),
    };
    expect(fixedFiles(files, null)["nginx.conf"]?.split("\r\n")).toEqual([
      "events {}",
      "http {",
      '\tlog_format json escape=json \'{"ua":"$http_user_agent","t":$msec}\';  # a',
      "\tserver {",
      "\t\tlisten 80;",
      '\t\taccess_log "/var/log/nginx/a.log" json buffer=32k flush=5s;  # b',
      "\t\terror_log /var/log/nginx/e.log warn;",
      "\t\tlocation /s/ { access_log off; root /srv; }",
      "\t}",
      "}",
    ]);
  });
});
