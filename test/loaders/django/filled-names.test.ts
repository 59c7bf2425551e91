import { expect, it } from "vitest";
import { loadStacks } from "../../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

/** dynaconf and its peers set names in the settings module that stand in files of their own: what is not written is then not Django's default. */
it.each([
  ["import dynaconf\nsettings = dynaconf.DjangoDynaconf(__name__)\n", ["unknown", "unknown", false]],
  [
    "from dynaconf import DjangoDynaconf\nsettings = DjangoDynaconf(__name__)\n",
    ["unknown", "unknown", false],
  ],
  ["import django_yamlconf\ndjango_yamlconf.load()\n", ["unknown", "unknown", false]],
  ['import sys\nsetattr(sys.modules[__name__], "A" + "B", 1)\n', ["unknown", "unknown", false]],
  ["# settings = dynaconf.DjangoDynaconf(__name__)\n", ["none", "default", true]],
  ['import sys\nname = getattr(sys.modules[__name__], "DEBUG")\n', ["none", "default", true]],
])("%s", (text, expected) => {
  const fs = memoryFileSystem({
    "shop/settings.py": `DEBUG = False\nROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = []\n${text}`,
    "shop/__init__.py": "",
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  });
  const [project] = loadStacks({ fs, paths: ["."] }).stacks.flatMap((stack) => stack.django);
  expect([project?.logging, project?.ADMINS.state, project?.settingsComplete]).toEqual(expected);
});
