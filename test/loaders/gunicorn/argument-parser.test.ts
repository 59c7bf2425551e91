import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../src/loaders/gunicorn/argument-parser.ts";
import { settingsOf } from "../../../src/loaders/gunicorn/settings.ts";
import { splitShellWords } from "../../../src/loaders/gunicorn/shell-words.ts";
import { fuzzCases, fuzzSeed } from "../../fuzz-cases.ts";
import { ask, dice, python } from "./ask.ts";

const TABLE = settingsOf("20.1.0");
const FLAGS = TABLE.flatMap(({ flags }) => flags);

function generateArguments(count: number): string[][] {
  const { below, chance, pick } = dice(fuzzSeed(20100));
  const values = [
    "-",
    "app:app",
    "proj.wsgi:application",
    "/var/log/x.log",
    "3",
    "-3",
    "022",
    "0x1f",
    "08",
    "",
    "true",
    "-.5",
    "--",
    "a b",
    "-a b",
    "unix:/run/g.sock",
    ":9000",
    "info",
    "K=V",
    "%(h)s",
    "-%(h)s",
    "1_0",
    " 4 ",
    "é",
    "it's",
  ];
  const shortFlags = FLAGS.filter((flag) => !flag.startsWith("--"));
  const flag = (): string => {
    const exact = pick(FLAGS);
    const roll = below(10);
    if (roll < 5) return exact;
    if (roll < 7) return exact.slice(0, 3 + below(Math.max(1, exact.length - 3)));
    if (roll === 7) return `${exact}=${pick(values)}`;
    if (roll === 8) return `${exact.slice(0, 4 + below(12))}=${pick(values)}`;
    return pick(shortFlags) + pick([...values, "=1", "D", "Dw2", "w2", "RD", "Dx"]);
  };
  const odd = [
    "--loglevel",
    "--logfile",
    "--access-log",
    "-h",
    "-v",
    "--help",
    "--version",
    "--log-c",
    "-x",
    "-Z9",
    "--no-capture-output",
    "--accesslog",
  ];
  const common = [
    "--access-logfile",
    "--error-logfile",
    "--log-level",
    "-b",
    "-w",
    "-k",
    "-c",
    "--capture-output",
    "-e",
    "-D",
    "-R",
    "--preload",
    "--threads",
    "--timeout",
  ];
  const list: string[][] = [];
  while (list.length < count) {
    const args: string[] = [];
    for (let i = below(7); i >= 0; i--) {
      const roll = below(20);
      if (roll < 7) args.push(pick(common), pick(values));
      else if (roll < 13) {
        args.push(flag());
        if (chance(0.6)) args.push(pick(values));
      } else if (roll < 18) args.push(pick(values));
      else args.push(pick(odd));
    }
    list.push(args);
  }
  return list;
}

describe.skipIf(python === null)("gunicorn's command line", () => {
  it("is parsed, or refused in the same words, as the installed argparse does: generated lists", () => {
    const lists = generateArguments(fuzzCases(2000));
    const answers = ask(lists.map((args) => ({ ask: "arguments", args })));
    const counts = { parsed: 0, refused: 0, exit: 0 };
    const wrong: unknown[] = [];
    for (const [i, args] of lists.entries()) {
      const ours = parseArguments(TABLE, args);
      counts[ours.kind]++;
      const theirs = answers[i]!;
      const said =
        ours.kind === "parsed"
          ? {
              ...Object.fromEntries(
                [...ours.options].map(([name, { setting, values }]) => [
                  name,
                  setting.action === "append" ? values.map(({ value }) => value) : values[0]?.value,
                ]),
              ),
              args: ours.positionals.map((at) => args[at]),
            }
          : ours.kind === "exit"
            ? 0
            : `gunicorn: error: ${ours.message}`;
      const real =
        theirs.exit === undefined
          ? theirs.value
          : theirs.exit === 0
            ? 0
            : theirs.stderr
                ?.replace(/\n$/, "")
                .split(/\n(?=gunicorn: error: )/)
                .at(-1);
      if (!isDeepStrictEqual(said, real)) wrong.push({ args, said, real });
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(counts.parsed).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(300);
  });

  it("has a table of settings that is what the generating script writes for the installed gunicorn", () => {
    const run = spawnSync(python ?? "python3", ["scripts/generate-gunicorn-settings.py"], {
      encoding: "utf8",
    });
    expect(run.stdout).toBe(readFileSync("src/loaders/gunicorn/installed-settings.data.ts", "utf8"));
  });

  it("has the installed options in the installed order", () => {
    const [answer] = ask([{ ask: "arguments", args: ["--a"] }]);
    const ours = parseArguments(TABLE, ["--a"]);
    expect(answer?.stderr).toContain(ours.kind === "refused" ? ours.message : "?");
  });

  it("splits GUNICORN_CMD_ARGS as shlex does: generated strings", () => {
    const { below, pick } = dice(fuzzSeed(7));
    const pieces = [
      "a",
      "b ",
      " ",
      "'",
      '"',
      "\\",
      "\\\\",
      "'x y'",
      '"x y"',
      '\\"',
      "\t",
      "\n",
      "#c",
      "-b=:80",
      "$HOME",
      "é",
      "`",
      "",
    ];
    const texts = Array.from({ length: fuzzCases(1000) }, () =>
      Array.from({ length: below(9) }, () => pick(pieces)).join(""),
    );
    const answers = ask(texts.map((text) => ({ ask: "words", text })));
    for (const [i, text] of texts.entries()) {
      const { words, error } = splitShellWords(text);
      const real = answers[i]!;
      expect({ text, result: error ?? words.map(({ value }) => value) }).toEqual({
        text,
        result: real.exit === undefined ? real.value : real.stderr?.replace("ValueError: ", ""),
      });
    }
  });
});
