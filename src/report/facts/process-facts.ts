import { containerLogs } from "../../routes/sinks.ts";
import type { Fact } from "../../model/fact.ts";
import type { Process, ProxyLink, Rotation, Stream } from "../../model/stack.ts";
import { placeOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { factJson } from "./fact-json.ts";
import type { LinkFacts, ProcessFacts, RotationFacts, StreamSink } from "./facts-result.ts";

/** One process: who it runs as, and where its streams go. Of its environment only the names. */
export function processFacts(process: Process, stack: string, sources: Sources): ProcessFacts {
  return {
    name: process.name,
    stack,
    runs: runsOf(process),
    program: process.runs,
    by: process.by,
    command: redact(process.command),
    at: placeOf(process.at, sources),
    user: factJson(process.user, sources),
    cwd: factJson(process.cwd, sources),
    environment: Object.keys(process.environment),
    stdout: sinkOf(process.stdout, "stdout", process),
    stderr: sinkOf(process.stderr, "stderr", process),
    count: factJson(process.count, sources),
    settings: process.settings,
    ...(process.variant === undefined ? {} : { variant: process.variant }),
    environmentComplete: process.environmentComplete,
    groups: factJson(process.groups, sources),
    umask: factJson(process.umask, sources),
    container: process.container === null ? null : redact(process.container.image),
    via: process.via.map((span) => placeOf(span, sources)),
    sandbox: process.access.rules.map(({ kind, path, says, at }) => ({
      kind,
      path,
      says: redact(says),
      at: placeOf(at, sources),
    })),
    provides: process.access.provides.map(({ at, by, ...path }) => ({
      ...path,
      by: redact(by),
      at: at === null ? null : placeOf(at, sources),
    })),
  };
}

/** The servers that version 1 of the format has no word for are "other". */
function runsOf({ runs }: Process): ProcessFacts["runs"] {
  return runs === "daphne" || runs === "hypercorn" || runs === "uwsgi" ? "other" : runs;
}

export function linkFacts(link: ProxyLink, stack: string, sources: Sources): LinkFacts {
  return {
    stack,
    nginx: link.nginx,
    gunicorn: link.to,
    address: link.address,
    from: placeOf(link.from, sources),
    at: link.at === null ? null : placeOf(link.at, sources),
  };
}

export function rotationFacts(rotation: Rotation, sources: Sources): RotationFacts {
  return {
    pattern: rotation.pattern,
    by: rotation.by,
    reopens: rotation.reopens,
    at: placeOf(rotation.at, sources),
  };
}

function sinkOf(fact: Fact<Stream>, stream: "stdout" | "stderr", process: Process): StreamSink {
  switch (fact.state) {
    case "set":
    case "default":
      return certainSink(fact.value, stream, process);
    case "unknown":
    case "either":
      return {
        kind: stream,
        process: process.name,
        read: `the ${stream} of ${process.name}`,
        certain: false,
      };
  }
}

function certainSink(value: Stream, stream: "stdout" | "stderr", process: Process): StreamSink {
  switch (value.kind) {
    case "journal":
      return { kind: "journal", unit: value.unit, read: `journalctl -u ${value.unit}`, certain: true };
    case "docker":
      return {
        kind: "docker",
        service: value.service,
        read: containerLogs(value.service),
        certain: true,
      };
    case "file":
      return { kind: "file", path: value.path, read: `tail -f ${value.path}`, certain: true };
    case "null":
      return { kind: "null", read: null, certain: true };
    case "terminal":
      return {
        kind: stream,
        process: process.name,
        read: `the terminal that runs ${process.name}`,
        certain: true,
      };
  }
}
