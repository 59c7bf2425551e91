import { defineRule } from "../../../src/engine/rule.ts";
import { firstSight, productionContexts } from "../places.ts";

export default defineRule({
  id: "nginx/syslog-cleartext",
  since: "0.1.0",
  layer: "nginx",
  summary: "log lines leave for a host on the internet in clear text",
  severity: "info",
  confidence: "medium",
  presets: ["security"],
  fixable: "no",
  messages: {
    clear: {
      what: "Log lines go to {host} over plain UDP.",
      why: "nginx's syslog knows no encryption and no authentication: on the way the lines, with addresses and paths of all users, can be read, changed or dropped.",
      instead:
        "Send them to a syslog daemon on this machine (unix:/dev/log) and let that forward them over TLS.",
    },
  },
  references: ["nginx 1.22.1: src/core/ngx_syslog.c (datagrams only)", "OWASP Logging Cheat Sheet"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context } of productionContexts(stack)) {
      for (const { target } of [...context.accessLogs, ...context.errorLogs]) {
        const host = target.placeholder ? null : publicHost(target.value);
        if (host !== null && isNew(target.at)) report({ message: "clear", at: target.at, data: { host } });
      }
    }
  },
});

/** The host when it is surely not in a private network: a public address, or a name below a public domain. */
function publicHost(target: string): string | null {
  const server = /^syslog:(?:[^,]{1,200},)*?server=([^,]{1,300})/.exec(target.slice(0, 600))?.[1];
  if (server === undefined || server.startsWith("unix:") || server.startsWith("[") || server.includes("$"))
    return null;
  const host = server.replace(/:\d{1,5}$/, "").toLowerCase();
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return isPrivate(host) ? null : host;
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host)) return null;
  return /\.(?:local|localhost|localdomain|internal|intern|intranet|lan|home|corp|private|consul|cluster|svc|test|example|invalid|arpa)$/.test(
    host,
  )
    ? null
    : host;
}

function isPrivate(address: string): boolean {
  const [first = 0, second = 0] = address.split(".").map(Number);
  if (first === 0 || first === 10 || first === 127 || first >= 224) return true;
  if (first === 100) return second >= 64 && second < 128;
  if (first === 169) return second === 254;
  return (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
}
