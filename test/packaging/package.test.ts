import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binPath } from "./built-bundle.ts";

const folder = mkdtempSync(join(tmpdir(), "loglint-package-"));
const unpacked = join(folder, "node_modules/loglint");
let files: readonly string[] = [];
let tarball = "";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], cwd = folder): Ran {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    npm_config_update_notifier: "false",
    npm_config_offline: "true",
  };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

/** Packs a copy of the sources, so that a build meanwhile in this folder cannot get into the package, and unpacks it. */
beforeAll(() => {
  const copy = join(folder, "sources");
  mkdirSync(copy);
  const left = new Set([".git", "node_modules", "dist", "test", "coverage", "fixtures"]);
  for (const name of readdirSync("."))
    if (!left.has(name)) cpSync(name, join(copy, name), { recursive: true });
  cpSync("fixtures/blog-broken", join(copy, "fixtures/blog-broken"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  const packed = run("npm", ["pack", "--pack-destination", folder], copy);
  expect(packed.code, packed.err).toBe(0);
  // pre-commit installs what `npm pack` prints: it must be the name of the package, and nothing else
  expect(packed.out).toMatch(/^loglint-[\d.]+\.tgz\n$/);
  tarball = join(folder, packed.out.trim());
  const list = run("tar", ["tzf", tarball]).out.trim().split("\n");
  files = list.map((file) => file.replace(/^package\//, ""));
  mkdirSync(unpacked, { recursive: true });
  expect(run("tar", ["xzf", tarball, "--strip-components=1", "-C", unpacked]).code).toBe(0);
  cpSync("fixtures/blog-broken", join(folder, "site"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module","private":true}');
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the packed package", () => {
  it("holds only what it needs, and needs nothing else", () => {
    const kinds =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|schema\/[a-z.-]+\.json|docs\/(audit|configuration|error-messages|guide|integrations|settings|suppressions)\.md|docs\/map\.svg|docs\/rules\/.*\.md|man\/loglint\.1|completions\/(_loglint|loglint\.(bash|fish))|dist\/(loglint\.c?js|index\.js|cli-[0-9a-f]+\.(cjs|cache)|rule-readmes\.json|types\/.*\.d\.ts))$/;
    expect(files.filter((file) => !kinds.test(file))).toEqual([]);
    for (const needed of [
      "README.md",
      "LICENSE",
      "man/loglint.1",
      "dist/index.js",
      "dist/types/src/index.d.ts",
      binPath(),
    ])
      expect(files).toContain(needed);
    const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies", "bundledDependencies"])
      expect(manifest[key]).toBeUndefined();
    const scripts = manifest["scripts"] as Record<string, string>;
    for (const hook of ["preinstall", "install", "postinstall"]) expect(scripts[hook]).toBeUndefined();
  });

  it("has nothing that publint objects to", async () => {
    const { messages } = await publint({ pkgDir: unpacked, strict: true });
    const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it("checks a site, in a folder that has nothing else", () => {
    const ran = run(process.execPath, [join(unpacked, binPath()), "site"]);
    expect(ran.err).toBe("");
    expect(ran.out).toContain("site/gunicorn.conf.py:5:1  error  gunicorn/unknown-setting");
    expect(ran.code).toBe(1);
    expect(
      run(process.execPath, [join(unpacked, binPath()), "explain", "gunicorn/unknown-setting"]).code,
    ).toBe(0);
  });

  it("runs through npx from the tarball", () => {
    const ran = run("npx", ["--yes", `--package=${tarball}`, "--", "loglint", "site", "--format", "compact"]);
    expect(ran.out).toContain("gunicorn/unknown-setting");
    expect(ran.code).toBe(1);
  });

  it("has an API that runs, with every name that the README names", () => {
    const script = `
      import { lint, readNginx, readPython, evaluatePython, loadStack, diskFileSystem, memoryFileSystem, where, rules } from "loglint";
      const request = { fs: diskFileSystem(process.cwd()), paths: ["site"] };
      console.log(lint(request).findings.length, loadStack(request).stacks.length, rules.length > 0);
      console.log(where(loadStack(request).stacks).length > 0, typeof readNginx, typeof readPython, typeof evaluatePython, typeof memoryFileSystem);`;
    writeFileSync(join(folder, "run.js"), script);
    const ran = run(process.execPath, ["run.js"]);
    expect(ran.err).toBe("");
    const [numbers, kinds] = ran.out.split("\n");
    expect(numbers).toMatch(/^[1-9]\d* 1 true$/);
    expect(kinds).toBe("true function function function function");
  });

  it("has types that a strict program can use, without the types of Node", () => {
    const program = `
      import { lint, readNginx, readPython, evaluatePython, loadStack, memoryFileSystem, type Finding, type LintResult, type Stack, type Fact } from "loglint";
      const fs = memoryFileSystem({ "nginx.conf": "events {}\\n" });
      const result: LintResult = lint({ fs, paths: ["."], selection: { preset: "strict" } });
      const first: Finding | undefined = result.findings[0];
      export const severity: "error" | "warning" | "info" | undefined = first?.severity;
      export const stacks: readonly Stack[] = loadStack({ fs, paths: ["."] }).stacks;
      export const names: readonly string[] = stacks.map((stack) => stack.name);
      export const readers = [readNginx, readPython, evaluatePython];
      export function valueOf<T>(fact: Fact<T>): T | undefined {
        return fact.state === "set" ? fact.value : undefined;
      }
      // @ts-expect-error there is no such preset
      lint({ fs, paths: [], selection: { preset: "loud" } });
      // @ts-expect-error types are not any
      export const wrong: number = result.findings[0]?.rule;
    `;
    writeFileSync(join(folder, "consumer.ts"), program);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: "es2022",
      module: "nodenext",
      lib: ["es2023"],
      types: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const ran = run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", "."]);
    expect(ran.out).toBe("");
    expect(ran.code).toBe(0);
  });
});
