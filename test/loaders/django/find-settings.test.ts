import { describe, expect, it } from "vitest";
import { findPackages } from "../../../src/loaders/django/find-packages.ts";
import { findSettings } from "../../../src/loaders/django/find-settings.ts";
import { purposeByName } from "../../../src/loaders/django/settings-purpose.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

const entry = (settings: string): string =>
  `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`;
const SETTINGS = "DEBUG = False\nINSTALLED_APPS = []\n";

function find(files: Readonly<Record<string, string>>, environment?: string): string[] {
  const fs = memoryFileSystem(files);
  const found = findSettings({
    fs,
    files: Object.keys(files),
    ...(environment === undefined ? {} : { environment: { settings: environment, at: null } }),
  });
  return found.map(
    (each) =>
      `${each.settings} ${each.file} ${each.purpose}${each.served ? " served" : ""} [${each.searchPath.join(" ")}]`,
  );
}

describe("findSettings", () => {
  it("follows wsgi.py to the module that gunicorn runs, and manage.py to the one for development", () => {
    expect(
      find({
        "manage.py": entry("config.settings.local"),
        "config/__init__.py": "",
        "config/wsgi.py": entry("config.settings.production"),
        "config/settings/__init__.py": "",
        "config/settings/base.py": SETTINGS,
        "config/settings/local.py": "from .base import *\n",
        "config/settings/production.py": "from .base import *\n",
        "config/settings/test.py": "from .base import *\n",
      }),
    ).toEqual([
      "config.settings.production config/settings/production.py production served [.]",
      "config.settings.local config/settings/local.py development [.]",
      "config.settings.test config/settings/test.py test [.]",
    ]);
  });

  it("leaves out a part of the settings that could not be started by itself, whatever its name says", () => {
    expect(
      find({
        "shop/wsgi.py": entry("shop.settings"),
        "shop/__init__.py": "",
        "shop/settings/__init__.py": "from .base import *\nfrom .production_logging import *\n",
        "shop/settings/base.py": SETTINGS,
        "shop/settings/production_logging.py": "import os\n\nLOGGING = {}\n",
        "shop/settings/production.py": "from .base import *\n",
      }),
    ).toEqual([
      "shop.settings shop/settings/__init__.py production served [.]",
      "shop.settings.production shop/settings/production.py production [.]",
    ]);
  });

  it("takes no sample or template of a module for a module", () => {
    expect(
      find({
        "shop/wsgi.py": entry("shop.settings"),
        "shop/__init__.py": "",
        "shop/settings/__init__.py": "from .default import *\nfrom .local_settings import *\n",
        "shop/settings/default.py": SETTINGS,
        "shop/settings/local_settings.py.example": `DEBUG = True\n${SETTINGS}`,
        "shop/settings/production.py.j2": `from .default import *\n${SETTINGS}`,
      }),
    ).toEqual(["shop.settings shop/settings/__init__.py production served [.]"]);
  });

  it("takes one module for production when it serves all", () => {
    expect(
      find({ "manage.py": entry("blog.settings"), "blog/__init__.py": "", "blog/settings.py": SETTINGS }),
    ).toEqual(["blog.settings blog/settings.py production [.]"]);
  });

  it("finds a file called settings.py by its name alone", () => {
    expect(find({ "blog/settings.py": SETTINGS })).toEqual(["blog.settings blog/settings.py production [.]"]);
  });

  it("finds a project in a folder below the root", () => {
    expect(
      find({
        "src/manage.py": entry("shop.settings"),
        "src/shop/__init__.py": "",
        "src/shop/wsgi.py": entry("shop.settings"),
        "src/shop/settings.py": SETTINGS,
      }),
    ).toEqual(["shop.settings src/shop/settings.py production served [src]"]);
  });

  it("lets the environment of the process win over setdefault, but not over a plain assignment", () => {
    const files = {
      "proj/__init__.py": "",
      "proj/settings.py": SETTINGS,
      "proj/settings_prod.py": SETTINGS,
    };
    expect(find({ ...files, "proj/wsgi.py": entry("proj.settings") }, "proj.settings_prod")).toEqual([
      "proj.settings_prod proj/settings_prod.py production served [.]",
      "proj.settings proj/settings.py development [.]",
    ]);
    const assigned = 'import os\nos.environ["DJANGO_SETTINGS_MODULE"] = "proj.settings"\n';
    expect(find({ ...files, "proj/wsgi.py": assigned }, "proj.settings_prod")).not.toContain(
      "proj.settings_prod proj/settings_prod.py production served [.]",
    );
  });

  it("follows a name that is a constant above, and ignores one in a comment or computed", () => {
    const files = { "a/__init__.py": "", "a/settings.py": SETTINGS };
    const constant =
      'import os\nMODULE = "a.settings"\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", MODULE)\n';
    expect(find({ ...files, "a/wsgi.py": constant })).toEqual([
      "a.settings a/settings.py production served [.]",
    ]);
    const computed =
      'import os\n# os.environ["DJANGO_SETTINGS_MODULE"] = "b.settings"\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", f"a.{x}")\n';
    expect(find({ ...files, "a/wsgi.py": computed })).toEqual(["a.settings a/settings.py production [.]"]);
  });

  it("does not throw on names, files and folders of any kind", () => {
    expect(find({ "manage.py": entry("../../etc"), "wsgi.py": "def (", "settings.py": "\u0000" })).toEqual(
      [],
    );
  });
});

describe("purposeByName", () => {
  it.each([
    ["proj.settings", null],
    ["demo.settings", null],
    ["config.settings.local", "development"],
    ["config.settings.ci", "test"],
    ["proj.settings_test", "test"],
    ["proj.test_settings", "test"],
    ["config.settings.staging", "production"],
    ["config.settings.production", "production"],
    ["devil.settings", null],
    ["proj.settings.docker_compose", "production"],
  ])("takes %s for %s", (module, purpose) => {
    expect(purposeByName(module)).toBe(purpose);
  });
});

describe("findPackages", () => {
  it("lists the project's own packages and modules, not its tools", () => {
    const fs = memoryFileSystem({
      "manage.py": "",
      "gunicorn.conf.py": "",
      "blog/__init__.py": "",
      "apps/shop/__init__.py": "",
      "docs/conf.py": "",
      "helpers.py": "",
      "static/x.js": "",
      "assets/x.js": "",
    });
    expect(findPackages(fs, ["."]).map(({ name }) => name)).toEqual(["apps", "blog", "helpers"]);
  });
});
