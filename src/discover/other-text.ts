import { linesOf, LOOK } from "./nginx-text.ts";

/** True when an INI text has one of these sections; a name with a final colon is a beginning. */
export function isIni(text: string, sections: readonly string[]): boolean {
  for (const line of linesOf(text)) {
    if (!line.startsWith("[")) continue;
    const name = line.slice(1).trimStart();
    if (sections.some((section) => name.startsWith(section.endsWith(":") ? section : `${section}]`)))
      return true;
  }
  return false;
}

/** True for a systemd unit: not a D-Bus or Avahi service file. */
export function isUnit(text: string): boolean {
  return isIni(text, ["Unit", "Service", "Socket"]) && !isIni(text, ["D-BUS Service"]);
}

/** True when a line begins with the time of a crontab. */
export function isCrontab(text: string): boolean {
  for (const line of linesOf(text)) {
    if (/^@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)\s/.test(line)) return true;
    if (/^[\d*][\d*,/-]*\s+[\d*][\d*,/-]*\s+[\d*][\d*,/-]*\s+[\da-zA-Z*]\S*\s+[\da-zA-Z*]\S*\s/.test(line))
      return true;
  }
  return false;
}

/** True for lines of tmpfiles.d: a letter, and a path. */
export function isTmpfiles(text: string): boolean {
  let lines = 0;
  for (const line of linesOf(text)) {
    if (line === "" || line.startsWith("#") || /^\{[%#]/.test(line)) continue;
    if (!/^[A-Za-z][!+=~^-]{0,3}\s+["']?(?:\/|%|\{\{|<%)/.test(line)) return false;
    lines++;
  }
  return lines > 0;
}

/** True for logrotate stanzas: a path and a brace, and words that only logrotate has. */
export function isLogrotate(text: string): boolean {
  let words = 0;
  let stanza = false;
  for (const line of linesOf(text)) {
    if (line.endsWith("{") && line.includes("/") && !line.startsWith("#")) stanza = true;
    if (
      /^(?:rotate\s+\d+|daily|weekly|monthly|missingok|notifempty|copytruncate|delaycompress|postrotate)\b/.test(
        line,
      )
    )
      words++;
  }
  return stanza && words > 0;
}

/** True for a compose file: `services:` at the left edge, and a service with an image, a build or a command. */
export function isCompose(text: string): boolean {
  const head = text.slice(0, LOOK);
  return /^services:/m.test(head) && /^[ \t]+(?:image|build|command|extends|env_file|ports):/m.test(head);
}

/** True for a Kubernetes object, or a template of one. */
export function isKubernetes(text: string): boolean {
  const head = text.slice(0, LOOK);
  return /^apiVersion:/m.test(head) && /^kind:/m.test(head);
}

const PROCESSES =
  /\b(?:gunicorn3?|uvicorn|hypercorn|daphne|uwsgi|nginx|celery|manage\.py|runserver|django-admin)\b/;

/** True when a line that is not a comment names one of the processes of a site. */
export function startsProcess(text: string): boolean {
  if (text.includes("\0")) return false;
  for (const line of linesOf(text)) if (!line.startsWith("#") && PROCESSES.test(line)) return true;
  return false;
}

/** What a configuration file belongs to that is none of ours, or null when nothing says so. */
export function otherConfiguration(text: string): string | null {
  for (const line of linesOf(text)) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    if (/^<\/?(?:VirtualHost|Directory|IfModule|IfDefine|Location|Files|Proxy)/i.test(line))
      return "an Apache configuration";
    if (/^(?:LoadModule|ServerRoot|DocumentRoot|RewriteEngine|SetHandler)\s/.test(line))
      return "an Apache configuration";
    if (/^\*\.|^\$ModLoad|^module\(load=/.test(line)) return "an rsyslog configuration";
  }
  return null;
}
