import { describe, expect, it } from "vitest";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { fuzzCases, fuzzSeed } from "../../fuzz-cases.ts";
import { realProgram } from "../../real-programs.ts";
import { isSyntaxMessage, testWithNginx } from "./real-nginx.ts";

const nginx = realProgram("nginx");
const COUNT = fuzzCases(2400);
/** Files of one folder, which is gone before the next is written. */
const AT_ONCE = 2000;

/** Small seeded generator: the same configurations in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Words that any of the directives below takes. */
const WORDS = [
  "a",
  "'b c'",
  '"d;e"',
  "$uri",
  "${host}x",
  "a\\;b",
  "f\\ g",
  '"h\\"i"',
  "k#l",
  "'#m'",
  "don't",
  'n"o',
];
const MORE = [
  "'{p}'",
  '"$uri{2}"',
  "é",
  "'日本'",
  '"~^/r{2}$"',
  "\\#s",
  "'t\nu'",
  "'x\\\\'",
  "\u00a0",
  "p}q",
  "\\}",
  "'z;\n'",
];
/** Words after which nginx mostly finds something wrong. */
const ODD = ["{j}", "~^/q{2}$", ")v", "'w')", "\\", "''", "#z\n", "${y z}", "}"];
const DIRECTIVES = [
  (word: Word, i: number) => `log_format x${i} ${word()} ${word()}${i % 2 === 0 ? ` ${word()}` : ""};`,
  (word: Word) => `add_header X ${word()};`,
  (word: Word, i: number) => `map $uri $m${i} { k ${word()}; default 1; }`,
  (word: Word, i: number) => `map $uri $n${i} {\n${word()} 1;# ${word()}\n}`,
  (word: Word) => `index ${word()} ${word()};`,
  (word: Word) => `types { text/x ${word()}; }`,
  (word: Word) => `proxy_set_header Y ${word()}; # ${word()}`,
  (word: Word, i: number) => `split_clients $uri $s${i} { 1% ${word()}; * 0; }`,
];
const MUTANTS = [
  "",
  "",
  ";",
  "{",
  "}",
  '"',
  "'",
  "\\",
  "#",
  "\n",
  " ",
  ")",
  "\r\n",
  "\t",
  "\u2028",
  "\0",
  "};",
  "{ }",
  "\f",
];

type Word = () => string;

function configuration(random: (below: number) => number): string {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const word = (): string => pick(random(12) === 0 ? ODD : random(2) === 0 ? MORE : WORDS);
  const space = pick([" ", "\t", "\n  ", "  # '{\n"]);
  const http = Array.from({ length: 1 + random(3) }, (_, i) => pick(DIRECTIVES)(word, i));
  const location = pick(["/", "/a", '"/b"', "~ ^/c", "=/d#", "'/e'"]);
  const text = `events {}\nhttp {\n${http.join(space)}\n server { # note\n  location ${location}{${pick(["", " ", "# }\n"])}}\n }\n}\n`;
  if (random(5) === 0) return text;
  let mutated = text;
  for (let i = 0; i < 1 + random(2); i++) {
    // At the edge of a word: within a name it would only make an unknown directive.
    const edges = [...mutated.matchAll(/[\s;{}"'#]/g)].map((match) => match.index).filter((at) => at > 9);
    const at = pick(edges) + random(2);
    mutated = mutated.slice(0, at) + pick(MUTANTS) + mutated.slice(at + random(2));
  }
  return mutated;
}

/** nginx quotes bytes and may stop within a character, where the reader quotes whole ones. */
function asBytes(message: string | null | undefined): string | null {
  return (
    message?.replace(/^unexpected "[^\0-\x7f]+"$/, 'unexpected "�"').replace(/�+(?=\.\.\.")/, "") ?? null
  );
}

describe.skipIf(nginx === null)("nginx itself agrees", () => {
  it(`about ${COUNT} generated and mutated configurations: same verdict on syntax, same message, same line`, () => {
    const random = randomFrom(fuzzSeed(20261122));
    const sources: string[] = [];
    while (sources.length < COUNT) {
      const source = configuration(random);
      // Template placeholders are read on purpose where nginx refuses: `{{ x }}`, and `{host}` of str.format.
      if (!/\{\{|\{%|\{#|<%|(?<!\$)\{[A-Za-z_]\w{2,}\}/.test(source)) sources.push(source);
    }
    const verdicts: ReturnType<typeof testWithNginx> = [];
    for (let from = 0; from < COUNT; from += AT_ONCE) {
      for (const verdict of testWithNginx(nginx!, sources.slice(from, from + AT_ONCE)))
        verdicts.push(verdict);
    }
    expect(verdicts).toHaveLength(COUNT);
    const counts = { bothAccept: 0, sameError: 0, meaningFirst: 0 };
    const wrong: unknown[] = [];
    sources.forEach((source, i) => {
      const verdict = verdicts[i]!;
      const error = readNginx(source).errors[0];
      if (verdict.accepted) {
        if (error === undefined) counts.bothAccept++;
        else wrong.push({ source, verdict, error });
      } else if (isSyntaxMessage(verdict.message ?? "")) {
        if (asBytes(error?.message) === asBytes(verdict.message) && error?.line === verdict.line)
          counts.sameError++;
        else wrong.push({ source, verdict, error });
      } else counts.meaningFirst++;
    });
    expect(wrong).toEqual([]);
    console.log(JSON.stringify(counts));
    expect(counts.bothAccept).toBeGreaterThan(COUNT / 8);
    expect(counts.sameError).toBeGreaterThan(COUNT / 5);
  });

  it.each([4092, 4093, 4094, 4095, 4096, 4097, 4098, 5000])(
    "a word, quoted text or comment of about the buffer's size: %i",
    (size) => {
      const sources: string[] = [];
      for (const fill of ["a", "日"]) {
        const width = Buffer.byteLength(fill);
        const text = fill.repeat(Math.floor(size / width)) + "b".repeat(size % width);
        for (const [before, after] of [
          ["", ";"],
          ["", " ;"],
          ["", "\n;"],
          ["'", "';"],
          ['"', '" ;'],
          ['"', '"\n\n;'],
          ["'", "'x;"],
          ["'", "';};"],
          ["#", "\n;"],
          ["# ", "\r\n ;"],
          ["#", ""],
          ["'", ""],
          ["", ""],
        ] as const) {
          for (const prefix of ["", "   \n\t", "#pad\n".repeat(300)]) {
            sources.push(
              `events {}\nhttp { map $uri $x {${prefix} k ${before}${text}${after}${after.includes(";") ? " } }" : ""}`,
            );
          }
        }
      }
      const verdicts = testWithNginx(nginx!, sources);
      sources.forEach((source, i) => {
        const error = readNginx(source).errors[0];
        const verdict = verdicts[i]!;
        const where = `${source.slice(0, 40)} ... ${source.slice(-12)}`;
        const ours = { where, message: asBytes(error?.message), line: error?.line ?? null };
        const syntax = verdict.message !== null && isSyntaxMessage(verdict.message);
        const theirs = { message: asBytes(verdict.message), line: verdict.line };
        expect(ours).toEqual({ where, ...(syntax ? theirs : { message: null, line: null }) });
      });
    },
  );
});
