import { COLOURED, PLAIN, type Theme } from "../report/theme.ts";
import type { Io, Output } from "./io.ts";
import type { OptionValues } from "./options.ts";

/** Columns of a text that goes to no terminal. */
const WIDTH = 100;

/**
 * Colours: the options first, then FORCE_COLOR and NO_COLOR as Node reads them (the first wins), then whether there is a terminal
 * that can show any. https://no-color.org
 */
export function themeFor(output: Output, env: Io["env"], options: OptionValues): Theme {
  return wantsColour(output, env, options) ? COLOURED : PLAIN;
}

function wantsColour(output: Output, env: Io["env"], options: OptionValues): boolean {
  if (options["no-color"] === true) return false;
  if (options.color === true) return true;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  const refused = env["NO_COLOR"];
  if (refused !== undefined && refused !== "") return false;
  return output.isTerminal && env["TERM"] !== "dumb";
}

/** Columns that text may use. */
export function widthOf(output: Output): number {
  const columns = output.columns ?? WIDTH;
  return Math.min(Math.max(columns, 40), 240);
}
