import { fixInRounds, type Fixed } from "../engine/fix-rounds.ts";
import type { Finding, LintResult } from "../engine/result.ts";
import { escapeLine } from "../report/escape.ts";
import { count } from "../report/wrap.ts";
import type { FileSystem } from "../text/file-system.ts";
import { normalize } from "../text/path.ts";
import { sourceFile, type SourceFile } from "../text/source-file.ts";
import type { Invocation } from "./command.ts";
import type { Inputs } from "./inputs.ts";
import type { ExitCode } from "./io.ts";
import { unifiedDiff } from "./patch.ts";
import { UsageError } from "./usage-error.ts";
import { writeReport } from "./write-report.ts";

export interface FixFilesRequest {
  readonly before: LintResult;
  readonly check: (fs: FileSystem) => LintResult;
  /** Which findings to fix, of all. */
  readonly wanted: (result: LintResult) => readonly Finding[];
  readonly inputs: Inputs;
  readonly invocation: Invocation;
}

/** Applies fixes to the files, or prints them as a diff; then the exit code is known. Throws UsageError where there is nothing to write to. */
export function fixFiles(request: FixFilesRequest): {
  readonly exitCode: ExitCode | null;
  readonly hasWritten: boolean;
} {
  const { before, inputs, invocation } = request;
  const { options, io } = invocation;
  if (inputs.fs !== io.fs) {
    throw new UsageError(
      "There is no file to fix: standard input and the output of `nginx -T` are only read.",
      "Name the files themselves.",
    );
  }
  const isDry = options["fix-dry-run"] === true;
  if (isDry && options.format !== undefined) {
    throw new UsageError("--fix-dry-run prints a diff, so --format says nothing.", "Leave one of them out.");
  }
  const refused = new Map<string, string | null>();
  const mayWrite = (file: string): boolean => {
    const known = refused.get(file);
    const reason = known === undefined ? io.rewriting.refusal(file, inputs.paths) : known;
    refused.set(file, reason);
    return reason === null;
  };
  const fixed = fixInRounds({
    before,
    check: (texts) => request.check(overlay(inputs.fs, before.sources, texts)),
    wanted: request.wanted,
    mayWrite,
    unsafe: options["fix-unsafe"] === true,
  });
  const files = [...fixed.texts].sort(([a], [b]) => (a < b ? -1 : 1));
  const changes = files.map(([file, after]) => ({
    file,
    before: before.sources.get(file)?.text ?? "",
    after,
  }));
  if (isDry) {
    const diff = changes.map((change) => unifiedDiff(change.file, change.before, change.after)).join("");
    writeReport(diff, options.output ?? null, io);
    if (options.quiet !== true) say(invocation, fixed, refused, files.length, "would be fixed");
    return { exitCode: before.crashes.length > 0 ? 2 : diff === "" ? 0 : 1, hasWritten: false };
  }
  for (const change of changes) {
    try {
      io.rewriting.rewrite(change.file, change.before, change.after);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(
        `${change.file} cannot be written: ${reason}.`,
        "Files before it in the alphabet are fixed; run loglint again.",
      );
    }
  }
  if (options.quiet !== true) say(invocation, fixed, refused, files.length, "fixed");
  return { exitCode: null, hasWritten: files.length > 0 };
}

/** The files with other texts for some; what was read already is not read again. */
function overlay(
  fs: FileSystem,
  sources: ReadonlyMap<string, SourceFile>,
  texts: ReadonlyMap<string, string>,
): FileSystem {
  return {
    kindOf: (path) => fs.kindOf(path),
    list: (path) => fs.list(path),
    sizeOf: (path) => {
      const text = texts.get(normalize(path));
      return text === undefined ? fs.sizeOf(path) : new TextEncoder().encode(text).length;
    },
    read: (path) => {
      const key = normalize(path);
      const text = texts.get(key);
      return text === undefined ? (sources.get(key) ?? fs.read(path)) : sourceFile(key, text);
    },
  };
}

function say(
  { io }: Invocation,
  { fixed, takenBack }: Fixed,
  refused: ReadonlyMap<string, string | null>,
  files: number,
  verb: string,
): void {
  const lines = [`${count(fixed.length, "finding")} ${verb} in ${count(files, "file")}.`];
  for (const { rule, at } of takenBack)
    lines.push(`The fix of ${rule} in ${at.file} was taken back: it brought something new, or did not help.`);
  for (const [file, reason] of refused)
    if (reason !== null) lines.push(`${file} is not changed: it ${reason}.`);
  io.stderr.write(lines.map((line) => `${escapeLine(line)}\n`).join(""));
}
