import { containerLogs } from "../../routes/sinks.ts";
import type { Fact } from "../../model/fact.ts";
import type { Process, Rotation, Stream } from "../../model/stack.ts";
import { placeOf, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { factJson } from "./fact-json.ts";
import type { ProcessFacts, RotationFacts, StreamSink } from "./facts-result.ts";

/** One process: who it runs as, and where its streams go. Of its environment only the names. */
export function processFacts(process: Process, stack: string, sources: Sources): ProcessFacts {
  return {
    name: process.name,
    stack,
    runs: process.runs,
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
