import type { LaunchWord } from "../../model/launch.ts";
import { defaultFact, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { ShellCommand } from "../../read/shell/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import { join } from "../../text/path.ts";
import { recognise } from "../programs/recognise.ts";
import { lookupIn, type BuildState, type RunShell } from "./run-state.ts";
import { wordText, type Field } from "./run-words.ts";

/**
 * Notes a command of manage.py that certainly ran when the image is there: a failure would have ended the build. Every such command, even `help`,
 * configures LOGGING first, and so opens its files (django/core/management/__init__.py 3.2, `execute`). True when the words are such a command, whether it is noted or not.
 */
export function noteManage(
  fields: readonly Field[],
  written: Extract<ShellCommand, { kind: "simple" }>,
  shell: RunShell,
): boolean {
  const at = shell.place(written.span);
  const found = recognise(fields.map(({ text }): LaunchWord => ({ value: text, at })));
  if (found.program !== "manage.py") return false;
  const isSure = shell.maybe === 0 && shell.failing === 0 && found.user === null && !found.cleared;
  if (!isSure) return true;
  const shown = fields.map(({ text }) => text ?? "...").join(" ");
  const cwd = found.cwd === null ? shell.cwd : found.cwd.value;
  shell.build.managed.push({
    args: found.args,
    environment: { values: environmentOf(written, found.environment, shell, at), complete: shell.knowsAll },
    user: shell.user,
    umask: shell.umask,
    cwd:
      cwd === null ? unknownFact("it depends on what is not known", at) : setFact(join(shell.cwd, cwd), at),
    at,
    by: `RUN ${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}`,
    touched: [],
  });
  return true;
}

function environmentOf(
  { assignments }: Extract<ShellCommand, { kind: "simple" }>,
  wrapped: ReturnType<typeof recognise>["environment"],
  shell: RunShell,
  at: FileSpan,
): Readonly<Record<string, Fact<string>>> {
  const values = Object.create(null) as Record<string, Fact<string>>;
  const unknown = (): Fact<string> => unknownFact("the build does not tell its value", at);
  for (const [name, value] of shell.variables)
    values[name] = value === null ? unknown() : defaultFact(value, "the environment of the build");
  for (const { name, value } of assignments) {
    const text = value === null ? "" : wordText(value, lookupIn(shell));
    values[name] = text === null ? unknown() : setFact(text, at, "environment");
  }
  for (const { name, value } of wrapped)
    values[name] = value.value === null ? unknown() : setFact(value.value, at, "environment");
  return values;
}

/** What a command of manage.py left at this path, or below, is not known any more; null: anywhere. */
export function noteTouched(build: BuildState, path: string | null): void {
  for (const { touched } of build.managed) touched.push(path ?? "/");
}
