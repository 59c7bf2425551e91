import type { FileSpan } from "../text/span.ts";
import type { DjangoProject } from "../model/django.ts";
import { certainValue, placeOf } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process } from "../model/stack.ts";
import { gunicornStreams } from "./standard-stream.ts";
import type { Streams } from "./way.ts";

/** Why no request is ever served. */
export interface Refusal {
  readonly why: string;
  /** What is written that does it, null where it is the whole command. */
  readonly at: FileSpan | null;
  /** "start": the master gives up at once; "boot": its workers do, and it ends after them. */
  readonly stage: "start" | "boot";
}

/**
 * What keeps gunicorn from serving, as far as it is certain: what it refuses itself, and /dev/stdout or /dev/stderr opened by
 * their path where they are sockets of the journal, which Linux answers with ENXIO (gunicorn 20.1.0 `util.py:check_is_writeable`,
 * Python `logging.FileHandler`).
 */
export function refusalOf(
  gunicorn: GunicornInstance,
  process: Process | undefined,
  projects: readonly DjangoProject[],
): Refusal | null {
  const { refusal, logging, settings } = gunicorn;
  if (refusal !== null && refusal.status !== 0)
    return { why: `gunicorn does not start: ${refusal.message}`, at: null, stage: "start" };
  if (logging.failure !== null)
    return { why: `gunicorn does not start: ${logging.failure}`, at: null, stage: "start" };
  const streams = gunicornStreams(gunicorn, process);
  for (const name of ["errorlog", "accesslog"]) {
    const target = certainValue(settings[name]);
    if (typeof target !== "string" || !isSocket(target, streams)) continue;
    const why = `gunicorn does not start: ${name} ${target} is a socket of the journal, which cannot be opened by its path`;
    return { why, at: placeOf(settings[name]) ?? null, stage: "start" };
  }
  const found = projects.map((project) => handlerRefusal(project, streams));
  return found.length > 0 && !found.includes(null) ? (found[0] ?? null) : null;
}

/** dictConfig opens the file of a handler at once, unless it has `delay`; when that fails the settings cannot be imported. */
function handlerRefusal(project: DjangoProject, streams: Streams): Refusal | null {
  for (const handler of Object.values(project.tree.handlers)) {
    const target = certainValue(handler.target);
    if (handler.origin !== "logging" || target?.kind !== "file" || !isSocket(target.path, streams)) continue;
    const written = project.config?.handlers.find((each) => each.name === handler.name);
    const delay = written?.options["delay"];
    if (written === undefined || (delay !== undefined && certainValue(delay) !== false)) continue;
    const why = `gunicorn's workers do not boot: the handler ${handler.name} opens ${target.path}, a socket of the journal, which cannot be opened by its path`;
    return { why, at: placeOf(handler.target) ?? handler.at, stage: "boot" };
  }
  return null;
}

function isSocket(path: string, streams: Streams): boolean {
  const number = /^\/dev\/(?:std(out|err)|fd\/([12]))$|^\/proc\/self\/fd\/([12])$/.exec(path);
  if (number === null) return false;
  const isError = number[1] === "err" || number[2] === "2" || number[3] === "2";
  const { sinks } = isError ? streams.stderr : streams.stdout;
  return sinks.length === 1 && sinks[0]?.kind === "journal" && sinks[0].certain;
}
