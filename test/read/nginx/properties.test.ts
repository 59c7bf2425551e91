import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuzzCases } from "../../fuzz-cases.ts";
import { maskTemplate } from "../../../src/read/nginx/template-mask.ts";
import { splitDump } from "../../../src/read/nginx/dump.ts";
import { matchesName } from "../../../src/read/nginx/glob.ts";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import type { Directive, NginxFile } from "../../../src/read/nginx/tree.ts";

const RUNS = fuzzCases(3000);

/** Pieces that the reader looks at, and some text that it should not mind. */
const piece = fc.constantFrom(
  "server ",
  "http",
  "location / ",
  "map $a $b ",
  "types ",
  "content_by_lua_block ",
  "access_log /a",
  "log_format m '$uri'",
  ";",
  ";",
  "{",
  "}",
  "{\n",
  "}\n",
  " ",
  "\n",
  "\r\n",
  "\r",
  "\t",
  "'",
  '"',
  "\\",
  "#",
  "# c\n",
  "$",
  "${",
  "${A}",
  "$VAR",
  "{{ x }}",
  "{{",
  "}}",
  "{% if a %}",
  "{% else %}",
  "{% endif %}",
  "{#",
  "#}",
  "<% if x %>",
  "<%= y %>",
  "<%",
  "%>",
  "{{- end }}",
  "--",
  "[[",
  "]]",
  "(",
  ")",
  "é",
  "日本",
  "🎉",
  "\ud800",
  "\udc00",
  "\u2028",
  "\ufeff",
  "\0",
  "\u0001",
  "\u0002",
  "\u00a0",
  "__proto__ ",
  "constructor ",
  "include x;",
  "a".repeat(1400),
);
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
);

function walk(
  directives: readonly Directive[],
  visit: (directive: Directive, parent: Directive | null) => void,
): void {
  const waiting: { list: readonly Directive[]; parent: Directive | null }[] = [
    { list: directives, parent: null },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const directive of next.list) {
      visit(directive, next.parent);
      if (directive.block !== null) waiting.push({ list: directive.block, parent: directive });
    }
  }
}

/** What nginx makes of a word as written. */
function decoded(written: string): string {
  let value = "";
  for (let i = 0; i < written.length; i++) {
    const next = written[i + 1];
    if (written[i] === "\\" && next !== undefined && `"'\\trn`.includes(next)) {
      value += { t: "\t", r: "\r", n: "\n" }[next] ?? next;
      i++;
    } else value += written[i]!;
  }
  return value;
}

function check(source: string, file: NginxFile): void {
  const inside = ({ start, end }: { start: number; end: number }): boolean =>
    0 <= start && start <= end && end <= source.length;
  walk(file.directives, (directive, parent) => {
    expect(inside(directive.span) && inside(directive.nameSpan)).toBe(true);
    expect(
      directive.span.start <= directive.nameSpan.start && directive.nameSpan.end <= directive.span.end,
    ).toBe(true);
    expect(directive.name).toBe(decoded(source.slice(directive.nameSpan.start, directive.nameSpan.end)));
    if (parent !== null) expect(directive.span.start).toBeGreaterThan(parent.nameSpan.end - 1);
    let last = directive.nameSpan.end;
    for (const arg of directive.args) {
      expect(inside(arg.span) && arg.span.start >= last).toBe(true);
      last = arg.span.end;
      expect(arg.value).toBe(decoded(source.slice(arg.span.start, arg.span.end)));
      if (arg.quote !== null) expect(source[arg.span.start - 1]).toBe(arg.quote);
    }
  });
  for (const error of file.errors) {
    expect(inside(error.span)).toBe(true);
    expect(error.line >= 1 && error.line <= source.split("\n").length).toBe(true);
  }
  for (const comment of file.comments) {
    expect(inside(comment.span)).toBe(true);
    expect(source.slice(comment.span.start, comment.span.end)).toMatch(/^#[^\n]*$/);
  }
}

describe("any text", () => {
  it("never throws; every span lies in the text, in order, and each word is its source decoded", () => {
    fc.assert(
      fc.property(text, (source) => {
        check(source, readNginx(source));
      }),
      { numRuns: RUNS },
    );
  });

  it("reads the same twice", () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(JSON.stringify(readNginx(source))).toBe(JSON.stringify(readNginx(source)));
      }),
      { numRuns: RUNS / 3 },
    );
  });

  it("without errors or template, words, comments and punctuation cover all that is not blank", () => {
    let covered = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((source) => `a ${source.replace(/[{}'"\\]/g, "")};`),
        ),
        (source) => {
          const file = readNginx(source);
          if (file.errors.length > 0 || file.template !== null || source.includes("_by_lua_block")) return;
          covered++;
          const rest = source.split("");
          const clear = (start: number, end: number): void => {
            rest.fill(" ", start, end);
          };
          for (const { span } of file.comments) clear(span.start, span.end);
          walk(file.directives, (directive) => {
            expect(source[directive.span.end - 1]).toBe(directive.block === null ? ";" : "}");
            clear(directive.span.end - 1, directive.span.end);
            for (const { span } of [{ span: directive.nameSpan }, ...directive.args])
              clear(span.start, span.end);
          });
          // What is left: the quotes, and one `{` for each block.
          expect(rest.join("").replace(/[ \t\r\n'"]/g, "")).toMatch(/^\{*$/);
        },
      ),
      { numRuns: RUNS / 2 },
    );
    expect(covered).toBeGreaterThan(RUNS / 20);
  });

  it("masking a template keeps every offset", () => {
    fc.assert(
      fc.property(text, (source) => {
        const masked = maskTemplate(source);
        if (masked === null) return;
        expect(masked.text).toHaveLength(source.length);
        for (let i = 0; i < source.length; i++)
          if (masked.text[i] !== source[i]) expect("\u0001\u0002 ").toContain(masked.text[i]);
      }),
      { numRuns: RUNS / 3 },
    );
  });

  it("a dump of any files splits back into them", () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b.conf", "10-c", "_d", "é"), { maxLength: 5 });
    fc.assert(
      fc.property(
        names,
        fc.array(
          fc.constantFrom(
            "x;\n",
            "# configuration file /e/zz:\n",
            "# configuration file /e/m:\n",
            "\n",
            "'y'",
          ),
          { maxLength: 6 },
        ),
        (paths, lines) => {
          const files = [
            { path: "/e/m", text: "include s/*;" },
            ...paths.map((path, i) => ({ path: `/e/s/${path}`, text: lines.slice(i).join("") })),
          ];
          const dump = files.map((file) => `# configuration file ${file.path}:\n${file.text}\n`).join("");
          const split = splitDump(dump)!;
          expect(split.map(({ path, text: found }) => ({ path, text: found }))).toEqual(files);
          for (const file of split) expect(dump.startsWith(file.text, file.offset)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(text, (source) => {
        splitDump(source);
        splitDump(`# configuration file /a:\n${source}`);
      }),
      { numRuns: 500 },
    );
  });

  it("glob patterns always end, whatever they hold", () => {
    expect(matchesName("*a".repeat(50) + "b", "a".repeat(200))).toBe(false);
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (pattern, name) => typeof matchesName(pattern, name) === "boolean",
      ),
    );
  });
});

describe("hostile input is read in one pass", () => {
  const MB = 1024 * 1024;
  it.each([
    ["100,000 open blocks", "a{".repeat(100_000)],
    ["100,000 nested blocks", "a{".repeat(100_000) + "}".repeat(100_000)],
    ["5 million surplus braces", "}".repeat(5 * MB)],
    ["blocks opened and indented without end", "server {\n  }\n   x {\n".repeat(100_000)],
    ["50 MB on one line", "listen 80; ".repeat((50 * MB) / 11)],
    ["a word of 20 MB", "a".repeat(20 * MB)],
    ["4 MB of ${", "${".repeat(2 * MB)],
    ["4 MB of {{", "{{".repeat(2 * MB)],
    ["open template tags", "{% if x %}".repeat(100_000)],
    ["open template tags among words", "a {% if x %} ".repeat(100_000)],
    ["tags on one line", "a {{ x }} ".repeat(200_000)],
    ["upper-case variables", "a $A;".repeat(300_000)],
    ["quotes that never close, by turns", "a '\nb \"\n".repeat(500_000)],
    ["quotes closed in the wrong place", `a "x;\n`.repeat(500_000)],
    ["comments with lone CR and U+2028", "# a\r\u2028".repeat(1_000_000)],
    ["long brackets that never close", "content_by_lua_block { " + "[==[ ".repeat(500_000)],
    ["Lua blocks that never close", "content_by_lua_block {\n".repeat(200_000)],
    ["arguments without end", "a " + "b ".repeat(MB) + ";"],
    ["escaped characters", "a " + "\\n".repeat(5 * MB) + ";"],
    ["stray braces", "{".repeat(1_000_000)],
    ["maps in maps", "map a b {".repeat(300_000)],
  ])("%s", (_, source) => {
    const file = readNginx(source);
    expect(file.errors.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(file.errors).length).toBeLessThan(100 * 200);
  });
});
