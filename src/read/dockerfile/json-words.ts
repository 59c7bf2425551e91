import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

type JsonWords = { readonly value: string; readonly span: Span }[];

/**
 * The strings of a JSON array: the exec form. Null when the text is no JSON array, which docker then takes for the shell form, as it does
 * for single quotes; "not-strings" when it is an array of other things, which docker refuses.
 */
export function jsonWords(text: Decoded): JsonWords | null | "not-strings" {
  const trimmed = text.value.trim();
  if (!trimmed.startsWith("[") || !trimmed.endsWith("]")) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(trimmed);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  const items: readonly unknown[] = parsed;
  if (!items.every((item) => typeof item === "string")) return "not-strings";
  const spans = stringSpans(text);
  return items.map((value, i) => ({ value, span: spans[i] ?? writtenSpan(text, 0, text.value.length) }));
}

/** Spans of the string literals of valid JSON, with their quotes. */
function stringSpans(text: Decoded): Span[] {
  const spans: Span[] = [];
  const { value } = text;
  for (let i = 0; i < value.length; i++) {
    if (value[i] !== '"') continue;
    const start = i++;
    while (i < value.length && value[i] !== '"') i += value[i] === "\\" ? 2 : 1;
    spans.push({ start: text.starts[start] ?? text.end, end: (text.starts[i] ?? text.end - 1) + 1 });
  }
  return spans;
}
