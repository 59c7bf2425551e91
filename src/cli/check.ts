import { exitCodeOf } from "../engine/gate.ts";
import { lint, rules } from "../index.ts";
import type { ReportOptions } from "../report/report.ts";
import { FORMATS, loadReporter } from "../report/reporters.ts";
import { PLAIN } from "../report/theme.ts";
import type { Run } from "./commands.ts";
import { targetsOf } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import { nothingFound } from "./nothing-found.ts";
import { settingsFor } from "./settings.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { stopwatch } from "./timings.ts";
import { VERSION } from "./version.ts";
import { writeReport } from "./write-report.ts";

/** `loglint [check] [PATH...]` */
export const check: Run = async (invocation) => {
  const { options, io } = invocation;
  const watch = stopwatch();
  const targets = targetsOf(options, FORMATS);
  const settings = await settingsFor(
    options,
    io,
    rules.map((rule) => rule.id),
  );
  const inputs = await inputsOf(invocation);
  watch.lap("configuration");
  const { preset, rules: ruleSettings, overrides, only } = settings.selection;
  const result = lint({
    fs: inputs.fs,
    paths: inputs.paths,
    config: settings.loaded?.path ?? null,
    ignores: settings.loaded?.config.ignores ?? [],
    selection: { preset, rules: ruleSettings, overrides, only },
  });
  watch.lap("reading and checking");
  const toTerminal: ReportOptions = {
    version: VERSION,
    failOn: settings.failOn,
    theme: themeFor(io.stdout, io.env, options),
    width: widthOf(io.stdout),
    showUnknown: options["show-unknown"] === true,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    rules,
    preset,
  };
  const toFile: ReportOptions = { ...toTerminal, theme: PLAIN, width: 100 };
  for (const { format, file } of targets) {
    const report = await loadReporter(format);
    const isEmptyText = format === "text" && result.read.length === 0 && result.crashes.length === 0;
    if (!isEmptyText || file !== null)
      writeReport(report(result, file === null ? toTerminal : toFile).output, file, io);
  }
  watch.lap("reporting");
  if (result.read.length === 0) io.stderr.write(nothingFound(inputs.paths, result, widthOf(io.stderr)));
  if (options.timings === true) io.stderr.write(watch.report());
  return exitCodeOf(result, settings.failOn);
};
