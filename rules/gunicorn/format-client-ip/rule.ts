import { defineRule } from "../../../src/engine/rule.ts";
import { writtenFormat } from "../formats.ts";
import { isForDeveloper, servingGunicorns, settingOf, writtenValues } from "../instances.ts";
import { proxyLogging } from "../proxies.ts";

/** Atoms that tell who the client is when a proxy stands before gunicorn. */
const CLIENT =
  /^\{(?:x-forwarded-for|x-real-ip|forwarded|cf-connecting-ip|true-client-ip|x-client-ip|fly-client-ip|http_x_forwarded_for|http_x_real_ip|http_forwarded|http_cf_connecting_ip|http_true_client_ip)\}[ie]$/i;

/** Reports a format whose only address is that of the proxy, or empty behind a unix socket. */
export default defineRule({
  id: "gunicorn/format-client-ip",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "The access log names the proxy instead of the client",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    socket: {
      what: "`%(h)s` in access_log_format is empty: gunicorn listens on a unix socket.",
      why: "A socket has no address, so the line begins with a blank, its fields shift, and the client is nowhere in it.",
      instead: "Write `%({atom})s` in its place, and let the proxy send that header.",
    },
    proxy: {
      what: "`%(h)s` in access_log_format is nginx's address, not the client's.",
      why: "gunicorn logs its peer; no setting of forwarded_allow_ips changes that, so every line names the proxy.",
      instead: "Write `%({atom})s` in its place, and let nginx send that header.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.atoms (20.1.0)",
    "https://github.com/benoitc/gunicorn/issues/797",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (isForDeveloper(stack, gunicorn)) continue;
      const format = writtenFormat(gunicorn);
      if (format === null || !format.atoms.some(({ name }) => name === "h")) continue;
      if (
        format.atoms.some(({ name }) => CLIENT.test(name ?? "")) ||
        writtenValues(gunicorn.settings["proxy_protocol"]).length > 0
      )
        continue;
      const binds = settingOf(gunicorn, "bind");
      const sockets = Array.isArray(binds)
        ? binds.map((bind: unknown) => typeof bind === "string" && bind.startsWith("unix:"))
        : [];
      const proxies = proxyLogging(stack, gunicorn.name);
      const data = { atom: "{x-forwarded-for}i" };
      // Where nginx logs the same requests, the client is on record there.
      const severity = proxies.logsAll ? "info" : "warning";
      const confidence = proxies.logsAll ? "low" : "medium";
      if (sockets.length > 0 && sockets.every((socket) => socket))
        report({ message: "socket", data, at: format.at, severity, confidence });
      else if (proxies.contexts > 0) report({ message: "proxy", data, at: format.at, severity, confidence });
    }
  },
});
