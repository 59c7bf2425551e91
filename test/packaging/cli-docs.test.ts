import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WHERE_FORMAT_NAMES } from "../../src/report/where/where-format-names.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { realProgram } from "../real-programs.ts";
import { unpackedBin } from "./built-bundle.ts";

const zsh = realProgram("zsh");
const fish = realProgram("fish");
const man = realProgram("man");
const folder = mkdtempSync(join(tmpdir(), "loglint-completion-"));
const names = COMMANDS.map(({ name }) => name);
const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, HOME: folder, TERM: "dumb" };

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  symlinkSync(unpackedBin(folder), join(folder, "bin/loglint"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function output(program: string, args: readonly string[]): string[] {
  const ran = spawnSync(program, args, { env, cwd: folder, encoding: "utf8" });
  expect(ran.stderr).toBe("");
  return ran.stdout.split("\n").filter((line) => line !== "");
}

/** The words of the line as bash divides them, the last one to be completed. */
function bash(...words: string[]): string[] {
  const script = `
source "${resolve("completions/loglint.bash")}"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_loglint
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return output("bash", ["--norc", "--noprofile", "-c", script, "x", ...words]);
}

const fishes = (line: string): string[] =>
  output(fish ?? "", [
    "--no-config",
    "-c",
    `source "${resolve("completions/loglint.fish")}"; complete -C "${line}"`,
  ]).map((each) => each.split("\t")[0] ?? "");

/** The completion function as zsh calls it, with the functions of zsh's completion system that it uses standing in. */
function zshes(...words: string[]): string[] {
  const script = `
compadd() { if [[ "$1" == -a ]]; then print -rl -- "\${(@P)2}"; else shift; print -rl -- "$@"; fi }
_files() { print FILES }
_describe() { print -rl -- "\${(@P)@[-1]}" }
words=("$@"); CURRENT=$#
complete_loglint() { ${readFileSync("completions/_loglint", "utf8").replaceAll("`", "\\`")} }
complete_loglint`;
  return output(zsh ?? "", ["-fc", script, "x", ...words]).map((each) => each.split(":")[0] ?? "");
}

describe("completion in bash", () => {
  it("names the commands, and those that begin like the word", () => {
    expect(bash("loglint", "")).toEqual(expect.arrayContaining(names));
    expect(bash("loglint", "fa")).toEqual(["facts"]);
    expect(bash("loglint", "help", "wh")).toEqual(["where"]);
  });

  it("names the options of the command, and the values of those that have a list", () => {
    expect(bash("loglint", "--fail")).toEqual(["--fail-on"]);
    expect(bash("loglint", "facts", "--fail")).toEqual([]);
    expect(bash("loglint", "--fail-on", "")).toEqual(["error", "warning", "info", "never"]);
    expect(bash("loglint", "--fail-on", "=", "w")).toEqual(["warning"]);
    expect(bash("loglint", "--fail-on", "=")).toHaveLength(4);
    expect(bash("loglint", "where", "--format", "")).toEqual(WHERE_FORMAT_NAMES);
    expect(bash("loglint", "-f", "sa")).toEqual(["sarif"]);
  });

  it("names the rules, which loglint itself lists", () => {
    expect(bash("loglint", "explain", "gunicorn/capture-output-n")).toEqual(["gunicorn/capture-output-noop"]);
    expect(bash("loglint", "--only", "nginx/log-target")).toEqual(["nginx/log-target-is-a-word"]);
  });
});

describe.skipIf(fish === null)("completion in fish", () => {
  it("names commands, options, values and rules", () => {
    expect(fishes("loglint fa")).toContain("facts");
    expect(fishes("loglint --fail")).toEqual(["--fail-on"]);
    expect(fishes("loglint facts --fail")).toEqual([]);
    expect(fishes("loglint --fail-on w")).toEqual(["warning"]);
    expect(fishes("loglint where --format ")).toEqual([...WHERE_FORMAT_NAMES].sort());
    expect(fishes("loglint explain gunicorn/capture-output-n")).toEqual(["gunicorn/capture-output-noop"]);
  });
});

describe.skipIf(zsh === null)("completion in zsh", () => {
  it("names commands, options, values and rules", () => {
    expect(zshes("loglint", "")).toEqual([...names, "FILES"]);
    expect(zshes("loglint", "-")).toContain("--fail-on");
    expect(zshes("loglint", "facts", "-")).not.toContain("--fail-on");
    expect(zshes("loglint", "--fail-on", "")).toEqual(["error", "warning", "info", "never"]);
    expect(zshes("loglint", "where", "--format", "")).toEqual(WHERE_FORMAT_NAMES);
    expect(zshes("loglint", "--output", "")).toEqual(["FILES"]);
    expect(zshes("loglint", "explain", "")).toContain("gunicorn/capture-output-noop");
  });
});

describe("the manual page", () => {
  const page = readFileSync("man/loglint.1", "utf8");

  it("names every command and every option", () => {
    for (const { name } of COMMANDS) expect(page).toContain(`.SH ${name.toUpperCase()}\n`);
    for (const name of Object.keys(OPTIONS)) {
      if (name !== "version") expect(page).toContain(`\\-\\-${name.replaceAll("-", "\\-")}`);
    }
  });

  it.skipIf(man === null)(
    "is formatted by man without a warning, with the hyphens of options as they are typed",
    () => {
      const ran = spawnSync(man ?? "", ["--warnings", "-l", resolve("man/loglint.1")], {
        env: { ...env, LC_ALL: "C.UTF-8", MANWIDTH: "90" },
        encoding: "utf8",
      });
      expect(ran.stderr).toBe("");
      expect(ran.status).toBe(0);
      expect(ran.stdout).toContain("--changed-since REV");
      expect(ran.stdout).toContain("EXIT STATUS");
    },
  );
});
