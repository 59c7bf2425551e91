/** A word of a command string, with its offsets in the string (quotes included). */
export interface ShellWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits as Python's `shlex.split` does in POSIX mode (shlex.py 3.11), the way gunicorn reads GUNICORN_CMD_ARGS:
 * no comments, no variables, no globs. `error` is Python's message when it refuses the text.
 */
export function splitShellWords(text: string): {
  readonly words: readonly ShellWord[];
  readonly error: string | null;
} {
  const words: ShellWord[] = [];
  let value = "";
  let start = -1;
  let i = 0;
  const emit = (): void => {
    if (start >= 0) words.push({ value, start, end: i });
    value = "";
    start = -1;
  };
  while (i < text.length) {
    const character = text[i] ?? "";
    if (character === " " || character === "\t" || character === "\r" || character === "\n") {
      emit();
      i++;
      continue;
    }
    if (start < 0) start = i;
    if (character === "\\") {
      const next = text[i + 1];
      if (next === undefined) return { words, error: "No escaped character" };
      value += next;
      i += 2;
    } else if (character === "'") {
      const close = text.indexOf("'", i + 1);
      if (close < 0) return { words, error: "No closing quotation" };
      value += text.slice(i + 1, close);
      i = close + 1;
    } else if (character === '"') {
      i++;
      for (;;) {
        const inner = text[i];
        if (inner === undefined) return { words, error: "No closing quotation" };
        if (inner === '"') break;
        if (inner === "\\") {
          const next = text[i + 1];
          if (next === undefined) return { words, error: "No escaped character" };
          value += next === '"' || next === "\\" ? next : `\\${next}`;
          i += 2;
        } else {
          value += inner;
          i++;
        }
      }
      i++;
    } else {
      value += character;
      i++;
    }
  }
  emit();
  return { words, error: null };
}
