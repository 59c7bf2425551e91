import type { NginxArgument } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { refusal } from "./refusal.ts";

const FACILITIES = new Set(
  (
    "kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron " +
    "local0 local1 local2 local3 local4 local5 local6 local7"
  ).split(" "),
);
const SEVERITIES = new Set("emerg alert crit error warn notice info debug".split(" "));

/** What nginx refuses in `syslog:server=...`: the first fault, as nginx stops there. ngx_syslog.c, nginx 1.22.1. */
export function checkSyslogTarget(target: NginxArgument): Problem[] {
  const seen = new Set<string>();
  for (const part of target.value.slice("syslog:".length).split(",")) {
    const message = part === "nohostname" ? null : checkPart(part, seen);
    if (message !== null) return [refusal(message, target.at, insteadOf(message))];
  }
  return seen.has("server")
    ? []
    : [refusal("no syslog server specified", target.at, "write syslog:server=ADDRESS")];
}

function checkPart(part: string, seen: Set<string>): string | null {
  const at = part.indexOf("=");
  const key = at < 0 ? part : part.slice(0, at);
  const value = part.slice(at + 1);
  if (at < 0 || !["server", "facility", "severity", "tag"].includes(key))
    return `unknown syslog parameter "${part}"`;
  if (seen.has(key)) return `duplicate syslog "${key}"`;
  seen.add(key);
  switch (key) {
    case "server":
      return checkServer(value);
    case "facility":
      return FACILITIES.has(value) ? null : `unknown syslog facility "${value}"`;
    case "severity":
      return SEVERITIES.has(value) ? null : `unknown syslog severity "${value}"`;
    default:
      if (value.length > 32) return "syslog tag length exceeds 32";
      return /^[A-Za-z0-9_]*$/.test(value)
        ? null
        : 'syslog "tag" only allows alphanumeric characters and underscore';
  }
}

/** ngx_inet.c ngx_parse_url; whether a name resolves cannot be known here. */
function checkServer(address: string): string | null {
  if (address.startsWith("unix:")) {
    return address === "unix:" ? `no path in the unix domain socket in syslog server "${address}"` : null;
  }
  if (address.startsWith("[")) return null;
  if (/[/?]/.test(address)) return `invalid host in syslog server "${address}"`;
  const colon = address.indexOf(":");
  const host = colon < 0 ? address : address.slice(0, colon);
  if (colon >= 0) {
    const port = address.slice(colon + 1);
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      return `invalid port in syslog server "${address}"`;
  }
  return host === "" ? `no host in syslog server "${address}"` : null;
}

function insteadOf(message: string): string | undefined {
  if (message.includes("facility")) return "write a facility in lower case, such as local7";
  if (message.includes("severity"))
    return "write one of emerg, alert, crit, error, warn, notice, info, debug";
  if (message.includes("tag")) return "use letters, digits and underscores, 32 at most";
  if (message.startsWith('unknown syslog parameter ""'))
    return "separate the parameters by commas without spaces";
  if (message.startsWith("invalid host"))
    return "write HOST or HOST:PORT (UDP) or unix:PATH, without a scheme";
  return undefined;
}
