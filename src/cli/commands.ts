import type { Command } from "./command.ts";
import { HELPING } from "./commands-that-help.ts";
import { LOOKING } from "./commands-that-look.ts";

/** Every command, in the order of the help. A new one is one entry in one of the two tables and one file beside. */
export const COMMANDS: readonly Command[] = [...LOOKING, ...HELPING];

export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
