/** What `<<EOF`, `<<-EOF` or `<<"EOF"` announces. */
export interface Delimiter {
  readonly name: string;
  readonly chomps: boolean;
  readonly expands: boolean;
}

const WORD = /^\d*<<(-?)([^<]+)$/;

/** The here-documents that a line announces (BuildKit `heredocsFromLine`): words of the form `<<NAME`, outside of quotes. */
export function hereDocumentsOf(line: string): Delimiter[] {
  if (!line.includes("<<")) return [];
  const found: Delimiter[] = [];
  for (const word of rawWords(line)) {
    const match = WORD.exec(word);
    const written = match?.[2];
    if (match === null || written === undefined) continue;
    const name = written.replace(/["'\\]/g, "");
    if (name !== "") found.push({ name, chomps: match[1] === "-", expands: name === written });
  }
  return found;
}

/** Words split at blanks outside of quotes, with their quotes. */
function rawWords(line: string): string[] {
  const words: string[] = [];
  let quote = "";
  let start = -1;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote === "" && /\s/.test(char)) {
      if (start >= 0) words.push(line.slice(start, i));
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if (char === "\\" && quote !== "'") i++;
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = "";
  }
  if (start >= 0) words.push(line.slice(start));
  return words;
}
