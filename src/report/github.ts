import { exitCodeOf } from "../engine/gate.ts";
import type { Severity } from "../engine/rule.ts";
import { escapeLine } from "./escape.ts";
import { placeOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Workflow commands that GitHub Actions turns into annotations. */
export const github: Reporter = (result, options) => {
  const lines = result.findings.map((finding) => {
    const { file, start, end } = placeOf({ ...finding.at }, result.sources);
    const properties: [string, string | number][] = [
      ["file", file],
      ["line", start.line],
      ["endLine", end.line],
    ];
    // columns count only where both ends are on one line; the last one is included
    if (start.line === end.line)
      properties.push(["col", start.column], ["endColumn", Math.max(start.column, end.column - 1)]);
    properties.push(["title", finding.rule]);
    const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
    return `::${COMMAND[finding.severity]} ${written}::${escapeData(redact(finding.message))}\n`;
  });
  return { output: lines.join(""), exitCode: exitCodeOf(result, options.failOn) };
};

/** As the runner's toolkit escapes the text of a command, so that nothing can start a command of its own. */
function escapeData(text: string): string {
  const safe = text.split("\n").map(escapeLine).join("\n");
  return safe.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
