import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { Process } from "../../../src/model/stack.ts";

/**
 * A server's output goes to a file that each start begins anew: `StandardOutput=file:` of a unit, which writes over the file from its first byte on, or
 * `>` of a start script. `truncate:` of a unit says by its name what it does, and is left alone.
 */
export default defineRule({
  id: "stack/output-truncated",
  since: "0.1.0",
  layer: "stack",
  summary: "each start of a server writes over its log",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    overwritten: {
      what: "Each start of {name} writes over {path} from its first byte on: file: does not append.",
      why: "The lines that tell why the service ended are the first to go, and what is left of the older run stands behind the newer lines as if it were later.",
      instead: "Write {option}=append:{path}, or {option}=journal.",
    },
    emptied: {
      what: "Each start of {name} empties {path}: > begins the file anew.",
      why: "When the service dies and is started again, the lines that tell why are gone.",
      instead: "Write >> {path}.",
    },
  },
  references: [
    "systemd execute.c, setup_output and acquire_path (252): O_CREAT without O_APPEND or O_TRUNC",
    "systemd.exec(5), StandardOutput=",
    "https://github.com/systemd/systemd/issues/14385",
    "POSIX shell, 2.7.2 Redirecting Output",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const seen = new Set<string>();
    for (const process of stack.processes.filter(isServer)) {
      for (const name of ["stdout", "stderr"] as const) {
        const stream = certainValue(process[name]);
        const at = placeOf(process[name]);
        if (stream?.kind !== "file" || at === undefined || /^\/(?:dev|proc)\//.test(stream.path)) continue;
        const key = `${at.file}:${String(at.start)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const data = { name: process.name, path: stream.path };
        const related = [{ ...process.at, label: `${process.name} is started here` }];
        if (stream.mode === "overwrite-in-place") {
          const option = name === "stdout" ? "StandardOutput" : "StandardError";
          const edits = [{ ...at, how: "each", find: "file:", text: "append:" }] as const;
          const fix = { safety: "safe", title: "Append", edits } as const;
          report({ message: "overwritten", data: { ...data, option }, at, related, fix });
        } else if (stream.mode === "truncate" && process.by !== "systemd" && process.by !== "supervisor") {
          const edits = [{ ...at, how: "each", find: ">", text: ">>", unlessBefore: ">&|(" }] as const;
          const fix = { safety: "unsafe", title: "Append", edits } as const;
          report({ message: "emptied", data, at, related, confidence: "medium", fix });
        }
      }
    }
  },
});

/** A program that runs on and is started again; what a command printed the last time is often all that anybody wants. */
function isServer({ runs, by }: Process): boolean {
  return runs !== "manage.py" && runs !== "other" && by !== "cron";
}
