import type { PlannedEdit } from "../../src/engine/planned-edit.ts";
import type { HandlerConfig } from "../../src/model/django.ts";
import { placeOf } from "../../src/model/fact.ts";
import type { FileSpan } from "../../src/text/span.ts";

/** Is the value written in this dict itself, and not in another that is merged into it or shared with it? */
export function isWithin(value: FileSpan, dict: FileSpan): boolean {
  return value.file === dict.file && value.start >= dict.start && value.end <= dict.end;
}

/** A new entry behind the handler's `class`; null where that is not written in the handler's own dict. */
export function entryAfterClass(handler: HandlerConfig, key: string, value: string): PlannedEdit | null {
  const at = placeOf(handler.class);
  if (at === undefined || !isWithin(at, handler.at)) return null;
  return { ...at, how: "entry-after", after: "class", key, value };
}
