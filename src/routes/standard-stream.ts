import type { GunicornInstance } from "../model/gunicorn.ts";
import { certainValue, placeOf } from "../model/fact.ts";
import type { Process } from "../model/stack.ts";
import type { Sink, Step } from "./route.ts";
import { fileSink, streamSinks } from "./sinks.ts";

/** One way with the steps on it. */
export interface Way {
  readonly steps: readonly Step[];
  readonly sinks: readonly Sink[];
}

/**
 * Where a standard stream of gunicorn and its workers goes: to /dev/null when daemonised (`util.py:daemonize`), into
 * errorlog with capture_output and a file (`glogging.py:Logger.setup`), else to whatever started gunicorn.
 */
export function standardStream(
  kind: "stdout" | "stderr",
  gunicorn: GunicornInstance,
  process: Process | undefined,
): Way {
  const { daemon, capture_output: capture, errorlog } = gunicorn.settings;
  const outside = streamSinks(kind, process?.name ?? gunicorn.name, process?.[kind]);
  const captured = certainValue(capture);
  const target = certainValue(errorlog);
  if (captured === true && typeof target === "string" && target !== "-") {
    const steps: Step[] = [
      { what: `capture_output sends ${kind} to errorlog`, verdict: "pass", at: placeOf(capture) ?? null },
      { what: `errorlog ${target}`, verdict: "pass", at: placeOf(errorlog) ?? null },
    ];
    return { steps, sinks: gunicornTarget(target, "stderr", outside) };
  }
  if (certainValue(daemon) === true) {
    const why = "daemon mode points stdout and stderr at /dev/null";
    return { steps: [{ what: "daemon", verdict: "drop", why, at: placeOf(daemon) ?? null }], sinks: [] };
  }
  if (captured === undefined || (captured === true && target === undefined)) {
    const why = "capture_output or errorlog is not known";
    const unsure = outside.map((sink) => ({ ...sink, certain: false }));
    return {
      steps: [{ what: "capture_output", verdict: "maybe", why, at: placeOf(capture) ?? null }],
      sinks: unsure,
    };
  }
  const steps: Step[] =
    captured === true
      ? [
          {
            what: 'capture_output does nothing: errorlog is "-"',
            verdict: "pass",
            at: placeOf(capture) ?? null,
          },
        ]
      : [
          {
            what: `capture_output is off: ${kind} stays as it is`,
            verdict: "pass",
            at: placeOf(capture) ?? null,
          },
        ];
  return { steps, sinks: outside };
}

/** gunicorn's own log: its file, or the stream that `-` stands for; `stream` are the sinks of that stream. */
export function gunicornTarget(target: string, _kind: "stdout" | "stderr", stream: readonly Sink[]): Sink[] {
  if (target === "-") return [...stream];
  if (target === "/dev/null") return [{ kind: "null", read: null, certain: true }];
  if (/^\/dev\/(?:stdout|stderr|fd\/[12])$|^\/proc\/(?:self|1)\/fd\/[12]$/.test(target)) return [...stream];
  return [fileSink(target)];
}
