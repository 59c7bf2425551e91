import { fileOf, type LogFile } from "../../routes/log-files.ts";
import type { Route, Sink, Step } from "../../routes/route.ts";
import { escapeLine } from "../escape.ts";
import { redact } from "../redact.ts";
import { fileName } from "../where/files-text.ts";
import { sinkName } from "../where/route-names.ts";
import type { EndDraft, Trail, WaypointDraft } from "./map-draft.ts";

/** Every way of a route to an end; one that ends nowhere has one trail, to the reason. */
export function trailsOf(route: Route, files: readonly LogFile[]): Trail[] {
  const trails = route.sinks.flatMap((sink) => trailsTo(sink, route, files));
  return trails.length > 0 ? trails : [{ via: [], end: deadEnd(route), certain: true }];
}

/** Text that is safe to show, and on one line. */
export function plain(text: string): string {
  return escapeLine(redact(text));
}

/** Handlers on the way stand side by side: each begins a branch, and what follows it belongs to it. */
function trailsTo(sink: Sink, route: Route, files: readonly LogFile[]): Trail[] {
  const own = keyOfSink(sink);
  const branches: { handler: Step | null; streams: Step[] }[] = [];
  for (const step of route.steps) {
    if (step.part === undefined || step.leadsTo?.some((each) => keyOfSink(each) === own) !== true) continue;
    const last = branches.at(-1);
    if (step.part !== "stream") branches.push({ handler: step, streams: [] });
    else if (last === undefined) branches.push({ handler: null, streams: [step] });
    else last.streams.push(step);
  }
  if (branches.length === 0) branches.push({ handler: null, streams: [] });
  const end = endOf(sink, route, files);
  const trails = new Map<string, Trail>();
  for (const { handler, streams } of branches) {
    const via: WaypointDraft[] = [];
    if (handler?.part === "handler") via.push(waypoint(1, [handler], route));
    if (streams.length > 0) via.push(waypoint(2, streams, route));
    trails.set(JSON.stringify(via.map((each) => each.key)), { via, end, certain: sink.certain });
  }
  return [...trails.values()];
}

function waypoint(column: 1 | 2, steps: readonly Step[], route: Route): WaypointDraft {
  const places = steps.flatMap((step) => (step.at === null ? [] : [step.at]));
  const label = [...new Set(steps.map((step) => plain(step.what)))].join(", ");
  return { key: JSON.stringify([route.stack, route.service, column, label, places]), column, label, places };
}

function keyOfSink(sink: Sink): string {
  return JSON.stringify({ ...sink, certain: true });
}

function endOf(sink: Sink, route: Route, files: readonly LogFile[]): EndDraft {
  const own = keyOfSink(sink);
  const leads = (step: Step): boolean => step.leadsTo?.some((each) => keyOfSink(each) === own) === true;
  const deciding = route.steps.findLast((step) => step.at !== null && leads(step));
  const file = fileOf(files, route, sink);
  const isNull = sink.kind === "null";
  return {
    key: JSON.stringify([route.stack, own]),
    kind: isNull ? "dead" : "sink",
    label: plain(file === undefined ? sinkName(sink) : fileName(file)),
    detail: isNull ? "thrown away" : "",
    read: sink.read !== null && isCommand(sink) ? [plain(sink.read)] : [],
    places: deciding?.at ? [deciding.at] : [],
    files: file === undefined ? [] : [file],
  };
}

/** A stream of a process that nothing describes has no command, nor has a path with a piece that is not known. */
function isCommand(sink: Sink): boolean {
  if (sink.kind === "stdout" || sink.kind === "stderr") return false;
  return sink.kind !== "file" || !/[{}$]/.test(sink.path);
}

/** Why a record that ends nowhere does so: the last drop on its way, or the first step that cannot be decided. */
function deadEnd(route: Route): EndDraft {
  const undecided = route.steps.find((step) => step.verdict === "maybe");
  const last = undecided ?? route.steps.findLast((step) => step.verdict === "drop");
  const why = plain(last === undefined ? "nothing takes it" : (last.why ?? last.what));
  const kind = undecided === undefined ? "dead" : "unknown";
  return {
    key: JSON.stringify([route.stack, kind, why]),
    kind,
    label: kind === "dead" ? "nowhere" : "not known",
    detail: why,
    read: [],
    places: last?.at ? [last.at] : [],
    files: [],
  };
}
