import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check, fixableGroups, fixedFiles, type Files } from "../../fixed-files.ts";
import { pythonWithDjango } from "../../real-programs.ts";

const python = pythonWithDjango();
const top = mkdtempSync(join(tmpdir(), "loglint-django-fixes-"));
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

/** Configures logging as Django does at start, and says what came of it. */
const CONFIGURE = `
import json, logging, os, sys

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
from django.conf import settings
from django.utils.log import configure_logging

existing = logging.getLogger("made.before")
try:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    error = None
except Exception as problem:
    error = str(problem)
names = ["maxBytes", "backupCount", "mode", "delay", "include_html", "address", "level"]
handlers = {
    handler.name: {name: getattr(handler, name) for name in names if hasattr(handler, name)}
    | {"class": type(handler).__module__ + "." + type(handler).__name__}
    for handler in (reference() for reference in logging._handlerList)
    if handler is not None and handler.name
}
files = sorted(os.listdir("log/blog")) + sorted(name for name in os.listdir("log") if name != "blog")
print(json.dumps({"error": error, "handlers": handlers, "files": files, "disabled": existing.disabled}))
`;

interface Configured {
  readonly error: string | null;
  readonly handlers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly files: readonly string[];
  readonly disabled: boolean;
}

const known = new Map<string, Configured>();

/** Each site is configured once. */
function configured(files: Files, settings: string): Configured {
  const key = JSON.stringify([files, settings]);
  const result = known.get(key) ?? configure(files, settings);
  known.set(key, result);
  return result;
}

function configure(files: Files, settings: string): Configured {
  const folder = mkdtempSync(join(top, "site-"));
  mkdirSync(join(folder, "log/blog"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const local = text.replaceAll("/var/log/", `${folder}/log/`).replaceAll("logs.example.com", "127.0.0.1");
    writeFileSync(join(folder, path), local);
  }
  const ran = spawnSync(python ?? "", ["-c", CONFIGURE, settings], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin" },
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Configured;
}

const changes = fixableGroups.flatMap(([title, id, files]) => {
  if (!id.startsWith("django/")) return [];
  const after = fixedFiles(files, [id]);
  const isChanged = Object.keys(after).some((path) => after[path] !== files[path]);
  const modules = check(files, [id]).stacks.flatMap((stack) => stack.django.map(({ settings }) => settings));
  return isChanged
    ? modules.map((settings) => [`${title}, ${settings}`, id, files, after, settings] as const)
    : [];
});

function of(id: string): { readonly before: Configured; readonly after: Configured }[] {
  return changes
    .filter((change) => change[1] === id)
    .map(([, , files, after, settings]) => ({
      before: configured(files, settings),
      after: configured(after, settings),
    }));
}

describe.skipIf(python === null)("the fixes of the rules about Django", () => {
  it("are tried for most groups", () => {
    expect(changes.length).toBeGreaterThanOrEqual(15);
  });

  it.each(changes)("leave a LOGGING that dictConfig takes: %s", (_, id, files, after, settings) => {
    const whole = check(after, [id]).findings.length === 0;
    const isRefused = id === "django/syntax" || id === "django/class-not-found";
    expect(configured(files, settings).error === null).toBe(!isRefused);
    if (whole) expect(configured(after, settings).error).toBe(null);
  });

  it("keep a file closed that no logger writes", () => {
    for (const { before, after } of of("django/handler-opens-unused-file")) {
      expect(before.files).toEqual(["django.log"]);
      expect(after.files).toEqual([]);
    }
  });

  it("keep the loggers that were there", () => {
    for (const { before, after } of of("django/existing-loggers-disabled"))
      expect([before.disabled, after.disabled]).toEqual([true, false]);
  });

  it("limit the handlers that rotate, and append where a file was emptied", () => {
    for (const { after } of of("django/rotating-handler-never-rotates")) {
      expect(after.handlers["file"]?.["backupCount"]).toBeGreaterThan(0);
      expect(after.handlers["file"]?.["maxBytes"] ?? 1).toBeGreaterThan(0);
    }
    for (const { before, after } of of("django/file-truncated")) {
      expect(before.handlers["file"]?.["mode"]).toMatch(/^w/);
      expect(after.handlers["file"]?.["mode"]).toMatch(/^a/);
    }
  });
});
