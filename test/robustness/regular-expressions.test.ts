import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/*
 * Every regular expression of loglint runs on texts that strangers write, of up to 10 MiB. A super-linear one shows when a piece of
 * a text that it matches is repeated: 10,000 characters then take a hundred million of steps instead of some ten thousand.
 * The limit lies between, a hundred times away from both, so that a busy machine fails nobody.
 */
const LENGTH = 10_000;
const LIMIT_MILLISECONDS = 60;

/** Expressions that never see a stranger's text, or see few characters of it. */
const SHORT_TEXTS: Readonly<Record<string, string>> = {
  "src/cli/doctor.ts": "lines of loglint's own stack traces",
  "src/cli/version.ts": "the name of loglint's own file",
};

interface Literal {
  readonly source: string;
  readonly flags: string;
  readonly place: string;
}

function literalsIn(path: string): Literal[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
        place: `${path}:${line}`,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Single characters and the words of the expression, repeated. */
function* pumpsOf(literal: Literal): Generator<string> {
  const words = (literal.source.match(/[A-Za-z_-]{2,}/g) ?? []).slice(0, 6);
  const pieces = [
    " ",
    "\t",
    "a",
    "a ",
    "\\",
    '"',
    "/",
    "\n",
    " \n",
    "0",
    ".",
    "a,",
    "a.",
    "$",
    "{",
    "-",
    "=",
    ...words,
  ];
  for (const piece of pieces) yield `${piece.repeat(LENGTH / piece.length)}\0`;
}

/** Processor time of looking for every match in the text. */
function milliseconds({ source, flags }: Literal, text: string): number {
  const expression = new RegExp(source, flags);
  const started = process.cpuUsage();
  if (expression.global) text.replace(expression, "");
  else expression.exec(text);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const paths = ["src", "rules"].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(top, path)),
);

describe("regular expressions on user input", () => {
  it("take linear time on pieces of what they match, repeated", () => {
    const literals = new Map(
      paths
        .filter((path) => !(path in SHORT_TEXTS))
        .flatMap(literalsIn)
        .map((literal) => [`/${literal.source}/${literal.flags}`, literal]),
    );
    expect(literals.size).toBeGreaterThan(300);
    const slow: string[] = [];
    for (const [text, literal] of literals) {
      for (const pump of pumpsOf(literal)) {
        if (milliseconds(literal, pump) < LIMIT_MILLISECONDS) continue;
        // the collector may have struck once
        if (Math.min(milliseconds(literal, pump), milliseconds(literal, pump)) < LIMIT_MILLISECONDS) continue;
        slow.push(`${literal.place} ${text} on ${JSON.stringify(pump.slice(0, 40))} repeated`);
        break;
      }
    }
    expect(slow).toEqual([]);
  }, 300_000);

  it("find a quadratic one", () => {
    const literal = { source: "import[^\\n]*wsgi", flags: "", place: "here" };
    expect([...pumpsOf(literal)].some((pump) => milliseconds(literal, pump) > LIMIT_MILLISECONDS / 10)).toBe(
      true,
    );
  });
});
