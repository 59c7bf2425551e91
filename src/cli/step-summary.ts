import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Io } from "./io.ts";

/** GitHub refuses a summary of more than 1 MiB as a whole. */
const MOST = 1_000_000;

/** Adds Markdown to the page of a GitHub Actions job. That it cannot is said, and fails nothing. */
export function appendStepSummary(path: string, markdown: string, io: Io): void {
  try {
    appendFileSync(resolve(io.cwd, path), shortened(markdown));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`loglint: the step summary cannot be written: ${reason}\n`);
  }
}

/** Whole sections, as many as there is room for; UTF-8 takes at most three bytes for a UTF-16 unit. */
function shortened(markdown: string): string {
  if (Buffer.byteLength(markdown) <= MOST) return markdown;
  const cut = markdown.slice(0, Math.floor(MOST / 3) - 200);
  const end = cut.lastIndexOf("\n## ");
  return `${cut.slice(0, end < 0 ? cut.length : end)}\n\nThere is more: this page holds no more than 1 MiB.\n`;
}
