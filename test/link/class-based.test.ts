import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import type { DjangoProject } from "../../src/model/django.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

const ENTRY = (variables: string): string =>
  `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "team.settings")\n${variables}`;

const SETTINGS = `
from configurations import Configuration

class Common(Configuration):
    LEVEL = "INFO"

    @property
    def LOGGING(self):
        return {"version": 1, "root": {"level": self.LEVEL}}

class Development(Common):
    LEVEL = "DEBUG"

class Production(Common):
    LEVEL = "ERROR"
`;

function project(
  variables: string,
  more: Readonly<Record<string, string>> = {},
  manage = variables,
): DjangoProject {
  const fs = memoryFileSystem({
    "manage.py": ENTRY(manage),
    "team/__init__.py": "",
    "team/settings.py": SETTINGS,
    "team/wsgi.py": `${ENTRY(variables)}from configurations.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n`,
    ...more,
  });
  const [stack] = loadStacks({ fs, paths: ["."] }).stacks;
  expect(stack?.django.map((each) => each.settings)).toEqual(["team.settings"]);
  return stack!.django[0]!;
}

const level = (found: DjangoProject): unknown => {
  const fact = found.config?.root?.level;
  return found.logging === "set" && fact?.state === "set" ? fact.value : found.logging;
};

const DEFAULT = (name: string): string => `os.environ.setdefault("DJANGO_CONFIGURATION", "${name}")\n`;
const UNIT = (environment: string): Record<string, string> => ({
  "deploy/team.service": `[Service]\nWorkingDirectory=/srv/team\n${environment}ExecStart=/srv/team/venv/bin/gunicorn team.wsgi\n`,
});

describe("settings in a class", () => {
  it("come from the class that wsgi.py names, not from manage.py's", () => {
    expect(level(project(DEFAULT("Production"), {}, DEFAULT("Development")))).toBe("ERROR");
    expect(level(project(DEFAULT("Development"), {}, DEFAULT("Production")))).toBe("DEBUG");
    expect(level(project('os.environ["DJANGO_CONFIGURATION"] = "Production"\n'))).toBe("ERROR");
  });

  it("come from the class that manage.py names where wsgi.py names none", () => {
    expect(level(project("", {}, DEFAULT("Development")))).toBe("DEBUG");
  });

  it("come from the class that the process's environment names, unless wsgi.py assigns one", () => {
    const unit = UNIT("Environment=DJANGO_CONFIGURATION=Development\n");
    expect(level(project(DEFAULT("Production"), unit))).toBe("DEBUG");
    expect(level(project('os.environ["DJANGO_CONFIGURATION"] = "Production"\n', unit))).toBe("ERROR");
    expect(level(project(DEFAULT("Production"), UNIT("")))).toBe("ERROR");
  });

  it("are not known where no class is named, or a computed one", () => {
    expect(level(project(""))).toBe("unknown");
    expect(level(project('os.environ["DJANGO_CONFIGURATION"] = choose()\n'))).toBe("unknown");
  });
});
