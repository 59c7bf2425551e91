import type { AccessFormat, GunicornInstance } from "../../src/model/gunicorn.ts";
import type { FileSpan } from "../../src/text/span.ts";
import { hasOwnLogger, workerOf } from "./instances.ts";

/** The access log format when it is written down, is used, and works; null otherwise. */
export function writtenFormat(gunicorn: GunicornInstance): (AccessFormat & { readonly at: FileSpan }) | null {
  const format = gunicorn.accessFormat;
  if (format === null || format.at === null || format.error !== null || !usesFormat(gunicorn)) return null;
  return { ...format, at: format.at };
}

/** Does gunicorn itself write access lines by its format: not with uvicorn's or tornado's workers, nor with a logger class of one's own. */
export function usesFormat(gunicorn: GunicornInstance): boolean {
  return gunicorn.logging.accessRecords !== "no" && hasOwnLogger(gunicorn) && workerOf(gunicorn) === "own";
}
