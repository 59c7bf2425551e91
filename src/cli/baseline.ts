import { baselineOf, baselineText, prunedBaseline, readBaseline, withoutBaselined, type Baseline, type Baselined } from "../engine/baseline.ts"; // prettier-ignore
import type { LintResult } from "../engine/result.ts";
import { selected, type Selection } from "../engine/selection.ts";
import { rules } from "../index.ts";
import { escapeLine } from "../report/escape.ts";
import { count } from "../report/wrap.ts";
import { isUnreadable } from "../text/file-system.ts";
import { dirname, isAbsolute, join, normalize, relative } from "../text/path.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import type { OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** Where --write-baseline writes when nothing else is said. */
const DEFAULT_FILE = "loglint.baseline.json";

/** A baseline in use. */
export interface BaselineUse {
  /** The result without what the baseline has. */
  readonly apply: (result: LintResult) => LintResult;
  /** Writes what is to be written, and says what is stale; after the run. */
  readonly finish: (whole: LintResult) => void;
}

/**
 * Reads the baseline that the options name, or else the `configured` one of the configuration; null when neither does.
 * Throws UsageError for a file that is no baseline.
 */
export function baselineFor(
  options: OptionValues,
  configured: string | null,
  io: Io,
  inputs: Inputs,
  selection: Selection,
): BaselineUse | null {
  const wanted = options["write-baseline"];
  const isPruning = options["prune-baseline"] === true;
  const named = options.baseline ?? configured ?? undefined;
  if (wanted === undefined && named === undefined) {
    if (!isPruning) return null;
    throw new UsageError("--prune-baseline does not say which baseline.", "Name it: --baseline FILE.");
  }
  if (wanted !== undefined && isPruning)
    throw new UsageError("--write-baseline and --prune-baseline contradict each other.");
  const target = typeof wanted === "string" ? wanted : (named ?? DEFAULT_FILE);
  const path = named ?? target;
  const before = readFile(path, io, wanted !== undefined && options.baseline === undefined);
  const nameOf = (file: string): string => relative(dirname(absolute(target, io)), absolute(file, io));
  const beside = (result: LintResult): Baselined =>
    withoutBaselined(result, before ?? { version: 1, entries: [] }, {
      nameOf: (file) => relative(dirname(absolute(path, io)), absolute(file, io)),
      today: new Date().toISOString().slice(0, 10),
      wouldFind: ({ rule }) => isWhole(inputs) && running(selection).has(rule),
    });
  if (wanted !== undefined) {
    return {
      apply: (result) => ({ ...result, findings: [], baselined: result.findings.length }),
      finish: (whole) => {
        const made = baselineOf(whole, nameOf, before);
        write(target, baselineText(made), io);
        io.stderr.write(`${count(whole.findings.length, "finding")} written to ${escapeLine(target)}.\n`);
      },
    };
  }
  return {
    apply: (result) => beside(result).result,
    finish: (whole) => {
      const { stale, expired } = beside(whole);
      if (before !== null && isPruning && stale.length > 0)
        write(path, baselineText(prunedBaseline(before, stale)), io);
      io.stderr.write(staleText(path, stale, isPruning) + expiredText(path, expired));
    },
  };
}

function readFile(path: string, io: Io, mayBeMissing: boolean): Baseline | null {
  if (io.fs.kindOf(path) === undefined) {
    if (mayBeMissing) return null;
    throw new UsageError(`There is no baseline ${path}.`, `\`loglint --write-baseline=${path}\` makes one.`);
  }
  const source = io.fs.read(path);
  const read = isUnreadable(source) ? source.unreadable : readBaseline(source.text);
  if (typeof read === "string")
    throw new UsageError(
      `${path} cannot be used as a baseline: ${read}.`,
      "`loglint --write-baseline` makes one.",
    );
  return read;
}

function write(path: string, text: string, io: Io): void {
  try {
    io.writeFile(path, text);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be written: ${whyNotWritten(error)}.`,
      "Name another file with --write-baseline=FILE.",
    );
  }
}

function absolute(path: string, io: Io): string {
  return isAbsolute(path) ? normalize(path) : join(io.cwd, path);
}

/** Only a run over whole folders can tell that something is no longer there: most causes lie in several files. */
function isWhole({ fs, paths }: Inputs): boolean {
  return paths.every((path) => fs.kindOf(path) === "directory");
}

function running(selection: Selection): Set<string> {
  return new Set(rules.filter((rule) => selected(rule, selection) !== null).map((rule) => rule.id));
}

function staleText(path: string, stale: Baselined["stale"], isPruned: boolean): string {
  if (stale.length === 0) return "";
  const entries = count(stale.length, "entry", "entries");
  const head = isPruned
    ? `${entries} that matched nothing any more taken out of ${path}:`
    : `${entries} of ${path} match nothing any more; --prune-baseline takes them out:`;
  return lines([head, ...stale.map(({ entry }) => `  ${entry.rule}  ${entry.file}  ${entry.object}`)]);
}

function expiredText(path: string, expired: Baselined["expired"]): string {
  if (expired.length === 0) return "";
  const said = expired.map(
    ({ rule, file, expires, reason }) =>
      `  ${rule}  ${file}  until ${expires ?? ""}${reason === undefined ? "" : `: ${reason}`}`,
  );
  return lines([
    `${count(expired.length, "entry", "entries")} of ${path} ran out, and holds nothing back:`,
    ...said,
  ]);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${escapeLine(line)}\n`).join("");
}
