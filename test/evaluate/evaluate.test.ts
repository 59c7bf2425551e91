import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { evaluateModule, type EvaluationRequest } from "../../src/evaluate/evaluate.ts";
import { evaluatePython } from "../../src/evaluate/evaluate-python.ts";
import { toJson } from "../../src/evaluate/json.ts";
import { DEFAULT_LOGGING, GLOBAL_SETTINGS } from "../../src/evaluate/library/django.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { pythonWithDjango } from "../real-programs.ts";

type Options = Partial<Omit<EvaluationRequest, "fs" | "file">>;

function run(
  files: Record<string, string>,
  file: string,
  options: Options = {},
): ReturnType<typeof evaluateModule> {
  return evaluateModule({
    fs: memoryFileSystem(files),
    file,
    searchPath: ["."],
    environment: { values: {}, complete: false },
    ...options,
  });
}

function json(
  files: Record<string, string> | string,
  options: Options = {},
  file = "settings.py",
): Record<string, unknown> {
  const { names } = run(typeof files === "string" ? { "settings.py": files } : files, file, options);
  return Object.fromEntries([...names].map(([name, value]) => [name, toJson(value)]));
}

const python = pythonWithDjango();

describe.skipIf(python === null)("tables beside the real Django", () => {
  it("DEFAULT_LOGGING and the default settings are Django's own", () => {
    const script = `import json,sys
from django.utils.log import DEFAULT_LOGGING
from django.conf import global_settings
print(json.dumps([DEFAULT_LOGGING, {k: getattr(global_settings, k) for k in json.load(sys.stdin)}]))`;
    const done = spawnSync(python!, ["-I", "-c", script], {
      input: JSON.stringify(Object.keys(GLOBAL_SETTINGS)),
      encoding: "utf8",
    });
    expect(JSON.parse(done.stdout)).toEqual([DEFAULT_LOGGING, GLOBAL_SETTINGS]);
  });
});

describe("conditions", () => {
  it("says when each value holds", () => {
    expect(json("import os\nX = os.environ.get('LOG_LEVEL', 'INFO')\n")["X"]).toMatchObject({
      either: [
        { when: "LOG_LEVEL is set", value: { partial: "{$LOG_LEVEL}" } },
        { when: "LOG_LEVEL is not set", value: "INFO" },
      ],
    });
  });
  it("keeps what belongs together together", () => {
    const { A, B } = json(
      "import os\nif os.environ.get('ENV') == 'prod':\n    A, L = 1, ['x']\nelse:\n    A, L = 2, []\nB = f'{A}-{len(L)}'\n",
    ) as Record<string, { either: { value: unknown }[] }>;
    expect(A!.either.map((one) => one.value).sort()).toEqual([1, 2]);
    expect(B!.either.map((one) => one.value).sort()).toEqual(["1-1", "2-0"]);
  });
  it("takes what is assumed where the value cannot be decided, and only there", () => {
    const text =
      "import os\nDEBUG = os.environ.get('DEBUG', '') == '1'\nLEVEL = 'DEBUG' if DEBUG else 'INFO'\n";
    expect(json(text, { assume: { DEBUG: false } })).toMatchObject({ DEBUG: false, LEVEL: "INFO" });
    expect(
      json(text, { assume: { DEBUG: false }, environment: { values: { DEBUG: "1" }, complete: true } }),
    ).toMatchObject({ DEBUG: true, LEVEL: "DEBUG" });
  });
  it("goes on under what a check made sure of", () => {
    const result = run(
      {
        "s.py":
          "import os\nif 'KEY' not in os.environ:\n    raise Exception('no key')\nX = os.environ.get('KEY', 'none')\n",
      },
      "s.py",
    );
    expect(toJson(result.names.get("X")!)).toMatchObject({ partial: "{$KEY}" });
    expect(result.failed).toBeUndefined();
    expect(result.gaps.map((gap) => gap.what)).toContain("the module stops");
  });
  it("fails where the environment is complete and the variable is not in it", () => {
    const result = run({ "s.py": "import os\nA = 1\nB = os.environ['KEY']\n" }, "s.py", {
      environment: { values: {}, complete: true },
    });
    expect(result.failed?.what).toMatch(/^KeyError/);
    expect([...result.names.keys()]).toEqual(["os", "A"]);
  });
});

describe("provenance", () => {
  it("points at the right-hand side that won, through imports", () => {
    const files = {
      "p/__init__.py": "",
      "p/base.py": "LEVEL = 'INFO'\nOTHER = 1\n",
      "p/prod.py": "from .base import *\nOTHER = 2\n",
    };
    const { names, assignments, files: read } = run(files, "p/prod.py");
    expect(names.get("LEVEL")).toMatchObject({
      at: { file: "p/base.py", start: 8, end: 14 },
      via: [{ file: "p/prod.py", start: 0, end: 19 }],
    });
    expect(names.get("OTHER")).toMatchObject({ at: { file: "p/prod.py", start: 28, end: 29 } });
    expect(assignments.get("OTHER")!.map((place) => place.file)).toEqual(["p/base.py", "p/prod.py"]);
    expect(read).toEqual(["p/prod.py", "p/__init__.py", "p/base.py"].filter((file) => read.includes(file)));
    expect(read[0]).toBe("p/prod.py");
  });
  it("tells where a variable was set", () => {
    const via = [{ file: "unit.service", start: 3, end: 9 }];
    const { names } = run({ "s.py": "import os\nX = os.environ['A']\n" }, "s.py", {
      environment: { values: { A: "1" }, complete: true, via: { A: via } },
    });
    expect(names.get("X")).toMatchObject({ kind: "string", value: "1", via });
  });
  it("shows paths below the project with a symbol until the deployment is known", () => {
    const text =
      "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nLOG = BASE_DIR / 'logs' / 'x.log'\nUP = BASE_DIR.parent / 'x'\n";
    const files = { "site/conf/settings.py": text };
    expect(json(files, {}, "site/conf/settings.py")).toMatchObject({
      LOG: { partial: "{project}/site/logs/x.log" },
      UP: { partial: "{project}/x" },
    });
    expect(json(files, { deployedAt: "/srv/app" }, "site/conf/settings.py")).toMatchObject({
      LOG: "/srv/app/site/logs/x.log",
      UP: "/srv/app/x",
    });
  });
});

describe("effects", () => {
  it("records directories and logging calls with their conditions", () => {
    const { effects } = run(
      {
        "s.py":
          "import os, logging.config, sentry_sdk\nif not os.path.exists('/var/log/x'):\n    os.makedirs('/var/log/x')\nlogging.config.dictConfig({'version': 1})\nif os.environ.get('DSN'):\n    sentry_sdk.init(dsn=os.environ['DSN'], integrations=[])\nlogging.captureWarnings(True)\n",
      },
      "s.py",
    );
    expect(
      effects.map((effect) => [effect.kind === "call" ? effect.callee : effect.kind, effect.when]),
    ).toEqual([
      ["make-directory", "/var/log/x does not exist"],
      ["logging.config.dictConfig", null],
      ["sentry_sdk.init", "DSN is set and DSN is not empty"],
      ["logging.captureWarnings", null],
    ]);
  });
});

describe("settings packages", () => {
  it("leaves every name as it is where local settings are absent, and says so", () => {
    const result = run(
      {
        "settings.py":
          "DEBUG = False\nLOGGING = {'version': 1}\ntry:\n    from local_settings import *\nexcept ImportError:\n    pass\n",
      },
      "settings.py",
    );
    expect(toJson(result.names.get("DEBUG")!)).toBe(false);
    expect(toJson(result.names.get("LOGGING")!)).toEqual({ version: 1 });
    expect(result.gaps).not.toEqual([]);
    expect(result.open).toBe(false);
  });
  it("does not know what a star import from outside may have changed", () => {
    expect(json("DEBUG = False\nfrom thirdparty_site.conf import *\nLATER = 1\n")).toMatchObject({
      DEBUG: { unknown: "it depends" },
      LATER: 1,
    });
  });
  it("follows a module that is chosen by a variable into each of the modules there are", () => {
    const files = {
      "c/__init__.py":
        "import importlib, os\nm = importlib.import_module('c.' + os.environ['MODE'])\nLEVEL = m.LEVEL\n",
      "c/dev.py": "LEVEL = 'DEBUG'\n",
      "c/prod.py": "LEVEL = 'ERROR'\n",
    };
    const level = json(files, {}, "c/__init__.py")["LEVEL"] as { either: { when: string; value: string }[] };
    expect(level.either).toEqual([
      { when: 'MODE is "dev"', value: "DEBUG" },
      { when: 'MODE is "prod"', value: "ERROR" },
    ]);
  });
  it("takes the attributes of the chosen class of django-configurations", () => {
    const text =
      "from configurations import Configuration, values\nclass Base(Configuration):\n    DEBUG = values.BooleanValue(False)\n    LEVEL = 'INFO'\n    NAME = values.Value('x', environ_name='SITE')\n    @property\n    def LOGGING(self):\n        return {'root': {'level': self.LEVEL}}\nclass Prod(Base):\n    LEVEL = 'ERROR'\n";
    expect(
      json(text, { configuration: "Prod", environment: { values: { DJANGO_DEBUG: "yes" }, complete: true } }),
    ).toMatchObject({ DEBUG: true, LEVEL: "ERROR", NAME: "x", LOGGING: { root: { level: "ERROR" } } });
    expect(
      json(text, { environment: { values: { DJANGO_CONFIGURATION: "Base" }, complete: true } }),
    ).toMatchObject({ DEBUG: false, LOGGING: { root: { level: "INFO" } } });
  });
  it("is certain about optional packages only where it is told", () => {
    const text = "try:\n    import whitenoise\n    HAS = True\nexcept ImportError:\n    HAS = False\n";
    expect(json(text)["HAS"]).toMatchObject({ unknown: "it depends" });
    expect(json(text, { installed: { whitenoise: true } })["HAS"]).toBe(true);
    expect(json(text, { installed: { whitenoise: false } })["HAS"]).toBe(false);
  });
});

describe("evaluatePython", () => {
  it("finds packages of the project from any folder above the entry, and gives JSON", () => {
    const files = {
      "backend/manage.py": "",
      "backend/site/__init__.py": "",
      "backend/site/settings.py":
        "from site.base import A\nfrom backend.extra import B\nC = (1, {2}, b'x', 2 ** 70, 0.5, None)\n",
      "backend/site/base.py": "A = 1\n",
      "backend/extra.py": "B = 2\n",
    };
    expect(evaluatePython({ files, entry: "backend/site/settings.py", env: {} })).toMatchObject({
      A: 1,
      B: 2,
      C: [1, [2], { bytes: "x" }, (2n ** 70n).toString(), 0.5, null],
    });
  });
  it("never shows as known what JSON cannot say", () => {
    const result = evaluatePython({
      files: {
        "a.py":
          "import logging\nA = float('1e999') if False else 1e999\nB = {'unknown': 'x'}\nC = {1: 'a', '1': 'b'}\nD = logging.StreamHandler\nE = logging.StreamHandler()\n",
      },
      entry: "a.py",
    });
    for (const name of ["A", "B", "C", "D", "E"]) expect(result[name]).toHaveProperty("unknown");
    expect(result["D"]).toMatchObject({ reference: "logging.StreamHandler" });
  });
  it("says that a file is not there", () => {
    expect(evaluatePython({ files: {}, entry: "nope.py" })).toEqual({});
    expect(run({}, "nope.py").gaps).toMatchObject([{ what: "nope.py", why: "no such file" }]);
  });
});
