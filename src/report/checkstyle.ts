import { exitCodeOf } from "../engine/gate.ts";
import { placeOf } from "./places.ts";
import { redact } from "./redact.ts";
import type { Reporter } from "./report.ts";
import { xml } from "./xml.ts";

/** Checkstyle's XML, which many CI servers read. */
export const checkstyle: Reporter = (result, options) => {
  const files = new Map<string, string[]>();
  for (const finding of result.findings) {
    const { file, start } = placeOf({ ...finding.at }, result.sources);
    const errors = files.get(file) ?? [];
    files.set(file, errors);
    const message = xml(redact(finding.message));
    errors.push(
      `    <error line="${start.line}" column="${start.column}" severity="${finding.severity}" message="${message}" source="${xml(`loglint.${finding.rule}`)}"/>`,
    );
  }
  const blocks = [...files].map(
    ([file, errors]) => `  <file name="${xml(file)}">\n${errors.join("\n")}\n  </file>\n`,
  );
  const output = `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${blocks.join("")}</checkstyle>\n`;
  return { output, exitCode: exitCodeOf(result, options.failOn) };
};
