import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import type { Directive } from "../../../src/read/nginx/tree.ts";

/** One line of the golden file: what nginx 1.22.1's own tokenizer printed. */
interface Case {
  readonly name: string;
  readonly source: string;
  readonly ok: boolean;
  readonly error: { readonly message: string; readonly line: number } | null;
  readonly tree: readonly Golden[] | null;
}
interface Golden {
  readonly args: readonly (readonly [text: string, start: number, end: number, line: number])[];
  readonly block?: readonly Golden[];
}

const cases = readFileSync(new URL("cases/nginx-tokens.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

/** Directives in the shape of the golden file, offsets in bytes. */
function goldenOf(source: string, directives: readonly Directive[]): Golden[] {
  const at = (offset: number): number => Buffer.byteLength(source.slice(0, offset));
  return directives.map((directive) => {
    const words = [{ value: directive.name, span: directive.nameSpan }, ...directive.args];
    const args = words.map(({ value, span }) => {
      const line = source.slice(0, span.start).split("\n").length;
      return [value, at(span.start), at(span.end), line] as const;
    });
    return directive.block === null ? { args } : { args, block: goldenOf(source, directive.block) };
  });
}

/** nginx refuses these in the handler of the block, before its tokenizer ends; the golden file was made without handlers. */
const REFUSED_BY_HANDLER = new Map([
  ["map-nested-bad", ['unexpected "{"']],
  ["types-nested-bad", ['unexpected "{"']],
  ["map-regex-braces-unquoted", ['unexpected "{"', 'unexpected end of file, expecting "}"']],
]);

describe("the reader makes of every golden case what nginx makes of it", () => {
  it("has all cases", () => {
    expect(cases).toHaveLength(118);
  });

  it.each(cases.filter((one) => one.tree !== null))(
    "same words, offsets, lines and blocks: $name",
    ({ source, tree }) => {
      expect(goldenOf(source, readNginx(source).directives)).toEqual(tree);
    },
  );

  it.each(cases)("same verdict, message and line: $name", ({ name, source, ok, error }) => {
    const { errors } = readNginx(source);
    const handler = REFUSED_BY_HANDLER.get(name);
    if (handler !== undefined) expect(errors.map((problem) => problem.message)).toEqual(handler);
    // The only place where the reader is meant to differ: it reads around the placeholders.
    else if (name.startsWith("tpl-")) expect(errors).toEqual([]);
    else if (ok) expect(errors).toEqual([]);
    else expect(errors[0]).toMatchObject({ message: error!.message, line: error!.line });
  });
});
