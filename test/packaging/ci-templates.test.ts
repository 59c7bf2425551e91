import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { unpackedBin } from "./built-bundle.ts";

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync("action.yml", "utf8")) as Action;
const folder = mkdtempSync(join(tmpdir(), "loglint-ci-"));
const home = join(folder, "package");
let bin = "";

beforeAll(() => {
  bin = unpackedBin(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Job {
  readonly code: number;
  readonly out: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the shell steps as the runner does: `bash -eo pipefail`, expressions only in env, a new summary for each step. */
function job(cwd: string, given: Readonly<Record<string, string>>): Job {
  const runner = mkdtempSync(join(folder, "runner-"));
  const outputs: Record<string, string> = {};
  let out = "";
  let summary = "";
  for (const step of action.runs.steps) {
    if (step.run === undefined) continue;
    const script = join(runner, "step.sh");
    writeFileSync(script, step.run);
    writeFileSync(join(runner, "output"), "");
    writeFileSync(join(runner, "summary"), "before\n");
    const env: Record<string, string> = {
      PATH: process.env["PATH"] ?? "",
      GITHUB_OUTPUT: join(runner, "output"),
      GITHUB_STEP_SUMMARY: join(runner, "summary"),
      GITHUB_ACTIONS: "true",
    };
    for (const [name, value] of Object.entries(step.env ?? {})) env[name] = expanded(value, given, outputs);
    const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd,
      env,
      encoding: "utf8",
    });
    out += ran.stdout + ran.stderr;
    summary += readFileSync(join(runner, "summary"), "utf8").replace(/^before\n/, "");
    for (const line of readFileSync(join(runner, "output"), "utf8").split("\n")) {
      const equals = line.indexOf("=");
      if (equals > 0) outputs[`${step.id ?? ""}.${line.slice(0, equals)}`] = line.slice(equals + 1);
    }
    if (ran.status !== 0) return { code: ran.status ?? -1, out, outputs, summary };
  }
  return { code: 0, out, outputs, summary };
}

function expanded(
  value: string,
  given: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>>,
): string {
  return value.replace(/\$\{\{ ([a-z0-9._-]+) \}\}/g, (_, expression: string) => {
    if (expression === "github.action_path") return home;
    const [kind, name = "", , output = ""] = expression.split(".");
    if (kind === "inputs") return given[name] ?? action.inputs[name]?.default ?? fail(expression);
    if (kind === "steps") return outputs[`${name}.${output}`] ?? fail(expression);
    return fail(expression);
  });
}

function fail(expression: string): never {
  throw new Error(`unknown expression ${expression}`);
}

function site(name: string): string {
  const place = join(mkdtempSync(join(folder, "site-")), "repository");
  cpSync(`fixtures/${name}`, place, { recursive: true });
  return place;
}

describe("action.yml", () => {
  it("puts no expression into a script, where its text would be executed", () => {
    for (const step of action.runs.steps) {
      expect(step.run ?? "").not.toContain("${{");
      if (step.run !== undefined) expect(step.shell).toBe("bash");
    }
    expect(action.runs.using).toBe("composite");
    for (const { value } of Object.values(action.outputs))
      expect(value).toMatch(/^\$\{\{ steps\.check\.outputs\.[a-z-]+ \}\}$/);
  });

  it("fails on findings, annotates them, counts them, and writes the page of the job", () => {
    const ran = job(site("blog-broken"), { sarif: "loglint.sarif" });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("::error file=gunicorn.conf.py,line=5");
    expect(ran.outputs["check.exit-code"]).toBe("1");
    expect(Number(ran.outputs["check.findings"])).toBeGreaterThan(3);
    expect(ran.outputs["check.sarif"]).toBe("loglint.sarif");
    expect(ran.summary).toMatch(/^# loglint\n/);
    expect(ran.summary).toContain("gunicorn/unknown-setting");
  });

  it("passes with fail-on never and leaves the SARIF report for the upload", () => {
    const place = site("blog-broken");
    const ran = job(place, { sarif: "out.sarif", "fail-on": "never" });
    expect(ran.code).toBe(0);
    expect(JSON.parse(readFileSync(join(place, "out.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(action.runs.steps.find(({ uses }) => uses !== undefined)?.if).toContain(
      "steps.check.outputs.sarif != ''",
    );
  });

  it("passes for a sound site without any report file", () => {
    const place = site("blog");
    const ran = job(place, {});
    expect(ran.code).toBe(0);
    expect(ran.outputs).toMatchObject({ "check.exit-code": "0", "check.sarif": "" });
    expect(existsSync(join(place, "loglint.sarif"))).toBe(false);
  });

  it("takes several paths, one a line, with spaces and shell characters in them", () => {
    const place = site("blog-broken");
    const odd = "my $(touch hacked) conf";
    mkdirSync(join(place, odd));
    cpSync(join(place, "gunicorn.conf.py"), join(place, odd, "gunicorn.conf.py"));
    const ran = job(place, { paths: `${odd}\nnginx.conf\n` });
    expect(ran.out).toContain("file=my $(touch hacked) conf/gunicorn.conf.py,line=5");
    expect(ran.out).toContain("file=nginx.conf,");
    expect(existsSync(join(place, "hacked"))).toBe(false);
  });

  it("says what is wrong with an input, and fails with exit code 2", () => {
    const ran = job(site("blog"), { preset: "stritc" });
    expect(ran.code).toBe(2);
    expect(ran.out).toContain("Did you mean strict?");
    expect(ran.outputs["check.findings"]).toBe("");
  });
});

describe("ci/gitlab.yml", () => {
  const template = parse(readFileSync("ci/gitlab.yml", "utf8")) as {
    loglint: {
      script: string[];
      variables: Record<string, string>;
      artifacts: { paths: string[]; reports: Record<string, string> };
    };
  };

  it("runs, and leaves every report that it names", () => {
    const place = site("blog-broken");
    const { script, variables, artifacts } = template.loglint;
    const env = { PATH: process.env["PATH"], ...variables, LOGLINT: `${process.execPath} ${bin}` };
    const ran = spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", script.join("\n")], {
      cwd: place,
      env,
      encoding: "utf8",
    });
    expect(ran.stderr).toBe("");
    expect(ran.status).toBe(1);
    for (const file of [...artifacts.paths, ...Object.values(artifacts.reports)])
      expect(readFileSync(join(place, file), "utf8"), file).not.toBe("");
    const issues = JSON.parse(
      readFileSync(join(place, artifacts.reports["codequality"] ?? ""), "utf8"),
    ) as object[];
    expect(issues.length).toBeGreaterThan(3);
  });
});
