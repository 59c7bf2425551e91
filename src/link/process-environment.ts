import type { Environment } from "../evaluate/evaluate.ts";
import type { Fact } from "../model/fact.ts";
import type { LaunchEnvironment } from "../model/launch.ts";
import type { FileSpan } from "../text/span.ts";

/** Variables that every process has, whatever starts it: their values are not known. */
const EVERYWHERE = [
  ..."HOME USER LOGNAME SHELL PATH PWD LANG LC_ALL TZ HOSTNAME TERM INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID MAINPID NOTIFY_SOCKET".split(
    " ",
  ),
];

/** What the evaluator may take for certain of an environment; `more` are variables that the program itself sets (gunicorn's `--env`). */
export function evaluatorEnvironment(
  environment: LaunchEnvironment,
  more: Readonly<Record<string, Fact<string>>> = {},
): Environment {
  const values = Object.create(null) as Record<string, string>;
  const via = Object.create(null) as Record<string, readonly FileSpan[]>;
  const unknown: string[] = [...EVERYWHERE];
  for (const [name, fact] of Object.entries({ ...environment.values, ...more })) {
    if (fact.state === "set") {
      values[name] = fact.value;
      via[name] = [fact.at, ...fact.via];
    } else if (fact.state === "default") values[name] = fact.value;
    else unknown.push(name);
  }
  return { values, complete: environment.complete, via, unknown };
}
