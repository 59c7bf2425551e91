import type { LogicalLine } from "./scan.ts";

// Made when needed: Unicode classes take long to compile, and few files have lost statements.
/** A name at the start of a line that is assigned, or changed through an attribute or an item. */
const assigned = (): RegExp => /^([\p{XID_Start}_][\p{XID_Continue}]*)[ \t]*(?:[-+*/|&%^@]?=|\.|\[|:)/u;
const named = (): RegExp => /^(?:async[ \t]+)?(?:def|class)[ \t]+([\p{XID_Start}_][\p{XID_Continue}]*)/u;
const IMPORTED = /^(?:import|from[ \t]+[\w.]+[ \t]+import)[ \t]/;
const KEYWORDS = new Set([
  "if",
  "elif",
  "else",
  "for",
  "while",
  "try",
  "except",
  "finally",
  "with",
  "return",
  "lambda",
]);
/** How much of a line is looked at. */
const REACH = 400;

/** The names that the lines of a statement that could not be read seem to bind. */
export function guessBinds(text: string, lines: readonly LogicalLine[]): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    const start = text.slice(line.first, Math.min(line.last, line.first + REACH));
    const name = named().exec(start)?.[1] ?? assigned().exec(start)?.[1];
    if (name !== undefined && !KEYWORDS.has(name)) names.add(name.normalize("NFKC"));
    const imports = IMPORTED.exec(start);
    if (imports === null) continue;
    for (const part of start.slice(imports[0].length).split(",")) {
      const bound = /(?<!\w)(\w+)[ \t()]*$/.exec(part.trimEnd())?.[1];
      if (bound !== undefined) names.add(bound);
    }
  }
  return [...names];
}
