import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixableGroups, fixedFiles } from "../../fixed-files.ts";
import { realProgram } from "../../real-programs.ts";

const top = mkdtempSync(join(tmpdir(), "loglint-stack-fixes-"));
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

/** Every file that a fix changes: before and after. */
const changed = fixableGroups.flatMap(([title, id, files]) =>
  Object.entries(fixedFiles(files, [id]))
    .filter(([path, text]) => files[path] !== text)
    .map(([path, after]) => ({ title: `${title}, ${path}`, path, before: files[path] ?? "", after })),
);

function changedOf(pattern: RegExp): readonly (readonly [string, (typeof changed)[number]])[] {
  return changed.filter(({ path }) => pattern.test(path)).map((change) => [change.title, change] as const);
}

function written(path: string, text: string): string {
  const place = join(mkdtempSync(join(top, "file-")), basename(path));
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text, { mode: 0o644 });
  return place;
}

/** What a program says of the text in a file, line by line, without the folder. */
function sayings(program: string, args: readonly string[], path: string, text: string): string[] {
  const place = written(path, text);
  const ran = spawnSync(program, [...args, place], { encoding: "utf8" });
  return `${ran.stdout}\n${ran.stderr}`
    .replaceAll(dirname(place), "")
    .split("\n")
    .map((line) => line.replace(/:\d+[: ]/g, ": ").trim())
    .filter((line) => line !== "");
}

const logrotate = realProgram("logrotate");
describe.skipIf(logrotate === null)("the real logrotate", () => {
  it.each(changedOf(/logrotate/))("complains of nothing new: %s", (_, { path, before, after }) => {
    // the site's user does not exist here
    const here = (text: string): string => text.replace(/^(\s*create \d+ )shop /gm, "$1daemon ");
    const complaints = (text: string): string[] =>
      sayings(logrotate ?? "", ["-d", "-s", join(top, "state")], path, here(text)).filter((line) =>
        line.startsWith("error"),
      );
    const known = new Set(complaints(before));
    expect(complaints(after).filter((line) => !known.has(line))).toEqual([]);
    const misspelt = (text: string): boolean =>
      complaints(text).some((line) => line.includes("unknown option"));
    expect([misspelt(before), misspelt(after)]).toEqual([before.includes("dayly"), false]);
  });

  it("is asked about stanzas", () => {
    expect(changedOf(/logrotate/).length).toBeGreaterThan(3);
  });
});

const analyze = realProgram("systemd-analyze");
describe.skipIf(analyze === null)("the real systemd", () => {
  it.each(changedOf(/\.service$/))("complains of nothing new: %s", (_, { path, before, after }) => {
    const known = new Set(sayings(analyze ?? "", ["verify"], path, before));
    expect(sayings(analyze ?? "", ["verify"], path, after).filter((line) => !known.has(line))).toEqual([]);
  });

  it("is asked about units", () => {
    expect(changedOf(/\.service$/).length).toBeGreaterThan(2);
  });
});

const supervisord = realProgram("supervisord");
const LIMITS = `
import json, sys
from supervisor.options import ServerOptions

options = ServerOptions()
options.realize(["-c", sys.argv[1]])
print(json.dumps([
    [config.name, stream, getattr(config, stream + "_logfile"), getattr(config, stream + "_logfile_maxbytes")]
    for group in options.process_group_configs for config in group.process_configs for stream in ("stdout", "stderr")
]))
`;
describe.skipIf(supervisord === null)("the real supervisor", () => {
  const files = changedOf(/supervisor.*\.conf$/).filter(([, { after }]) => after.includes("_maxbytes=0"));

  it.each(files)("rotates no device any more: %s", (_, { path, before, after }) => {
    const limits = (text: string): [string, string, string | null, number][] => {
      const place = written(path, `[supervisord]\nlogfile=${join(top, "own.log")}\n\n${text}`);
      const ran = spawnSync("/usr/bin/python3", ["-c", LIMITS, place], { encoding: "utf8" });
      if (ran.status !== 0) throw new Error(ran.stderr);
      return JSON.parse(ran.stdout) as [string, string, string | null, number][];
    };
    const devices = (text: string): number[] =>
      limits(text).filter(([, , target]) => target?.startsWith("/dev/") === true).map(([, , , limit]) => limit); // prettier-ignore
    expect(devices(before).some((limit) => limit > 0)).toBe(true);
    expect(devices(after).every((limit) => limit === 0)).toBe(true);
    expect(limits(after).map(([name, stream]) => [name, stream])).toEqual(
      limits(before).map(([name, stream]) => [name, stream]),
    );
  });

  it("is asked about its files", () => {
    expect(files.length).toBe(2);
  });
});

describe("a shell", () => {
  it.each(changedOf(/\.sh$/))("still takes the script: %s", (_, { path, after }) => {
    expect(spawnSync("/bin/sh", ["-n", written(path, after)], { encoding: "utf8" }).stderr).toBe("");
  });

  it("appends where it emptied the file", () => {
    const [script] = changedOf(/start\.sh$/);
    const line = script?.[1].after.split("\n").find((each) => each.includes(">")) ?? "";
    const log = join(top, "appended.log");
    writeFileSync(log, "older\n");
    const command = line
      .replace(/^exec gunicorn .*? >/, "echo newer >")
      .replace("/var/log/shop/gunicorn.log", log);
    expect(spawnSync("/bin/sh", ["-c", `${command}; cat ${log}`], { encoding: "utf8" }).stdout).toBe(
      "older\nnewer\n",
    );
  });
});
