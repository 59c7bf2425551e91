import { UsageError } from "./usage-error.ts";

/** For commands that take no operand. */
export function refuseOperands(command: string, operands: readonly string[], help: string): void {
  const first = operands[0];
  if (first !== undefined)
    throw new UsageError(`\`loglint ${command}\` takes no operand, but "${first}" is given.`, help);
}
