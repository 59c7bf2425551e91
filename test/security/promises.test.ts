import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/reporters.ts";
import { unpackedBin } from "../packaging/built-bundle.ts";
import { plantSite, SECRETS } from "./site.ts";

/*
 * What SECURITY.md promises, proved with the bundle that people install, on a site whose every file would leave a mark if it
 * were run and holds secrets that occur nowhere else.
 */
const folder = realpathSync(mkdtempSync(join(tmpdir(), "loglint-security-")));
const site = join(folder, "site");
const marks = join(folder, "marks");
let bin = "";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function loglint(args: readonly string[], nodeOptions: readonly string[] = []): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, bin, ...args], {
    cwd: site,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder },
  });
  return { code: status, out: stdout, err: stderr };
}

const COMMANDS: readonly (readonly string[])[] = [
  ["check", "--show-unknown", "--verbose"],
  ["check", "--strict", "--debug"],
  ["facts", "--show-unknown"],
  ["facts", "--format", "json"],
  ["where"],
  ["where", "--format", "json"],
  ["where", "traceback"],
  ["trace", "/"],
  ["config"],
  ["rules"],
  ["explain", "nginx/syntax"],
  ...FORMATS.map((format) => ["check", "--strict", "--format", format]),
];

beforeAll(() => {
  bin = unpackedBin(folder);
  mkdirSync(marks);
  plantSite(site, marks);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("loglint on a site that it must not trust", () => {
  it("finds something in every layer, so that the tests below mean something", () => {
    const { out, code } = loglint(["check", "--strict", "--format", "compact"]);
    expect(code).toBe(1);
    for (const layer of ["nginx/", "gunicorn/", "django/"]) expect(out).toContain(layer);
    expect(loglint(["facts"]).out).toContain("shop.settings");
  });

  it.each(COMMANDS)(
    "runs nothing of it, starts no program, uses no network and writes no file: %s %s %s %s",
    (...args) => {
      const given = args.filter((each) => typeof each === "string");
      const forbidden = loglint(given, ["--require", resolve("test/security/forbidding.cjs")]);
      const plain = loglint(given);
      expect(forbidden.err).not.toContain("FORBIDDEN");
      expect(forbidden.code).toBe(plain.code);
      const timeless = (text: string): string => text.replaceAll(/\d+\.\d ms/g, "");
      expect(forbidden.out.replaceAll(/\d+\.\d+ ?m?s/g, "")).toBe(plain.out.replaceAll(/\d+\.\d+ ?m?s/g, ""));
      expect(timeless(plain.err)).not.toContain("failed");
      expect(readdirSync(marks)).toEqual([]);
    },
  );

  it.each(COMMANDS)("prints none of its secrets: %s %s %s %s", (...args) => {
    const { out, err } = loglint(args.filter((each) => typeof each === "string"));
    const printed = Object.entries(SECRETS).filter(([, secret]) => (out + err).includes(secret));
    expect(printed).toEqual([]);
  });

  it("needs no right but to read the site, its parents and itself", () => {
    const [major = 0] = process.versions.node.split(".").map(Number);
    const flag = major >= 24 ? "--permission" : "--experimental-permission";
    const readable = [join(folder, "*")].map((path) => `--allow-fs-read=${path}`);
    const ran = loglint(["check", "--strict", "--format", "compact"], ["--no-warnings", flag, ...readable]);
    expect(ran.err).not.toMatch(/ERR_ACCESS_DENIED/);
    expect(ran.out).toBe(loglint(["check", "--strict", "--format", "compact"]).out);
  });

  it("takes no code from a configuration file: what is not JSON is refused, a key for plugins does not exist", () => {
    const config = join(folder, "evil.json");
    writeFileSync(config, `require("node:fs").writeFileSync(${JSON.stringify(join(marks, "evil"))}, "")`);
    expect(loglint(["check", "--config", config]).code).toBe(2);
    writeFileSync(config, JSON.stringify({ plugins: ["./node_modules/loglint-plugin-evil/index.js"] }));
    const ran = loglint(["check", "--config", config]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("plugins");
    writeFileSync(
      config,
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    expect(loglint(["check", "--config", config]).code).toBe(2);
    expect(readdirSync(marks)).toEqual([]);
  });
});
