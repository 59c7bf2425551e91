import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import type { Process, Stack } from "../../../src/model/stack.ts";
import { routesOf } from "../../../src/routes/routes.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { recordsName } from "../record-names.ts";

/**
 * Standard output or standard error of a service goes to nothing while logs are written to it: StandardOutput=null,
 * supervisor's NONE, docker's driver none.
 */
export default defineRule({
  id: "stack/output-discarded",
  since: "0.1.0",
  layer: "stack",
  summary: "a standard stream that carries logs is thrown away",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    discarded: {
      what: "{stream} of {name} is thrown away, and {logs} {goes} there.",
      why: "When something breaks, no trace of it exists: the lines are written and nobody keeps them.",
      instead: "{remedy}",
    },
  },
  references: [
    "systemd.exec(5), StandardOutput=",
    "supervisor options.py, stdout_logfile",
    "Docker logging driver none",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    for (const process of stack.processes.filter(
      (each) => each.runs === "gunicorn" || each.runs === "uvicorn" || each.runs === "nginx",
    )) {
      for (const stream of ["stdout", "stderr"] as const) {
        const fact = process[stream];
        const at = placeOf(fact);
        if (at === undefined || certainValue(fact)?.kind !== "null") continue;
        const lost = lostEvents(stack, process, stream, at);
        if (lost.length === 0) continue;
        report({
          message: "discarded",
          data: {
            stream: stream === "stdout" ? "Standard output" : "Standard error",
            name: process.name,
            logs: lost.join(", "),
            goes: lost.length === 1 ? "goes" : "go",
            remedy: remedyFor(process, stream),
          },
          at,
          related: [{ ...process.at, label: "the command" }],
        });
      }
    }
  },
});

/** The logs that end in the stream: those that reach it once it is kept, and nothing else than it. */
function lostEvents(stack: Stack, process: Process, stream: "stdout" | "stderr", at: FileSpan): string[] {
  const kept = {
    ...process,
    [stream]: { state: "set", value: { kind: "terminal" }, from: "file", at, via: [] },
  };
  const processes = stack.processes.map((each) => (each === process ? kept : each));
  const lost = new Set<string>();
  for (const route of routesOf({ ...stack, processes })) {
    const name = recordsName(route);
    if (name === undefined) continue;
    if (route.sinks.some((sink) => sink.kind === stream && sink.process === process.name && sink.certain))
      lost.add(name);
  }
  return [...lost];
}

function remedyFor(process: Process, stream: "stdout" | "stderr"): string {
  switch (process.by) {
    case "systemd":
      return `Drop the line: the journal is the default, and journalctl -u ${process.name} shows it.`;
    case "supervisor":
      return `Give ${stream}_logfile a path, or /dev/${stream} with ${stream}_logfile_maxbytes=0 in a container.`;
    case "container":
      return "Drop the driver none, so that docker logs shows it.";
    case "procfile":
    case "shell":
    case "cron":
    case "host":
    case "unknown":
      return "Redirect the stream to a file, or leave it to the service manager.";
  }
}
