import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritten } from "./why-not-written.ts";

/** Prints a report, or writes it to its file. */
export function writeReport(text: string, file: string | null, io: Io): void {
  if (file === null) {
    io.stdout.write(text);
    return;
  }
  try {
    io.writeFile(file, text);
  } catch (error) {
    throw new UsageError(
      `The report cannot be written to ${file}: ${whyNotWritten(error)}.`,
      "Name another file with --output FILE or --format FORMAT=FILE.",
    );
  }
}
