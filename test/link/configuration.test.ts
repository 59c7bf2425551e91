import { describe, expect, it } from "vitest";
import { loadStacks, type StackRequest } from "../../src/link/load-stacks.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { BROKEN, loglint } from "../cli/run-loglint.ts";

const FILES = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/settings.py": "INSTALLED_APPS = []\n",
  "gunicorn.conf.py": 'accesslog = "-"\n',
  "nginx.conf": "events {}\nhttp { server { listen 80; } }\n",
  "requirements.txt": "gunicorn==20.1.0\nDjango>=4\n",
};

function versions(more: Partial<StackRequest>): unknown[] {
  const [stack] = loadStacks({ fs: memoryFileSystem(FILES), paths: ["."], ...more }).stacks;
  return [stack?.nginx[0], stack?.gunicorn[0], stack?.django[0]].map((each) => {
    const fact = each?.version;
    return fact?.state === "set" ? `${fact.value} ${fact.at.file}` : fact?.state;
  });
}

describe("versions of the configuration", () => {
  it("win over what the requirements say, and stand where they say nothing", () => {
    expect(versions({})).toEqual(["unknown", "20.1.0 requirements.txt", "unknown"]);
    const known = { nginx: "1.22.1", gunicorn: "23.0.0", django: "4.2.1" };
    expect(versions({ versions: known, config: "loglint.config.json" })).toEqual([
      "1.22.1 nginx.conf",
      "23.0.0 loglint.config.json",
      "4.2.1 loglint.config.json",
    ]);
  });

  it("reach the facts from the file", async () => {
    const files = { ...FILES, "loglint.config.json": '{"versions": {"gunicorn": "22.0.0"}}' };
    const ran = await loglint(["facts", "--format", "json"], { files });
    expect(ran.out).toContain("22.0.0");
    expect(ran.out).not.toContain("20.1.0");
  });
});

describe("files that the configuration leaves out", () => {
  const ignores = (pattern: string): string => JSON.stringify({ ignores: [pattern] });

  it.each([
    ["loglint.config.json", "/nginx.conf", true],
    ["loglint.config.json", "/site/nginx.conf", false],
    ["../loglint.config.json", "/site/nginx.conf", true],
    ["../loglint.config.json", "/site/", true],
    ["../loglint.config.json", "/nginx.conf", false],
    ["../loglint.config.json", "nginx.conf", true],
  ])("are seen from the folder of %s: %s", async (config, pattern, isLeftOut) => {
    const ran = await loglint(["--format", "json"], { files: { ...BROKEN, [config]: ignores(pattern) } });
    expect(ran.code).toBe(isLeftOut ? 3 : 1);
    expect(ran.out.includes("nginx/log-target-is-a-word")).toBe(!isLeftOut);
  });

  it("are read all the same when they are named", async () => {
    const files = { ...BROKEN, "../loglint.config.json": ignores("nginx.conf") };
    expect((await loglint(["nginx.conf"], { files })).code).toBe(1);
  });
});
