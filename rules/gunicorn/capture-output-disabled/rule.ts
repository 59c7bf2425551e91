import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import { mayRunIn } from "../../../src/model/project-processes.ts";
import type { Stack, Stream } from "../../../src/model/stack.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import {
  hasOwnLogger,
  isFileTarget,
  isForDeveloper,
  placeFor,
  processOf,
  servingGunicorns,
  settingOf,
} from "../instances.ts";

/** Reports an errorlog file beside an application that writes to standard output or error, which then never reach that file. */
export default defineRule({
  id: "gunicorn/capture-output-disabled",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "The application's own output never reaches gunicorn's errorlog file",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    split: {
      what: "{output} of {settings} do not reach gunicorn's errorlog {errorlog}: they go to {stream}{destination}.",
      why: "Whoever reads the errorlog at night sees gunicorn's own lines and no word of the application.",
      instead: "Set `capture_output = True`, or give Django a handler that writes a file.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.setup (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#capture-output",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (isForDeveloper(stack, gunicorn)) continue;
      const errorlog = settingOf(gunicorn, "errorlog");
      if (isFileTarget(gunicorn.settings["errorlog"]) !== true || typeof errorlog !== "string") continue;
      if (settingOf(gunicorn, "capture_output") !== false || !hasOwnLogger(gunicorn)) continue;
      if (settingOf(gunicorn, "daemon") === true) continue;
      const at = placeFor(gunicorn, ["errorlog"]);
      if (at === undefined) continue;
      for (const project of projectsOf(stack, gunicorn)) {
        const found = outputsOf(project);
        if (found === null) continue;
        const destination = destinationOf(stack, gunicorn, found.stream);
        report({
          message: "split",
          data: {
            output: found.output,
            settings: project.settings,
            errorlog,
            stream: streamName(found.stream),
            destination: destination.text,
          },
          at,
          related: found.related,
          severity: destination.kept ? "info" : "warning",
          confidence: gunicorn.commandKnown ? "high" : "medium",
        });
      }
    }
  },
});

/** Production's settings; others only when there are no such. */
function projectsOf(stack: Stack, gunicorn: GunicornInstance): readonly DjangoProject[] {
  const kept = stack.django.filter(
    (project) =>
      project.purpose !== "test" && project.purpose !== "development" && mayRunIn(stack, project, gunicorn),
  );
  const production = kept.filter(({ purpose }) => purpose === "production");
  return production.length > 0 ? production : kept;
}

interface Outputs {
  readonly output: string;
  readonly stream: "stdout" | "stderr" | "both";
  readonly related: readonly LabelledSpan[];
}

/** What the project writes to its standard streams in production: handlers that some logger uses, and prints. */
function outputsOf(project: DjangoProject): Outputs | null {
  const used = new Set(
    Object.values(project.tree.loggers).flatMap(({ handlers, disabled }) =>
      certainValue(disabled) === true ? [] : handlers,
    ),
  );
  const streams = new Set<"stdout" | "stderr">();
  const related: LabelledSpan[] = [];
  const names: string[] = [];
  for (const [key, handler] of Object.entries(project.tree.handlers)) {
    const target = certainValue(handler.target);
    if (!used.has(key) || handler.origin !== "logging" || target === undefined) continue;
    if (target.kind !== "stdout" && target.kind !== "stderr") continue;
    if (
      handler.gates.includes("unknown") ||
      (handler.gates.includes("debug-true") && certainValue(project.DEBUG) !== true)
    )
      continue;
    streams.add(target.kind);
    names.push(handler.name);
    if (handler.at !== null)
      related.push({ ...handler.at, label: `this handler writes to ${streamName(target.kind)}` });
  }
  const print = project.packages.flatMap(({ prints }) => prints)[0];
  if (print !== undefined) {
    streams.add("stdout");
    related.push({ ...print, label: "this print writes to standard output" });
  }
  if (streams.size === 0) return null;
  const handlers =
    names.length === 0 ? [] : [`the records of handler${names.length > 1 ? "s" : ""} ${names.join(", ")}`];
  const output = [...handlers, ...(print === undefined ? [] : ["the prints"])]
    .join(" and ")
    .replace(/^t/, "T");
  return { output, stream: streams.size > 1 ? "both" : streams.has("stdout") ? "stdout" : "stderr", related };
}

function streamName(stream: Outputs["stream"]): string {
  switch (stream) {
    case "stdout":
      return "standard output";
    case "stderr":
      return "standard error";
    case "both":
      return "standard output and standard error";
  }
}

/** Where the process's stream ends, and whether somebody keeps it there. */
function destinationOf(
  stack: Stack,
  gunicorn: GunicornInstance,
  stream: Outputs["stream"],
): { readonly text: string; readonly kept: boolean } {
  const process = processOf(stack, gunicorn);
  const end: Stream | undefined =
    process === undefined ? undefined : certainValue(stream === "stderr" ? process.stderr : process.stdout);
  switch (end?.kind) {
    case undefined:
      return { text: " of whatever starts gunicorn", kept: false };
    case "journal":
      return { text: `, the journal of ${end.unit}`, kept: true };
    case "docker":
      return { text: `, the container log of ${end.service}`, kept: true };
    case "file":
      return { text: `, the file ${end.path}`, kept: true };
    case "null":
      return { text: ", which is discarded", kept: false };
    case "terminal":
      return { text: ", the terminal", kept: false };
  }
}
