import type { Gap } from "../../model/problem.ts";
import { certainValue } from "../../model/fact.ts";
import type { FileRotation } from "../../routes/file-rotations.ts";
import { fileOf, writerFor, type LogFile, type LogWriter } from "../../routes/log-files.ts";
import type { Route, Sink, Step } from "../../routes/route.ts";
import { gapJson, type GapJson } from "../json.ts";
import { placeOf, type Place, type Sources } from "../places.ts";
import { redact } from "../redact.ts";
import { jsonText } from "../json-text.ts";

/** `loglint where --format json`, version 1. */
export interface WhereResult {
  readonly version: 1;
  readonly routes: readonly RouteJson[];
  readonly files: readonly FileJson[];
  readonly gaps: readonly GapJson[];
}

/** A file in which records end; `rotations` of a writer say what becomes of the lines that it writes. */
export interface FileJson {
  readonly stack: string;
  readonly path: string;
  readonly inside: string | null;
  readonly read: string;
  readonly writers: readonly {
    readonly what: string;
    readonly process: string | null;
    readonly user: string | null;
    readonly at: Place | null;
    readonly rotations: readonly RotationJson[];
  }[];
}

export interface RotationJson {
  readonly by: FileRotation["by"];
  /** Does the writer go on in the new file? */
  readonly notices: "yes" | "no" | "partly" | "unknown";
  readonly why: string;
  readonly at: Place | null;
}

type SinkJson = Sink & {
  readonly writer?: string | null;
  readonly user?: string | null;
  readonly rotation?: readonly RotationJson[];
};

interface RouteJson extends Omit<Route, "dropped" | "steps" | "sinks"> {
  readonly sinks: readonly SinkJson[];
  readonly dropped: readonly { readonly why: string; readonly at: Place }[];
  readonly steps: readonly (Omit<Step, "at" | "leadsTo"> & { readonly at: Place | null })[];
}

export function whereResult(
  routes: readonly Route[],
  files: readonly LogFile[],
  gaps: readonly Gap[],
  sources: Sources,
): WhereResult {
  const place = (at: Step["at"]): Place | null => (at === null ? null : placeOf(at, sources));
  return {
    version: 1,
    routes: routes.map((route) => ({
      ...route,
      sinks: route.sinks.map((sink) => sinkJson(sink, route, files, sources)),
      dropped: route.dropped.map(({ why, at }) => ({ why: redact(why), at: placeOf(at, sources) })),
      steps: route.steps.map(({ what, verdict, why, at }) => ({
        what: redact(what),
        verdict,
        ...(why === undefined ? {} : { why: redact(why) }),
        at: place(at),
      })),
    })),
    files: files.map((file) => fileJson(file, sources)),
    gaps: gaps.map((gap) => gapJson(gap, sources)),
  };
}

export function whereJson(
  routes: readonly Route[],
  files: readonly LogFile[],
  gaps: readonly Gap[],
  sources: Sources,
): string {
  return `${jsonText(whereResult(routes, files, gaps, sources))}\n`;
}

/** Addresses of servers may hold credentials. */
function sinkJson(sink: Sink, route: Route, files: readonly LogFile[], sources: Sources): SinkJson {
  if (sink.kind === "syslog") return { ...sink, address: redact(sink.address) };
  const file = fileOf(files, route, sink);
  const writer = file === undefined ? undefined : writerFor(file, route);
  if (writer === undefined) return sink;
  const rotation = writer.rotations.map((each) => rotationJson(each, writer, sources));
  return { ...sink, writer: writer.what, user: certainValue(writer.user) ?? null, rotation };
}

function fileJson({ writers, ...file }: LogFile, sources: Sources): FileJson {
  return {
    ...file,
    writers: writers.map((writer) => ({
      what: writer.what,
      process: writer.process,
      user: certainValue(writer.user) ?? null,
      at: writer.at === null ? null : placeOf(writer.at, sources),
      rotations: writer.rotations.map((each) => rotationJson(each, writer, sources)),
    })),
  };
}

const NOTICES = { new: "yes", old: "no", nowhere: "no", both: "partly", unknown: "unknown" } as const;

function rotationJson(
  { by, rotation, after }: FileRotation,
  writer: LogWriter,
  sources: Sources,
): RotationJson {
  const at = rotation?.at ?? writer.at;
  return { by, notices: NOTICES[after.lines], why: after.why, at: at === null ? null : placeOf(at, sources) };
}
