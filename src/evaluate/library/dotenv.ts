import type { SourceFile } from "../../text/source-file.ts";
import type { FileSpan } from "../../text/span.ts";

/** A variable of a `.env` file; `value` null where readers of such files differ about it. */
export interface DotenvVariable {
  readonly name: string;
  readonly value: string | null;
  readonly at: FileSpan;
}

/** `NAME=value` lines with optional `export`, quotes and comments, as far as python-dotenv, django-environ and decouple agree (not all know `export`). */
export function parseDotenv(source: SourceFile): readonly DotenvVariable[] {
  const found: DotenvVariable[] = [];
  let offset = 0;
  for (const line of source.text.split("\n")) {
    const match = /^\ufeff?[ \t]*(export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*?)[ \t]*\r?$/.exec(
      line.slice(0, 10_000),
    );
    const at = { file: source.path, start: offset, end: offset + line.replace(/\r$/, "").length };
    if (match !== null)
      found.push({
        name: match[2] ?? "",
        value: match[1] === undefined ? valueOf(match[3] ?? "") : null,
        at,
      });
    offset += line.length + 1;
  }
  return found;
}

function valueOf(text: string): string | null {
  const quoted = /^(["'])([^"'\\$]*)\1$/.exec(text);
  if (quoted !== null) return quoted[2] ?? "";
  return /["'\\#$`]/.test(text) ? null : text;
}
