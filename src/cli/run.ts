import { escapeLine } from "../report/escape.ts";
import { wrap } from "../report/wrap.ts";
import { parseArguments } from "./arguments.ts";
import type { ExitCode, Io } from "./io.ts";
import { widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Runs one command line. Never throws: what goes wrong is said on standard error, and the exit code is 2. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const { command, named, operands, options } = parseArguments(argv);
    if (options.version === true)
      return await (await import("./version.ts")).version({ operands: [], options, io });
    if (options.help === true)
      return await (await import("./help.ts")).help({ operands: named ? [command.name] : [], options, io });
    const execute = await command.load();
    return await execute({ operands, options, io });
  } catch (error) {
    const text = errorText(error);
    // a pipe or a file keeps whole lines, for whoever searches them
    io.stderr.write(io.stderr.isTerminal ? wrap(text, widthOf(io.stderr)).join("\n") : text);
    return 2;
  }
}

/** One paragraph for a mistake of the user's; everything that is known for one of loglint's. */
function errorText(error: unknown): string {
  if (error instanceof UsageError) return lines(`loglint: ${error.message}`, error.help);
  if (error instanceof Error && error.name === "ConfigError" && "help" in error) {
    return lines(
      "loglint: the configuration cannot be used",
      ...error.message.split("\n").map((line) => `  ${line}`),
      String(error.help),
    );
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return lines("loglint failed: this is a bug of loglint, please report it", ...trace.split("\n"));
}

function lines(...text: readonly string[]): string {
  return text.map((line) => `${escapeLine(line)}\n`).join("");
}
