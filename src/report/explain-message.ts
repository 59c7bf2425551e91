import type { CauseHere } from "../explain/cause-here.ts";
import type { FoundMessage } from "../explain/match-message.ts";
import { escapeLine } from "./escape.ts";
import { codeFrames } from "./frame.ts";
import { addressOf, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { Theme } from "./theme.ts";
import { hang, wrap } from "./wrap.ts";

/** What a pasted message means, and the lines of the reader's files behind it. `here` is null where no files were read. */
export function explainMessage(
  found: FoundMessage,
  here: CauseHere | null,
  sources: Sources,
  style: { readonly theme: Theme; readonly width: number },
): string {
  const { theme, width } = style;
  const prose = Math.min(width, 100);
  const { message } = found;
  const lines = [
    theme.strong(`${message.program}: ${message.title}`),
    ...wrap(redact(escapeLine(found.line)), prose).map((line) => theme.quiet(`  ${line}`)),
    "",
    hang("Means:   ", message.means, prose),
    hang("Instead: ", message.instead, prose),
    "",
  ];
  if (here !== null) lines.push(...causeLines(here, found, sources, style));
  lines.push(
    hang("Rules: ", message.rules.join(", "), prose),
    ...hang("Source: ", message.source, prose).split("\n").map(theme.quiet),
  );
  return `${lines.join("\n")}\n`;
}

function causeLines(
  here: CauseHere,
  found: FoundMessage,
  sources: Sources,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string[] {
  const frame = (at: CauseHere["declared"][number]["at"]): string[] => [
    `  ${theme.path(escapeLine(addressOf(at, sources)))}`,
    ...codeFrames([{ at, label: "", primary: true }], sources, { theme, width, primary: theme.error }),
    "",
  ];
  const lines: string[] = [theme.strong("Here")];
  for (const { finding, sure } of here.findings) {
    const what = redact(escapeLine(finding.parts.what));
    const text = sure ? what : `${what} (it may be this)`;
    lines.push(hang("  ", `${finding.rule}: ${text}`, width), ...frame(finding.at));
  }
  const told = new Set(here.findings.map(({ finding }) => `${finding.at.file}:${finding.at.start}`));
  for (const { at, what } of here.declared) {
    if (told.has(`${at.file}:${at.start}`)) continue;
    const verb = found.path === null ? "stands here" : "names that file";
    lines.push(hang("  ", escapeLine(`${what} ${verb}:`), width), ...frame(at));
  }
  if (lines.length > 1) return lines;
  const subject = found.path ?? found.name;
  const why =
    subject === null
      ? "No file here shows a cause."
      : `Nothing here names ${redact(escapeLine(subject))}: the message comes from a file that was not read.`;
  return [...lines, hang("  ", why, width), ""];
}
