import { exitCodeOf } from "../engine/gate.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import { lint, rules } from "../index.ts";
import type { ReportOptions } from "../report/report.ts";
import { FORMATS, loadReporter, type Format } from "../report/reporters.ts";
import { PLAIN } from "../report/theme.ts";
import { count } from "../report/wrap.ts";
import type { FileSystem } from "../text/file-system.ts";
import type { Invocation, Run } from "./command.ts";
import { debugFileSystem } from "./debug.ts";
import { targetsOf, type Target } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import type { ExitCode } from "./io.ts";
import { touching, type Narrowed } from "./narrow.ts";
import { nothingFound } from "./nothing-found.ts";
import { withProgress } from "./progress.ts";
import { settingsFor, type Settings } from "./settings.ts";
import { stackOptions } from "./stack-options.ts";
import { appendStepSummary } from "./step-summary.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { stopwatch } from "./timings.ts";
import { VERSION } from "./version.ts";
import { writeReport } from "./write-report.ts";

/** `loglint [check] [PATH...]` */
export const check: Run = async (invocation) => {
  const { options, io } = invocation;
  const revision = options["changed-since"];
  if (revision === undefined) return checkAll(invocation, null);
  const { changedSince } = await import("./changed-since.ts");
  const narrowing = (): Narrowing => {
    const change = changedSince(revision, io);
    return {
      narrow: (result) => touching(result, (place) => change.touches(place, result.sources)),
      leftOut: (left) =>
        `${count(left, "finding")} elsewhere: not changed since ${revision}, and not shown.\n`,
      afterFixes: narrowing,
    };
  };
  return checkAll(invocation, narrowing());
};

/** Which findings to show out of all, and what to say of the others. */
export interface Narrowing {
  readonly narrow: (result: LintResult) => Narrowed;
  readonly leftOut: (left: number) => string;
  /** The narrowing to use once files have changed, when it is another one. */
  readonly afterFixes?: () => Narrowing;
}

/** Checks everything below the operands and reports what the narrowing leaves of it. */
export async function checkAll(invocation: Invocation, narrowing: Narrowing | null): Promise<ExitCode> {
  const { options, io } = invocation;
  const watch = stopwatch(options.timings === true || options.verbose === true);
  const targets = targetsOf(options, FORMATS);
  const settings = await settingsFor(
    options,
    io,
    rules.map((rule) => rule.id),
  );
  const inputs = await inputsOf(invocation);
  watch?.lap("configuration");
  const debug = options.debug === true ? debugFileSystem(inputs.fs) : null;
  const { preset, rules: ruleSettings, overrides, only } = settings.selection;
  const checked = (fs: FileSystem): LintResult =>
    lint({
      fs,
      paths: inputs.paths,
      ...stackOptions(settings.loaded),
      selection: { preset, rules: ruleSettings, overrides, only },
      timing: watch,
    });
  const first = withProgress(debug?.fs ?? inputs.fs, invocation, checked);
  if (debug !== null) io.stderr.write(debug.report(first));
  const configured = settings.loaded?.baseline ?? null;
  const baseline =
    usesBaseline(options) || configured !== null
      ? (await import("./baseline.ts")).baselineFor(options, configured, io, inputs, settings.selection)
      : null;
  const shownOf = (of: LintResult, narrowing: Narrowing | null): Narrowed => {
    const result = baseline?.apply(of) ?? of;
    return narrowing === null ? { result, left: 0 } : narrowing.narrow(result);
  };
  let whole = first;
  let shown = narrowing;
  if (wantsFixes(options)) {
    const { fixFiles } = await import("./fix.ts");
    const wanted = (result: LintResult): readonly Finding[] => shownOf(result, shown).result.findings;
    const outcome = fixFiles({ before: first, check: checked, wanted, inputs, invocation });
    if (outcome.exitCode !== null) return outcome.exitCode;
    if (outcome.hasWritten) {
      whole = checked(inputs.fs);
      shown = narrowing?.afterFixes?.() ?? narrowing;
    }
  }
  const { result, left } = shownOf(whole, shown);
  await reportAll(result, targets, settings, invocation);
  watch?.lap("reporting");
  if (result.read.length === 0) io.stderr.write(nothingFound(inputs.paths, result, io));
  const patterns = settings.loaded?.patterns ?? [];
  if (patterns.length > 0 && isEverything(inputs.paths) && options.quiet !== true)
    io.stderr.write((await import("./unmatched.ts")).unmatchedLines(patterns, whole));
  if (shown !== null && left > 0 && options.quiet !== true) io.stderr.write(shown.leftOut(left));
  if (whole.read.length > 0) baseline?.finish(whole);
  if (watch !== null) io.stderr.write(watch.report());
  return exitCodeOf(result, settings.failOn);
}

/** A pattern may match what this run does not look at. */
function isEverything(paths: readonly string[]): boolean {
  return paths.length === 1 && paths[0] === ".";
}

function usesBaseline(options: Invocation["options"]): boolean {
  return (
    options.baseline !== undefined ||
    options["write-baseline"] !== undefined ||
    options["prune-baseline"] === true
  );
}

function wantsFixes(options: Invocation["options"]): boolean {
  return options.fix === true || options["fix-unsafe"] === true || options["fix-dry-run"] === true;
}

/** Prints or writes a result in every format that is asked for. */
export async function reportAll(
  result: LintResult,
  targets: readonly Target<Format>[],
  settings: Pick<Settings, "failOn" | "selection">,
  { options, io }: Invocation,
): Promise<void> {
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
    const report = await loadReporter(format);
    const isEmptyText = format === "text" && result.read.length === 0 && result.crashes.length === 0;
    if (!isEmptyText || file !== null)
      writeReport(report(result, file === null ? toTerminal : toFile).output, file, io);
  }
  const summary = io.env["GITHUB_STEP_SUMMARY"];
  if (summary !== undefined && summary !== "" && targets.some(({ format }) => format === "github")) {
    const { markdown } = await import("../report/markdown.ts");
    appendStepSummary(summary, markdown(result, toFile).output, io);
  }
}
