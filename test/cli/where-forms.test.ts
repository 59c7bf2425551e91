import { describe, expect, it } from "vitest";
import { loglint } from "./run-loglint.ts";

const FILES = {
  "nginx.conf": `events {}
http {
  access_log /var/log/nginx/a.log;
  error_log /var/log/nginx/e.log;
  server { server_name other.example; error_log /var/log/nginx/other.log; }
  server {
    server_name shop.example www.shop.example;
    location /api/ { proxy_pass http://127.0.0.1:8000; }
    location ~ \\.png$ { error_log /var/log/nginx/png.log; }
  }
}
`,
  "gunicorn.conf.py": 'accesslog = "/var/log/shop/access.log"\n',
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/wsgi.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/settings.py":
    'INSTALLED_APPS = []\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"f": {"class": "logging.FileHandler", "filename": "/var/log/shop/app.log"}}, "root": {"handlers": ["f"], "level": "WARNING"}, "loggers": {"vendor": {"level": "DEBUG"}}}\n',
};

async function said(...argv: string[]): Promise<string> {
  const ran = await loglint(["where", ...argv], { files: FILES });
  expect(ran.code, ran.err).toBe(0);
  return ran.out;
}

describe("the forms of loglint where", () => {
  it("take a place of nginx, also one that logs as its server does", async () => {
    const api = await said("nginx.error", "--server", "shop.example", "--location", "/api/");
    expect(api).toContain("nginx errors /api/: nginx, server shop.example www.shop.example (nginx.conf)");
    expect(api).toContain("→ /var/log/nginx/e.log");
    const path = await said("errors", "--server", "www.shop.example", "--location", "/api/orders?x=1");
    expect(path).toContain("- location /api/");
    const png = await said("nginx.error", "--server", "shop.example", "--location", "/static/a.png");
    expect(png).toContain("→ /var/log/nginx/png.log");
    const none = await said("requests", "--server", "shop.example", "--location", "/nothing");
    expect(none).toContain("no location takes /nothing: the server itself does");
    expect(none).toContain("→ /var/log/nginx/a.log");
  });

  it("answer for a Host that no server names with the one that nginx picks", async () => {
    const out = await said("nginx.error", "--server", "unknown.example");
    expect(out).toContain("→ /var/log/nginx/other.log");
    expect(out).toMatch(/- .*no name matches/);
  });

  it("take plain words for events", async () => {
    for (const [word, name] of [
      ["print", "print()"],
      ["traceback", "unhandled exception"],
      ["warnings", "warnings.warn()"],
      ["stderr", "stderr"],
      ["gunicorn.access", "gunicorn access log"],
      ["requests", "requests"],
    ] as const)
      expect((await said(word)).startsWith(`${name}: `), word).toBe(true);
    const unknown = await loglint(["where", "tracebak"], { files: FILES });
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("Did you mean traceback?")]);
  });

  it("answer for a logger that no package here has: its parents decide", async () => {
    const debug = await said("logger", "vendor.deep.inside", "--level", "DEBUG");
    expect(debug).toContain("logger vendor.deep.inside DEBUG");
    expect(debug).toContain("→ /var/log/shop/app.log");
    expect(await said("logger", "elsewhere", "--level", "INFO")).toContain(
      "nowhere: the level of root is WARNING",
    );
    expect(await said("logger", "elsewhere", "--level", "WARNING")).toContain("→ /var/log/shop/app.log");
  });
});
