import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { NginxArgument } from "../../../src/model/nginx.ts";
import { firstSight } from "../places.ts";

/** Reports /dev/stdout and its kin where the stream is a socket of the journal, which cannot be opened by its path (ENXIO). */
export default defineRule({
  id: "nginx/dev-stdout-target",
  since: "0.1.0",
  layer: "nginx",
  summary: "/dev/stdout under systemd's journal does not open",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    socket: {
      what: "{directive} {target} stops nginx: under {unit} that stream is a socket of the journal.",
      why: 'A socket cannot be opened by its path: [emerg] open() "{target}" failed (6: No such device or address), and nginx does not start.',
      instead: "{remedy}",
    },
  },
  references: [
    "nginx 1.22.1: src/core/ngx_cycle.c, ngx_init_cycle",
    "systemd.exec(5), StandardOutput=journal",
  ],
  check(stack, report) {
    const [process, ...others] = stack.processes.filter((each) => each.runs === "nginx");
    const [nginx, ...more] = stack.nginx;
    if (process?.by !== "systemd" || nginx === undefined || others.length > 0 || more.length > 0) return;
    const isFirst = firstSight();
    for (const { context } of contextsOf(nginx)) {
      const logs = [
        ...context.accessLogs
          .filter((log) => !log.off)
          .map(({ target }) => ({ directive: "access_log", target })),
        ...context.errorLogs.map(({ target }) => ({ directive: "error_log", target })),
      ];
      for (const { directive, target } of logs) {
        const device = deviceOf(target);
        const stream = device === null ? undefined : certainValue(process[device]);
        if (stream?.kind !== "journal" || !isFirst(target.at)) continue;
        const remedy =
          directive === "error_log"
            ? "Write error_log stderr, which writes to the stream that nginx has."
            : "Write access_log syslog:server=unix:/dev/log, which the journal reads too, or a file below /var/log/nginx.";
        const data = { directive, target: target.value, unit: stream.unit, remedy };
        report({
          message: "socket",
          data,
          at: target.at,
          fix:
            directive === "error_log" && device === "stderr"
              ? {
                  safety: "safe",
                  title: "Write stderr",
                  edits: [{ ...target.at, how: "replace", was: target.value, text: "stderr" }],
                }
              : null,
          related: [{ ...process.at, label: "started here" }],
        });
      }
    }
  },
});

function deviceOf({ value, placeholder }: NginxArgument): "stdout" | "stderr" | null {
  if (placeholder) return null;
  if (/^\/dev\/(?:stdout|fd\/1)$|^\/proc\/self\/fd\/1$/.test(value)) return "stdout";
  return /^\/dev\/(?:stderr|fd\/2)$|^\/proc\/self\/fd\/2$/.test(value) ? "stderr" : null;
}
