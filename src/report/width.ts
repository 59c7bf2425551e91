/** Blocks whose characters take two columns (East Asian Width W and F, Unicode 14 to 16), first and last code point of each. */
const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** Made when needed: Unicode classes take long to compile. */
const noWidth = (): RegExp => /^[\p{Mn}\p{Me}\p{Cf}\u{1160}-\u{11ff}]$/u;
const emoji = (): RegExp => /^\p{Emoji_Presentation}$/u;

/** Columns that one code point takes in a terminal: 0, 1 or 2. Control characters are the caller's to escape. */
export function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (isWide(code)) return 2;
  if (noWidth().test(character)) return 0;
  return emoji().test(character) && !isRegionalIndicator(code) ? 2 : 1;
}

/** Columns that a text without line ends takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function isWide(code: number): boolean {
  if (code < 0x1100) return false;
  return WIDE_BLOCKS.some(([first, last]) => code >= first && code <= last) && !isCombining(code);
}

/** Ideographic and kana voicing marks that combine. */
function isCombining(code: number): boolean {
  return (code >= 0x302a && code <= 0x302d) || code === 0x3099 || code === 0x309a || code === 0x16fe4;
}

/** Letters that pair up to a flag; terminals show one in one column, a pair in two. */
function isRegionalIndicator(code: number): boolean {
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}
