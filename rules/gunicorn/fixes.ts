import type { PlannedFix } from "../../src/engine/rule.ts";
import type { PlannedEdit } from "../../src/engine/planned-edit.ts";
import type { GunicornInstance } from "../../src/model/gunicorn.ts";
import type { Stack } from "../../src/model/stack.ts";

/**
 * A fix that is safe where all that decides the setting is known: the command line, and no other gunicorn that reads the same config file.
 */
export function safeIfAlone(
  stack: Stack,
  gunicorn: GunicornInstance,
  title: string,
  edits: readonly PlannedEdit[],
): PlannedFix {
  const { configFile, commandKnown } = gunicorn;
  const isShared =
    configFile !== null &&
    edits.some(({ file }) => file === configFile) &&
    stack.gunicorn.some((each) => each !== gunicorn && each.configFile === configFile);
  return { safety: commandKnown && !isShared ? "safe" : "unsafe", title, edits };
}
