import { exitCodeOf } from "../engine/gate.ts";
import { rules } from "../index.ts";
import { FORMATS } from "../report/reporters.ts";
import { NotAReport, savedResult } from "../report/saved-json.ts";
import { isUnreadable } from "../text/file-system.ts";
import { decodeSource } from "../text/source-file.ts";
import { reportAll } from "./check.ts";
import type { Invocation, Run } from "./command.ts";
import { targetsOf } from "./formats.ts";
import { settingsFor } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/** `loglint format FILE` */
export const format: Run = async (invocation) => {
  const { operands, options, io } = invocation;
  const [file, second] = operands;
  if (file === undefined || second !== undefined) {
    throw new UsageError(
      "`loglint format` takes one file.",
      'Save one with `loglint --format json=loglint.json`; "-" is standard input.',
    );
  }
  const targets = targetsOf(options, FORMATS);
  const settings = await settingsFor({ ...options, "no-config": true }, io, []);
  const text = await textOf(file, invocation);
  try {
    const result = savedResult(text, rules, (path) => {
      const source = io.fs.kindOf(path) === "file" ? io.fs.read(path) : null;
      return source === null || isUnreadable(source) ? null : source;
    });
    await reportAll(result, targets, settings, invocation);
    return exitCodeOf(result, settings.failOn);
  } catch (error) {
    if (!(error instanceof NotAReport)) throw error;
    throw new UsageError(
      `${file} is no report of loglint: ${error.message}.`,
      "Save one with `loglint --format json=loglint.json`.",
    );
  }
};

async function textOf(file: string, { io }: Invocation): Promise<string> {
  if (file === "-") return decodeSource("-", await io.stdin()).text;
  const source = io.fs.read(file);
  if (isUnreadable(source)) throw new UsageError(`${file}: ${source.unreadable}.`);
  return source.text;
}
