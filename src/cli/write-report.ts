import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

/** Prints a report, or writes it to its file. */
export function writeReport(text: string, file: string | null, io: Io): void {
  if (file === null) {
    io.stdout.write(text);
    return;
  }
  try {
    io.writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The report cannot be written to ${file}: ${reason}`,
      "Name a file in a folder that exists.",
    );
  }
}
