import { describe, expect, it } from "vitest";
import { scanFirstParty } from "../../../src/loaders/django/first-party.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function scan(files: Readonly<Record<string, string>>) {
  return scanFirstParty(memoryFileSystem(files), [{ name: "blog", directory: "blog" }], new Set(), new Map());
}

describe("scanFirstParty", () => {
  it("names loggers after their module and notes the levels that are logged", () => {
    const { packages } = scan({
      "blog/__init__.py": "",
      "blog/api/views.py": [
        "import logging",
        "logger = logging.getLogger(__name__)",
        'audit = logging.getLogger("audit")',
        "root = logging.getLogger()",
        "def view(request):",
        "    try:",
        '        logger.info("x")',
        "    except ValueError:",
        '        logger.exception("y")',
      ].join("\n"),
    });
    expect(packages[0]?.loggers.map(({ name, levels }) => [name, levels])).toEqual([
      ["blog.api.views", ["ERROR", "INFO"]],
      ["audit", []],
    ]);
  });

  it("collects prints outside of tests, migrations and commands", () => {
    const { packages } = scan({
      "blog/views.py": 'print("a")\n',
      "blog/tests/test_views.py": 'print("b")\n',
      "blog/tests.py": 'print("b")\n',
      "blog/migrations/0001_initial.py": 'print("c")\n',
      "blog/management/commands/load.py": 'print("d")\n',
    });
    expect(packages[0]?.prints.map(({ file }) => file)).toEqual(["blog/views.py"]);
  });

  it("sees where logging is configured and an error service started outside of the settings", () => {
    const { calls, alerting } = scan({
      "blog/logs.py": "from logging.config import dictConfig\ndictConfig({})\n",
      "blog/apps.py": 'import sentry_sdk\nsentry_sdk.init(dsn="x")\n',
    });
    expect(calls.map(({ callee }) => callee)).toEqual(["logging.dictConfig"]);
    expect(alerting.map(({ name }) => name)).toEqual(["sentry"]);
  });

  it("reads broken and deep modules without an exception", () => {
    const { packages, complete } = scan({
      "blog/broken.py": "logging.getLogger(\n",
      "blog/deep.py": `x = ${"(".repeat(20_000)}print(1)${")".repeat(20_000)}\n`,
    });
    expect(packages).toHaveLength(1);
    expect(complete).toBe(true);
  });
});
