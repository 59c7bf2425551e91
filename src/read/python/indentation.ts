/** Width of a line's leading white space in CPython's two measures (tokenizer.c): tabs to 8 columns, and tabs as 1. */
export interface Indent {
  readonly columns: number;
  readonly alternative: number;
}

/** CPython's limit (MAXINDENT). */
const DEEPEST = 100;

/** Measures the white space from `start` to `end`; a form feed starts anew. */
export function measureIndent(text: string, start: number, end: number): Indent {
  let columns = 0;
  let alternative = 0;
  for (let i = start; i < end; i++) {
    const char = text[i];
    if (char === " ") {
      columns++;
      alternative++;
    } else if (char === "\t") {
      columns = (Math.floor(columns / 8) + 1) * 8;
      alternative++;
    } else {
      columns = 0;
      alternative = 0;
    }
  }
  return { columns, alternative };
}

/** Enters a line of this indentation on the stack of open blocks; the error that Python's tokenizer has with it, or null. */
export function enterIndent(stack: Indent[], indent: Indent): string | null {
  const mixed = "inconsistent use of tabs and spaces in indentation";
  const current = stack.at(-1) ?? { columns: 0, alternative: 0 };
  if (indent.columns === current.columns) return indent.alternative === current.alternative ? null : mixed;
  if (indent.columns > current.columns) {
    if (indent.alternative <= current.alternative) return mixed;
    if (stack.length >= DEEPEST) return "too many levels of indentation";
    stack.push(indent);
    return null;
  }
  while (stack.length > 0 && (stack.at(-1)?.columns ?? 0) > indent.columns) stack.pop();
  const outer = stack.at(-1) ?? { columns: 0, alternative: 0 };
  if (outer.columns !== indent.columns) {
    stack.push(indent);
    return "unindent does not match any outer indentation level";
  }
  return outer.alternative === indent.alternative ? null : mixed;
}
