import { certainValue, placeOf } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { Process } from "../model/stack.ts";
import type { Step } from "./route.ts";
import { fileSink, pathWay, streamSinks } from "./sinks.ts";
import { after, droppedBy, endingIn, undecided, unsure, type Streams, type Way } from "./way.ts";

/** Where the standard streams of gunicorn and its workers go. */
export function gunicornStreams(gunicorn: GunicornInstance, process: Process | undefined): Streams {
  const outside = outsideStreams(process, "gunicorn");
  const begun: Streams = {
    stdout: afterDaemon(gunicorn, outside.stdout),
    stderr: afterDaemon(gunicorn, outside.stderr),
  };
  return {
    stdout: afterCapture("stdout", gunicorn, process, begun),
    stderr: afterCapture("stderr", gunicorn, process, begun),
  };
}

/** Where the streams lead that a process is started with; `name` for one that no file describes. */
export function outsideStreams(process: Process | undefined, name: string): Streams {
  const named = process?.name ?? name;
  return {
    stdout: endingIn(...streamSinks("stdout", named, process?.stdout, process)),
    stderr: endingIn(...streamSinks("stderr", named, process?.stderr, process)),
  };
}

/** `util.py:daemonize`: descriptors 0 to 2 become /dev/null, unless they are inherited and no terminal. */
function afterDaemon(gunicorn: GunicornInstance, outside: Way): Way {
  const { daemon, enable_stdio_inheritance: inherits } = gunicorn.settings;
  const on = certainValue(daemon);
  const at = placeOf(daemon) ?? null;
  if (on === false || on === null || daemon === undefined) return outside;
  if (on === undefined) return undecided({ what: "daemon", why: "daemon is not known", at }, outside.sinks);
  const kept = certainValue(inherits);
  if (kept === false || kept === null) {
    return droppedBy({ what: "daemon", why: "daemon mode points stdout and stderr at /dev/null", at });
  }
  const why = "daemon mode keeps stdout and stderr only where they are no terminal";
  return undecided({ what: "enable_stdio_inheritance", why, at: placeOf(inherits) ?? at }, outside.sinks);
}

/** `glogging.py:Logger.setup`: with capture_output and an errorlog that is not "-", descriptors 1 and 2 become that file. */
function afterCapture(
  kind: "stdout" | "stderr",
  gunicorn: GunicornInstance,
  process: Process | undefined,
  begun: Streams,
): Way {
  const { capture_output: capture, errorlog } = gunicorn.settings;
  const at = placeOf(capture) ?? null;
  const captured = certainValue(capture);
  const target = certainValue(errorlog);
  if (captured === undefined || (captured === true && target === undefined)) {
    const why = captured === undefined ? "capture_output is not known" : "errorlog is not known";
    const file = typeof target === "string" && target !== "-" ? [fileSink(target, true, process)] : [];
    return undecided({ what: "capture_output", why, at }, [...begun[kind].sinks, ...file].map(unsure));
  }
  if (captured === true && typeof target === "string" && target !== "-") {
    const what = `capture_output sends ${kind} to errorlog`;
    const taken: Step = { what, verdict: "pass", at, part: "stream" };
    const file: Step = { what: `errorlog ${target}`, verdict: "pass", at: placeOf(errorlog) ?? null };
    return after(taken, after(file, pathWay(target, process, begun)));
  }
  const what =
    captured === true
      ? 'capture_output does nothing: errorlog is "-"'
      : `capture_output is off: ${kind} stays as it is`;
  return after({ what, verdict: "pass", at }, begun[kind]);
}

/**
 * Python keeps what print() writes in a buffer when stdout is no terminal, and loses it when the process is killed.
 * CPython 3.8-3.14, `Lib/io`; PYTHONUNBUFFERED set to anything but an empty string turns it off.
 */
export function bufferedStdout(stdout: Way, process: Process | undefined): Way {
  if (stdout.sinks.length === 0) return stdout;
  const set = process?.environment["PYTHONUNBUFFERED"];
  if (set !== undefined && certainValue(set) !== "") return stdout;
  const why =
    "without PYTHONUNBUFFERED it waits until 8 KiB are there or the worker ends, and is lost when the worker is killed";
  return after({ what: "stdout is buffered", verdict: "pass", why, at: null }, stdout);
}
