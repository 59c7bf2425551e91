import { parse } from "unbash";
import type { Decoded } from "../../text/decoded.ts";
import { convertScript } from "./convert.ts";
import { whole, type Conversion } from "./place.ts";
import type { ShellScript } from "./tree.ts";

/**
 * Reads a script of bash or a POSIX shell with the unbash parser. A text that was decoded before, such as the lines of a `RUN`, keeps the
 * places where it was written. Never throws; nesting beyond 256 is an error, and nothing is read then.
 */
export function readShell(source: string | Decoded): ShellScript {
  const text = typeof source === "string" ? source : source.value;
  const conversion: Conversion = {
    text,
    spanOf: typeof source === "string" ? (start, end) => clamp(start, end, text.length) : whole(source),
    errors: [],
    bashOnly: [],
  };
  const deep = tooDeep(text);
  if (deep !== null) {
    const error = { message: "nested too deeply", span: conversion.spanOf(deep, deep + 1) };
    return { shebang: null, body: [], errors: [error], bashOnly: [] };
  }
  const skipped = text.startsWith("\ufeff") ? 1 : 0;
  const script = parse(skipped === 0 ? text : ` ${text.slice(1)}`);
  const body = convertScript(script, conversion);
  const byPlace = (a: { span: { start: number } }, b: { span: { start: number } }): number =>
    a.span.start - b.span.start;
  return {
    shebang: script.shebang?.replace(/^#!/, "").trim() ?? null,
    body,
    errors: conversion.errors.sort(byPlace),
    bashOnly: conversion.bashOnly.sort(byPlace),
  };
}

/** More open brackets than this make the parser slow before it refuses them: it reads the rest of the text once for each. */
const MAX_OPEN = 256;

/** Where the brackets that are open at once become too many, or null. Quotes do not matter: people do not nest brackets that deep. */
function tooDeep(text: string): number | null {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "(" || char === "{") open++;
    else if ((char === ")" || char === "}") && open > 0) open--;
    if (open > MAX_OPEN) return i;
  }
  return null;
}

function clamp(start: number, end: number, length: number): { start: number; end: number } {
  const from = Math.min(Math.max(start, 0), length);
  return { start: from, end: Math.min(Math.max(end, from), length) };
}
