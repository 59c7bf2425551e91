import type { LintResult } from "../engine/result.ts";
import { escapeLine } from "../report/escape.ts";
import { count, hang, wrap } from "../report/wrap.ts";
import type { Io } from "./io.ts";
import { repositoryRoot } from "./repository-root.ts";
import { widthOf } from "./terminal.ts";

/** Said when a run read nothing, so that silence is never taken for health. */
export function nothingFound(
  paths: readonly string[],
  result: Pick<LintResult, "listed" | "skipped">,
  io: Pick<Io, "fs" | "cwd" | "stderr">,
): string {
  const width = widthOf(io.stderr);
  const where = paths.map((path) => (path === "." ? "the working directory" : escapeLine(path))).join(", ");
  const lines = wrap(
    `loglint: nothing to check in ${where}: looked at ${count(result.listed, "file")}, and found no configuration that loglint reads.`,
    width,
  );
  for (const { path, why } of result.skipped.slice(0, 5))
    lines.push(hang("Left out: ", `${escapeLine(path)} (${escapeLine(why)})`, width));
  if (result.skipped.length > 5) lines.push(`and ${result.skipped.length - 5} more`);
  const top = repositoryRoot(io);
  if (paths[0] === "." && top !== ".")
    lines.push(...wrap(`This folder is part of a repository that begins at ${top} : name that one.`, width));
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
  return `${lines.join("\n")}\n`;
}
