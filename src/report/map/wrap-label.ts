import { characterWidth, textWidth } from "../width.ts";

/** Characters behind which a word that is too wide may be broken: paths, hosts, dotted names. */
const SEAM = /[/.,_:=?&-]/;

/**
 * Breaks a label to lines of at most `width` columns: at spaces, in words too wide at their seams, else anywhere. The lines
 * of prose are about as wide as each other.
 */
export function wrapLabel(text: string, width: number): string[] {
  const lines = broken(text, width);
  if (lines.length === 1 || text.split(" ").length <= lines.length) return lines;
  let low = Math.ceil(width / 2);
  let high = width;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (broken(text, middle).length > lines.length) low = middle + 1;
    else high = middle;
  }
  return broken(text, high);
}

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    for (const [index, piece] of piecesOf(word, width).entries()) {
      const joint = line === "" || index > 0 ? "" : " ";
      if (textWidth(line + joint + piece) <= width || line === "") line += joint + piece;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  lines.push(line);
  return lines;
}

/** The word whole when it fits a line, else what stands between its seams. */
function piecesOf(word: string, width: number): string[] {
  if (textWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  let wide = 0;
  for (const character of word) {
    const own = characterWidth(character);
    if (wide + own > width) {
      pieces.push(piece);
      piece = "";
      wide = 0;
    }
    piece += character;
    wide += own;
    if (SEAM.test(character)) {
      pieces.push(piece);
      piece = "";
      wide = 0;
    }
  }
  if (piece !== "") pieces.push(piece);
  return pieces;
}
