import { defineRule } from "../../../src/engine/rule.ts";
import { gunicornStreams } from "../../../src/routes/standard-stream.ts";
import { safeIfAlone } from "../fixes.ts";
import { processOf, servingGunicorns, writtenValues } from "../instances.ts";

/** Reports /dev/stdout and its kin where the stream is a socket, which cannot be opened by its path. */
export default defineRule({
  id: "gunicorn/dev-stdout-target",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "/dev/stdout under systemd's journal does not open",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    socket: {
      what: "{setting} {target} stops gunicorn: under {unit} that stream is a socket of the journal.",
      why: "A socket cannot be opened by its path: Error: '{target}' isn't writable [OSError(6, 'No such device or address')].",
      instead: 'Write `{setting} = "-"`: gunicorn then writes to the stream that it has.',
    },
  },
  references: ["gunicorn util.py, check_is_writeable (20.1.0)", "systemd.exec(5), StandardOutput=journal"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const process = processOf(stack, gunicorn);
      if (process === undefined) continue;
      for (const setting of ["accesslog", "errorlog"] as const) {
        for (const { value, at } of writtenValues(gunicorn.settings[setting])) {
          const device =
            typeof value === "string"
              ? /^\/(?:dev\/(stdout|stderr)|dev\/fd\/([12])|proc\/self\/fd\/([12]))$/.exec(value)
              : null;
          if (device === null || typeof value !== "string") continue;
          const isError = device[1] === "stderr" || device[2] === "2" || device[3] === "2";
          // What daemon or capture_output made of the stream is what is opened.
          const streams = gunicornStreams(gunicorn, process);
          const [stream, ...others] = (isError ? streams.stderr : streams.stdout).sinks;
          if (stream?.kind !== "journal" || !stream.certain || others.length > 0) continue;
          report({
            message: "socket",
            data: { setting, target: value, unit: stream.unit },
            at,
            fix: safeIfAlone(stack, gunicorn, "Write -", [{ ...at, how: "replace", was: value, text: "-" }]),
            related: [{ ...process.at, label: "started here" }],
          });
        }
      }
    }
  },
});
