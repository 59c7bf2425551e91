import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check, fixableGroups, fixedFiles, type Files } from "../../fixed-files.ts";
import { gunicorn } from "./run-gunicorn.ts";

const top = mkdtempSync(join(tmpdir(), "loglint-gunicorn-fixes-"));
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

/** Every setting as the real gunicorn prints it with this config file; throws what it says when it does not take it. */
function realSettings(text: string): Map<string, string> {
  const folder = mkdtempSync(join(top, "site-"));
  writeFileSync(join(folder, "gunicorn.conf.py"), text);
  writeFileSync(join(folder, "app.py"), "application = print\n");
  const ran = spawnSync(gunicorn ?? "", ["--print-config", "-c", "gunicorn.conf.py", "app"], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", HOME: folder },
    encoding: "utf8",
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const settings = new Map<string, string>();
  for (const line of ran.stdout.split("\n")) {
    const [, name, value = ""] = /^(\w+) *= (.*)$/.exec(line) ?? [];
    // functions are printed with their address, which is another one in each process
    if (name !== undefined && !value.includes(" at 0x")) settings.set(name, value.replace(folder, ""));
  }
  return settings;
}

function changed(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...after]
    .filter(([name, value]) => before.get(name) !== value)
    .map(([name]) => name)
    .sort();
}

/** What loglint reads of the one gunicorn with this config file. */
function ourSettings(files: Files, id: string, path: string): Map<string, unknown> {
  const [own] = check(files, [id]).stacks.flatMap((stack) => stack.gunicorn).filter((each) => each.configFile === path); // prettier-ignore
  return new Map(
    Object.entries(own?.settings ?? {}).map(([name, fact]) => {
      const value = fact.state === "either" ? fact.options.map((option) => option.fact) : fact;
      return [
        name,
        JSON.stringify(value, (key, each: unknown) => (key === "at" || key === "via" ? null : each)),
      ];
    }),
  );
}

const changes = fixableGroups.flatMap(([title, id, files]) => {
  const after = fixedFiles(files, [id]);
  return Object.keys(after)
    .filter((path) => id.startsWith("gunicorn/") && path.endsWith(".py") && after[path] !== files[path])
    .map((path) => [`${title}, ${path}`, id, files, after, path] as const);
});

describe.skipIf(gunicorn === null)("the fixes of the rules about gunicorn", () => {
  it("are tried for the config files of most groups", () => {
    expect(changes.length).toBeGreaterThanOrEqual(15);
  });

  it.each(changes)(
    "change for the real gunicorn what they change for loglint: %s",
    (_, id, files, after, path) => {
      const real = changed(realSettings(files[path] ?? ""), realSettings(after[path] ?? ""));
      expect(real.length).toBeGreaterThan(0);
      expect(real).toEqual(changed(ourSettings(files, id, path), ourSettings(after, id, path)));
    },
  );
});
