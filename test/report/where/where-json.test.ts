import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { diskFileSystem, filesOf, loadStack, where } from "../../../src/index.ts";
import { whereResult } from "../../../src/report/where/where-json.ts";
import { loglint } from "../../cli/run-loglint.ts";

const validate = new Ajv({ strict: true }).compile(
  JSON.parse(readFileSync("schema/where.schema.json", "utf8")),
);

describe("loglint where --format json", () => {
  for (const fixture of readdirSync("fixtures").sort()) {
    it(`is valid by its schema for fixtures/${fixture}, and a route that is certain either ends or tells what drops it`, () => {
      const loaded = loadStack({ fs: diskFileSystem("."), paths: [`fixtures/${fixture}`] });
      const routes = where(loaded.stacks);
      const result = JSON.parse(
        JSON.stringify(whereResult(routes, filesOf(loaded.stacks, routes), loaded.gaps, loaded.sources)),
      ) as unknown;
      expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
      const silent = where(loaded.stacks).filter(
        (route) => route.certain && route.sinks.length === 0 && route.dropped.length === 0,
      );
      expect(silent).toEqual([]);
    });
  }

  it("refuses a result that breaks the contract", () => {
    expect(validate({ version: 1, routes: [{ event: "nginx.access" }], gaps: [] })).toBe(false);
    expect(validate({ version: 2, routes: [], gaps: [] })).toBe(false);
  });

  it("answers for a Django project without any gunicorn", async () => {
    const ran = await loglint(["where", "--format", "json"], {
      files: {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        "shop/__init__.py": "",
        "shop/settings.py":
          'INSTALLED_APPS = []\nLOGGING = {"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": "/var/log/shop.log"}}, "root": {"handlers": ["f"]}}\n',
        "shop/wsgi.py":
          'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
      },
    });
    expect(ran.code, ran.err).toBe(0);
    const result = JSON.parse(ran.out) as {
      routes: { event: string; sinks: { kind: string; path?: string }[] }[];
    };
    expect(validate(result)).toBe(true);
    const exception = result.routes.find((route) => route.event === "django.exception");
    expect(exception?.sinks).toEqual([]);
    const print = result.routes.find((route) => route.event === "python.print");
    expect(print?.sinks[0]?.kind).toBe("stdout");
  });
});
