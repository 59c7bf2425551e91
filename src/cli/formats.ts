import { nearest } from "../config/nearest.ts";
import type { OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** A format and the file it goes to; null for standard output. */
export interface Target<Format extends string> {
  readonly format: Format;
  readonly file: string | null;
}

/** Reads `--format FORMAT[=FILE]` and `--output`: which reports to make, and where each goes. At most one goes to standard output. */
export function targetsOf<Format extends string>(
  options: OptionValues,
  formats: readonly Format[],
): Target<Format>[] {
  const targets = (options.format ?? []).map((given) => parseTarget(given, formats));
  const output = options.output ?? null;
  const open = targets.filter((target) => target.file === null);
  if (open.length > 1) {
    const names = open.map((target) => target.format).join(" and ");
    throw new UsageError(
      `Only one format can go to standard output, not ${names}.`,
      "Give the others a file: --format sarif=loglint.sarif.",
    );
  }
  const text = formats[0];
  if (open.length === 0 && text !== undefined) targets.unshift({ format: text, file: null });
  return targets.map((target) => (target.file === null ? { format: target.format, file: output } : target));
}

function parseTarget<Format extends string>(given: string, formats: readonly Format[]): Target<Format> {
  const equals = given.indexOf("=");
  const name = equals < 0 ? given : given.slice(0, equals);
  const file = equals < 0 ? null : given.slice(equals + 1);
  const format = formats.find((each) => each === name);
  if (format === undefined) {
    const meant = nearest(name, formats);
    throw new UsageError(
      `There is no format "${name}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      `Formats: ${formats.join(", ")}.`,
    );
  }
  if (file === "") throw new UsageError(`--format ${given} names no file.`);
  return { format, file };
}
