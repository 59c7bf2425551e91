import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import { covers } from "../../../src/model/rotation-pattern.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import type { Stack, Stream } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { logWriters, type LogWriter } from "../log-writers.ts";

/**
 * What docker's json-file driver keeps without max-size; and a log that no stanza covers where the repository has logrotate stanzas for other logs of the same deployment: whoever wrote them
 * meant to rotate here, and this one was forgotten, or the pattern misses it.
 */
export default defineRule({
  id: "stack/rotation-missing",
  since: "0.1.0",
  layer: "stack",
  summary: "a log that nothing rotates: left out by the stanzas, or kept by docker without a limit",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    leftOut: {
      what: "Nothing rotates {path}: the stanza for {pattern} does not cover it.",
      why: "The file grows until the disk is full, and a full disk stops the database and everything else.",
      instead: "Add the path to the stanza, or move the log to where the pattern finds it.",
    },
    container: {
      what: "docker keeps all that {service} writes, without a limit: json-file has no max-size.",
      why: "The file grows until the disk of the host is full, and every container on it stops.",
      instead: "Set max-size and max-file under logging.options, or the driver local.",
    },
    byDefault: {
      what: "Nothing limits what docker keeps of {service}, unless the daemon of the host does.",
      why: "The default driver json-file has no limit: the file grows until the disk of the host is full.",
      instead: "Set max-size and max-file under logging.options, or log-opts in the daemon's configuration.",
    },
  },
  references: ["logrotate(8) 3.21", "glob(3)", "Docker documentation: JSON File logging driver"],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    for (const { stream, at } of containerStreams(stack)) {
      const data = { service: stream.service };
      if (stream.keeps === "unbounded") report({ message: "container", data, at });
      // a host's daemon.json is seldom in the repository
      else if (stream.keeps === "default") report({ message: "byDefault", data, at, confidence: "low" });
    }
    // What a template makes of its stanzas is not known: it may be one for any path.
    if (
      stack.files.some(
        ({ as, file }) => as === "logrotate" && /\.(?:j2|jinja2?|erb|epp|template|tmpl|tpl)$/.test(file),
      )
    )
      return;
    // stack/rotation-broken tells of what logrotate drops: it may have been meant for these files.
    if (stack.lostStanzas !== undefined) return;
    const stanzas = stack.rotations.filter((each) => each.by === "logrotate");
    const writers = logWriters(stack);
    const own = stanzas.find((each) => writers.some((writer) => covers(each.pattern, writer.path)));
    if (own === undefined) return;
    const seen = new Set<string>();
    for (const writer of writers) {
      if (seen.has(writer.path) || !growsForEver(writer)) continue;
      if (stack.rotations.some((each) => each.pattern === writer.path || mayCover(each.pattern, writer.path)))
        continue;
      seen.add(writer.path);
      report({
        message: "leftOut",
        data: { path: writer.path, pattern: own.pattern },
        at: writer.at,
        related: [{ ...own.at, label: "other logs are rotated here" }],
      });
    }
  },
});

/** Standard output of the services of compose, each once. */
function containerStreams(stack: Stack): { readonly stream: DockerStream; readonly at: FileSpan }[] {
  const found = new Map<string, { readonly stream: DockerStream; readonly at: FileSpan }>();
  for (const { stdout } of stack.processes) {
    const stream = certainValue(stdout);
    const at = placeOf(stdout);
    if (stream?.kind === "docker" && at !== undefined && !found.has(stream.service))
      found.set(stream.service, { stream, at });
  }
  return [...found.values()];
}

type DockerStream = Extract<Stream, { kind: "docker" }>;

/** A path with a template's value or a home folder may cover anything. */
function mayCover(pattern: string, path: string): boolean {
  return !pattern.startsWith("/") || /[{}$<]/.test(pattern) || covers(pattern, path);
}

/** Not what rotates itself, or is rotated by the package that brings it, and not a handler that nobody here knows. */
function growsForEver({ path, kind, class: name }: LogWriter): boolean {
  if (/^\/var\/log\/(?:nginx|gunicorn|supervisor)\/[^/]+\.log$/.test(path)) return false;
  if (kind === "nginx" || kind === "gunicorn" || kind === "stream") return true;
  return name === "logging.FileHandler" || name === "logging.handlers.WatchedFileHandler";
}
