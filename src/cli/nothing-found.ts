import type { LintResult } from "../engine/result.ts";
import { escapeLine } from "../report/escape.ts";
import { count, hang, wrap } from "../report/wrap.ts";

/** Said when a run read nothing, so that silence is never taken for health. */
export function nothingFound(
  paths: readonly string[],
  result: Pick<LintResult, "listed" | "skipped">,
  width: number,
): string {
  const where = paths.map((path) => (path === "." ? "the working directory" : escapeLine(path))).join(", ");
  const lines = wrap(
    `loglint: nothing to check in ${where}: looked at ${count(result.listed, "file")}, and found no configuration that loglint reads.`,
    width,
  );
  lines.push("It looks for:");
  lines.push(
    hang(
      "  nginx     ",
      "nginx.conf, conf.d, sites-enabled, *.conf and templates with server blocks, the output of nginx -T",
      width,
    ),
  );
  lines.push(
    hang("  gunicorn  ", "gunicorn.conf.py, and other Python files that set gunicorn's settings", width),
  );
  lines.push(hang("  Django    ", "manage.py, wsgi.py, asgi.py, settings modules", width));
  for (const { path, why } of result.skipped.slice(0, 5))
    lines.push(hang("Left out: ", `${escapeLine(path)} (${escapeLine(why)})`, width));
  if (result.skipped.length > 5) lines.push(`and ${result.skipped.length - 5} more`);
  return `${lines.join("\n")}\n`;
}
