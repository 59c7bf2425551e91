import { exitCodeOf } from "../engine/gate.ts";
import { audit as auditHost, filesOf, rules, where as routesOf, type HostFiles } from "../index.ts";
import { auditHtml, auditJson, auditMarkdown } from "../report/audit/audit-pages.ts";
import type { AuditReport } from "../report/audit/audit-sections.ts";
import { auditText } from "../report/audit/audit-text.ts";
import type { ReportOptions } from "../report/report.ts";
import { FORMATS, loadReporter } from "../report/reporters.ts";
import { PLAIN } from "../report/theme.ts";
import { whereText } from "../report/where/where-text.ts";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { ImageConfig } from "../text/archive/image.ts";
import { hostDiskFiles } from "../text/audited-disk-file-system.ts";
import type { Invocation, Run } from "./command.ts";
import { withNginxDump } from "./dumped-host.ts";
import { targetsOf } from "./formats.ts";
import { settingsFor } from "./settings.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";
import { writeReport } from "./write-report.ts";

/** `loglint audit [--root DIR | --archive FILE]` */
export const audit: Run = async (invocation) => {
  const { options, io, operands } = invocation;
  if (operands.some((each) => each !== "-"))
    throw new UsageError(
      "`loglint audit` takes no paths.",
      "Name another root with --root DIR, an archive with --archive FILE.",
    );
  const targets = targetsOf(options, FORMATS);
  const ids = rules.map((rule) => rule.id);
  const settings = await settingsFor(options, io, ids);
  const found = await hostOf(invocation);
  const { subject, seenAt } = found;
  const files = operands.includes("-") ? withNginxDump(found.files, await io.stdin()) : found.files;
  const result: AuditReport = {
    ...auditHost({
      files,
      seenAt,
      selection: settings.selection,
      ...(found.image === undefined ? {} : { image: found.image }),
    }),
    subject,
    seenAt,
  };
  const toTerminal: ReportOptions = {
    version: VERSION,
    failOn: settings.failOn,
    theme: themeFor(io.stdout, io.env, options),
    width: widthOf(io.stdout),
    showUnknown: options["show-unknown"] === true,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    rules,
    preset: settings.selection.preset,
  };
  const toFile: ReportOptions = { ...toTerminal, theme: PLAIN, width: 100 };
  for (const { format, file } of targets) {
    const own = file === null ? toTerminal : toFile;
    writeReport(await reportIn(format, result, own), file, io);
  }
  if (result.read.length === 0)
    io.stderr.write("Neither nginx, gunicorn nor Django was found here, so nothing was checked.\n");
  return exitCodeOf(result, settings.failOn);
};

async function reportIn(
  format: (typeof FORMATS)[number],
  result: AuditReport,
  options: ReportOptions,
): Promise<string> {
  switch (format) {
    case "text":
      return auditText(result, mapOf(result, options), options);
    case "markdown":
      return auditMarkdown(result, mapOf(result, { ...options, theme: PLAIN, width: 100 }), options);
    case "html":
      return auditHtml(result, mapOf(result, { ...options, theme: PLAIN, width: 100 }), options);
    case "json":
      return auditJson(result, options);
    default:
      return (await loadReporter(format))(result, options).output;
  }
}

/** The log map of all that was found. */
function mapOf(result: AuditReport, { theme, width }: ReportOptions): string {
  const routes = routesOf(result.stacks);
  if (routes.length === 0) return "";
  return whereText(routes, filesOf(result.stacks, routes), result.sources, { theme, width });
}

interface Subject {
  readonly files: HostFiles;
  readonly subject: string;
  readonly seenAt: number;
  readonly image?: ImageConfig;
}

/** The files to audit: of this machine, below another root, in an archive. */
async function hostOf({ options, io }: Invocation): Promise<Subject> {
  const { root, archive } = options;
  const now = Date.now();
  if (root !== undefined && archive !== undefined)
    throw new UsageError("--root and --archive name two things to audit.", "Give one of them.");
  if (archive !== undefined) {
    const { openDiskArchive } = await import("../text/archive-disk-file-system.ts");
    const opened = await openDiskArchive(resolve(io.cwd, archive));
    if (opened.kind === "none")
      throw new UsageError(
        `The archive ${archive} ${opened.why}.`,
        "Archives are made by loglint collect, docker export, docker save, or tar -C / -c .",
      );
    const seenAt = opened.kind === "snapshot" ? opened.facts.collected : now;
    const image = opened.kind === "image" ? { image: opened.config } : {};
    return { files: opened.files, subject: `the archive ${archive}`, seenAt, ...image };
  }
  if (root === undefined || root === "/") {
    const readAcl = options["allow-exec"] === true ? (await import("./read-acl.ts")).readAcl : undefined;
    const files = hostDiskFiles("/", readAcl === undefined ? {} : { readAcl });
    return { files, subject: "this machine", seenAt: now };
  }
  const folder = resolve(io.cwd, root);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`There is no folder "${root}".`, "--root names the folder that stands for /.");
  return { files: hostDiskFiles(folder), subject: `the root ${root}`, seenAt: now };
}
