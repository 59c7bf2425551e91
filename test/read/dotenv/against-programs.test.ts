import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDotenv } from "../../../src/read/dotenv/read-dotenv.ts";
import { resolveParts } from "../../../src/read/dotenv/resolve.ts";
import { realProgram } from "../../real-programs.ts";
import { randomTexts } from "../seeded-random.ts";

const GENERATOR = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

function required(has: boolean, what: string): boolean {
  if (!has && process.env["LOGLINT_REQUIRE_REAL"] === "1") throw new Error(`${what} is not installed`);
  if (!has) console.warn(`skipped: ${what} is not installed, so nothing here is compared with it`);
  return has;
}

const python = realProgram("python");
const hasDotenv = required(
  python !== null && spawnSync(python, ["-c", "import dotenv"]).status === 0,
  "python3-dotenv",
);
const hasSystemd = required(existsSync(GENERATOR), "systemd's environment.d generator");

/** The generator's own quoting: bare, or in double quotes with C escapes. */
function unescaped(written: string): string {
  if (!written.startsWith('"')) return written;
  const control: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
  return written.slice(1, -1).replace(/\\(.)/g, (_, char: string) => control[char] ?? char);
}

const PIECES = [
  "A=",
  "B",
  "=",
  "\n",
  "\n",
  "\r\n",
  "'",
  '"',
  "\\",
  " ",
  "\t",
  "#",
  "x",
  "export ",
  "${A}",
  "${C:-d}",
  "${",
  "}",
  ":",
  "n",
  "é",
  ";",
  "\nD=",
];

describe.skipIf(!hasDotenv)("python-dotenv", () => {
  it("reads 20 000 generated texts to the same names and values", () => {
    const inputs = randomTexts(42, 20_000, 30, PIECES);
    const program = `
import json, sys, io, logging
logging.disable(logging.CRITICAL)
from dotenv.parser import parse_stream
from dotenv.variables import parse_variables
out = []
for t in json.load(sys.stdin):
    names = []
    for b in parse_stream(io.StringIO(t, newline="")):
        if b.error: names.append("error")
        elif b.key is not None:
            v = None if b.value is None else "".join(a.resolve({"A": "1"}) for a in parse_variables(b.value))
            names.append([b.key, v])
    out.append(names)
json.dump(out, sys.stdout)`;
    const run = spawnSync(python!, ["-c", program], {
      input: JSON.stringify(inputs),
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const real = JSON.parse(run.stdout) as unknown[];
    const lookup = (name: string) => (name === "A" ? { value: "1" } : ("unset" as const));
    inputs.forEach((text, i) => {
      const file = readDotenv(text, "python-dotenv");
      const ours = [
        ...file.errors.map((error) => ({ at: error.span.start, what: "error" })),
        ...file.entries.map((entry) => {
          const value = entry.value === null ? null : resolveParts(entry.value, lookup);
          return {
            at: entry.span.start,
            what: [entry.name, value === null ? null : "value" in value ? value.value : "?"],
          };
        }),
      ].sort((a, b) => a.at - b.at);
      expect(
        ours.map((one) => one.what),
        JSON.stringify(text),
      ).toEqual(real[i]);
    });
  });
});

describe.skipIf(!hasSystemd)("systemd's env file parser, as environment.d uses it", () => {
  it("reads 300 files of generated assignments to the same names and values", () => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-"));
    try {
      const alphabet = PIECES.filter((piece) => !piece.includes("$") && piece !== "{").concat(
        "\nE='",
        '\nF="',
        "y z",
        "\\\n",
      );
      let compared = 0;
      for (const body of randomTexts(43, 300, 30, alphabet)) {
        const text = `Q=1\n${body}`;
        mkdirSync(join(folder, "environment.d"), { recursive: true });
        writeFileSync(join(folder, "environment.d", "a.conf"), text);
        const env = { HOME: folder, XDG_CONFIG_HOME: folder, PATH: "/usr/bin" };
        const run = spawnSync(GENERATOR, [], { env, encoding: "utf8" });
        expect(run.error).toBeUndefined();
        const real = new Map(
          run.stdout
            .split("\n")
            .map((line) => [line.split("=", 1)[0]!, unescaped(line.slice(line.indexOf("=") + 1))]),
        );
        const found = new Map<string, string>();
        for (const entry of readDotenv(text, "systemd-before-254").entries) {
          const value = resolveParts(entry.value ?? [], () => "unset");
          // environment.d ignores an assignment of nothing; EnvironmentFile= does not.
          if ("value" in value && value.value !== "") found.set(entry.name, value.value);
        }
        const names = ["A", "B", "D", "E", "F", "Q", "x", "n", "An", "xB"];
        expect(
          names.map((name) => [name, found.get(name)]),
          JSON.stringify(text),
        ).toEqual(names.map((name) => [name, real.get(name)]));
        compared++;
      }
      expect(compared).toBe(300);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
