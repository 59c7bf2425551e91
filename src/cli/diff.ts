/** Lines from `first` to `last`, from 1, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The changed lines of each file on the new side of `git diff --unified=0 --dst-prefix=b/`. Where lines were only taken away,
 * the two lines around the place count as changed: what is wrong now may be that they are missing.
 */
export function changedLines(diff: string): Map<string, LineRange[]> {
  const files = new Map<string, LineRange[]>();
  let ranges: LineRange[] | null = null;
  // the lines of a hunk are counted off: a changed line may itself look like a header
  let pending = 0;
  for (const line of diff.split("\n")) {
    if (pending > 0) {
      if (!line.startsWith("\\")) pending--;
      continue;
    }
    if (line.startsWith("+++ ")) {
      const path = newPath(line.slice(4));
      ranges = path === null ? null : [];
      if (path !== null && ranges !== null) files.set(path, ranges);
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk === null) continue;
    const first = Number(hunk[2]);
    const added = Number(hunk[3] ?? 1);
    pending = Number(hunk[1] ?? 1) + added;
    ranges?.push(added === 0 ? { first, last: first + 1 } : { first, last: first + added - 1 });
  }
  return files;
}

/** `b/path`, quoted as in C where it has special characters; null for /dev/null. */
function newPath(written: string): string | null {
  const name = written.endsWith("\t") ? written.slice(0, -1) : written;
  const plain = name.startsWith('"') && name.endsWith('"') ? unquote(name.slice(1, -1)) : name;
  return plain.startsWith("b/") ? plain.slice(2) : null;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** git's quoting (quote.c): C escapes, and octal ones for bytes. */
function unquote(text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [piece] of text.matchAll(/\\[0-7]{3}|\\.|[^\\]+/gs)) {
    if (!piece.startsWith("\\")) for (const byte of encoder.encode(piece)) bytes.push(byte);
    else if (piece.length === 4) bytes.push(parseInt(piece.slice(1), 8) & 0xff);
    else bytes.push(ESCAPES[piece.slice(1)] ?? piece.charCodeAt(1));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
