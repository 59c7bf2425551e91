import { describe, expect, it } from "vitest";
import { KNOWN_MESSAGES, messagesIn } from "../../src/explain/match-message.ts";
import { SETTING_PAGES } from "../../src/explain/setting-here.ts";
import { rules } from "../../src/index.ts";
import { loglint } from "../cli/run-loglint.ts";

const FILES = {
  "nginx.conf":
    "events {}\nhttp {\n    access_log /var/log/nginx/shop.log main;\n    server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }\n}\n",
  "gunicorn.conf.py": 'accesslog = "/var/log/shop/access.log"\nloglevel = "info"\n',
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/settings.py":
    'import os\nDEBUG = False\nSECRET_KEY = os.environ["K"]\nINSTALLED_APPS = []\nROOT_URLCONF = "shop.urls"\nLOGGING = {\n    "version": 1,\n    "handlers": {\n        "file": {"class": "logging.FileHandler", "filename": "/var/log/shop/app.log"},\n    },\n    "root": {"handlers": ["file"]},\n}\n',
  Procfile: "web: gunicorn --log-level warning shop.wsgi\n",
};

describe("explain of a pasted message", () => {
  it("finds the finding that speaks of the same name", async () => {
    const { code, out } = await loglint(
      ["explain", 'nginx: [emerg] unknown log format "main" in /etc/nginx/nginx.conf:3'],
      { files: FILES },
    );
    expect(code).toBe(0);
    expect(out).toContain("nginx/format-undefined");
    expect(out).toContain("nginx.conf:3:40");
  });

  it("finds where the path of the message is declared, in each of the three", async () => {
    const place = async (message: string): Promise<string> =>
      (await loglint(["explain", message], { files: FILES })).out;
    expect(await place("PermissionError: [Errno 13] Permission denied: '/var/log/shop/app.log'")).toContain(
      "shop/settings.py:9:",
    );
    expect(
      await place(
        "Error: '/var/log/shop/access.log' isn't writable [PermissionError(13, 'Permission denied')]",
      ),
    ).toContain("gunicorn.conf.py:1:");
    expect(await place('open() "/var/log/nginx/shop.log" failed (2: No such file or directory)')).toContain(
      "nginx.conf:3:",
    );
  });

  it("finds the handler that dictConfig names", async () => {
    const { out } = await loglint(["explain", "ValueError: Unable to configure handler 'file'"], {
      files: FILES,
    });
    expect(out).toContain("the handler file stands here");
    expect(out).toContain("shop/settings.py:9:");
  });

  it("says that nothing here names a path that is not here", async () => {
    const { out } = await loglint(
      ["explain", "FileNotFoundError: [Errno 2] No such file or directory: '/srv/other.log'"],
      { files: FILES },
    );
    expect(out).toContain("Nothing here names /srv/other.log");
  });

  it("takes a whole log from standard input, and works where there are no files", async () => {
    const stdin = "noise\n[CRITICAL] WORKER TIMEOUT (pid:17)\nmore\n--- Logging error ---\n";
    const { code, out } = await loglint(["explain", "-"], { stdin });
    expect(code).toBe(0);
    expect(out).toContain("gunicorn: a worker was killed");
    expect(out).toContain("Python: Logging error");
  });

  it("shows no secret of the pasted line", async () => {
    const { out } = await loglint([
      "explain",
      "Error: '/var/log/x.log' isn't writable [password=hunter2secret]",
    ]);
    expect(out).not.toContain("hunter2secret");
  });

  it("escapes control characters of the pasted line", async () => {
    const { out } = await loglint(["explain", 'unknown log format "a\u001b[31m"']);
    expect(out).not.toContain("\u001b[31m");
  });

  it("says what to do with a text that it does not know", async () => {
    const { code, err } = await loglint(["explain", "something else entirely"]);
    expect(code).toBe(2);
    expect(err).toContain("Paste the line that says what is wrong");
  });

  it.each([
    "ValueError: Unable to configure handler 'file'",
    "Error: '/x' isn't writable [FileNotFoundError(2, 'No such file or directory')]",
    "OSError: [Errno 29] Illegal seek",
    "io.UnsupportedOperation: File or stream is not seekable.",
    'nginx: [emerg] unknown log format "main" in /etc/nginx/sites-enabled/x:3',
    'nginx: [emerg] "log_format" directive is not allowed here in /x:1',
    'nginx: [emerg] open() "/x" failed (13: Permission denied)',
    'nginx: [emerg] open() "/x" failed (2: No such file or directory)',
    "ValueError: Unknown level: 'info'",
    "OSError: [Errno 30] Read-only file system: '/app/logs/x.log'",
    "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>",
    "[2026-11-22 10:00:00 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:8)",
    "Invalid HTTP_HOST header: '10.0.0.7'. You may need to add '10.0.0.7' to ALLOWED_HOSTS.",
    'error: skipping "/var/log/x.log" because parent directory has insecure permissions (It\'s world writable or writable by group which is not "root")',
    'No handlers could be found for logger "django.request"',
    'nginx: [warn] the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:1',
    'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)',
    "Suppressed 1234 messages from gunicorn.service",
    "PermissionError: [WinError 32] The process cannot access the file because it is being used by another process",
    "--- Logging error ---",
  ])("knows what people paste most: %s", (text) => {
    expect(messagesIn(text)).not.toHaveLength(0);
  });

  it("takes the remark about the compiled-in error log for no denied log of the configuration", () => {
    const [first] = messagesIn(
      'nginx: [alert] could not open error log file: open() "/var/log/nginx/error.log" failed (13: Permission denied)',
    );
    expect(first?.message.id).toBe("nginx-could-not-open-compiled-in");
  });
});

describe("explain of a setting", () => {
  it("shows its value, where that comes from, and what it overrides", async () => {
    const { code, out } = await loglint(["explain", "gunicorn.loglevel"], { files: FILES });
    expect(code).toBe(0);
    expect(out).toMatch(/"?warning"?\s.*Procfile:1:/);
    expect(out).toMatch(/overrides "?info"?\s.*gunicorn\.conf\.py:2:/);
  });

  it("takes the name without its layer, and the option of the command line", async () => {
    const whole = await loglint(["explain", "gunicorn.loglevel"], { files: FILES });
    expect((await loglint(["explain", "loglevel"], { files: FILES })).out).toBe(whole.out);
    expect((await loglint(["explain", "log-level"], { files: FILES })).out).toBe(whole.out);
  });

  it("shows every place of a directive of nginx", async () => {
    const { out } = await loglint(["explain", "nginx.access_log"], { files: FILES });
    expect(out).toContain("/var/log/nginx/shop.log main");
    expect(out).toContain("nginx.conf:3:");
  });

  it("suggests the nearest name", async () => {
    const { code, err } = await loglint(["explain", "gunicorn.loglevle"]);
    expect(code).toBe(2);
    expect(err).toContain("Did you mean gunicorn.loglevel?");
  });
});

describe("what explain knows", () => {
  const ids = new Set(rules.map((rule) => rule.id));

  it("names rules that exist", () => {
    const named = [...KNOWN_MESSAGES, ...SETTING_PAGES].flatMap((each) => each.rules);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("has each message and setting once", () => {
    expect(new Set(KNOWN_MESSAGES.map((each) => each.id)).size).toBe(KNOWN_MESSAGES.length);
    expect(new Set(SETTING_PAGES.map((each) => each.name)).size).toBe(SETTING_PAGES.length);
  });
});
