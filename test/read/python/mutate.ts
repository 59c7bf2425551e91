/** A small deterministic generator (mulberry32): the same seed gives the same numbers. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const TOKEN = /\s+|\w+|"""|'''|[^\s\w]/gu;
const SPARE = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  "=",
  "==",
  "'",
  '"',
  '"""',
  "\n",
  "    ",
  "\t",
  ".",
  "*",
  "**",
  "if",
  "else",
  "for",
  "in",
  "not",
  "lambda",
  "def",
  "class",
  "import",
  "from",
  "as",
  "try:",
  "except",
  "1",
  "0777",
  "1.",
  "x",
  "é",
  "\\",
  "#",
  "f'{",
  "b'",
  "@",
  ":=",
  "->",
  ";",
  "$",
  "await",
  "yield",
  "async",
  "None",
  "del",
  "with",
  "\u00a0",
  "}'",
];

/** The text with one to three of its tokens removed, doubled, swapped or replaced. */
export function mutate(text: string, random: () => number): string {
  const tokens = text.match(TOKEN) ?? [];
  const pick = (length: number): number => Math.floor(random() * length);
  for (let left = 1 + pick(3); left > 0; left--) {
    const at = pick(tokens.length);
    const way = pick(5);
    if (way === 0) tokens.splice(at, 1);
    else if (way === 1) tokens.splice(at, 0, tokens[at] ?? "");
    else if (way === 2) tokens.splice(at, 1, SPARE[pick(SPARE.length)] ?? "");
    else if (way === 3) tokens.splice(at, 0, SPARE[pick(SPARE.length)] ?? "");
    else tokens.splice(at, 1, tokens[pick(tokens.length)] ?? "");
  }
  return tokens.join("");
}
