import { decoder, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

/** A line of a crontab that starts something, crontab(5). */
export interface CronJob {
  /** `@reboot`, or the five fields as written. */
  readonly schedule: string;
  /** Null in a crontab without a user column. */
  readonly user: { readonly name: string; readonly span: Span } | null;
  /** Up to the first `%`; `\%` is a percent sign. */
  readonly command: Decoded;
  readonly commandSpan: Span;
  /** The assignments above it, the last of each name. */
  readonly environment: readonly CronVariable[];
}

export interface CronVariable {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

const SCHEDULE =
  /^\s*(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|[\d*][\d*,/-]*\s+[\d*][\d*,/-]*\s+[\d*][\d*,/-]*\s+[\da-zA-Z*][\da-zA-Z*,/-]*\s+[\da-zA-Z*][\da-zA-Z*,/-]*)\s+/;
/** More variables than anybody writes are left out: each job has its own list of them. */
const MOST_VARIABLES = 200;
const VARIABLE = /^\s*(?:([A-Za-z_]\w*)|"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)')\s*=(.*)$/;

/**
 * Reads a crontab (Debian cron 3.0pl1, crontab(5)). `hasUsers` tells whether a user stands before each command, as in /etc/crontab and /etc/cron.d;
 * null: the text decides. Never throws; linear.
 */
export function readCrontab(text: string, hasUsers: boolean | null): readonly CronJob[] {
  const users = hasUsers ?? looksLikeUsers(text);
  const jobs: CronJob[] = [];
  const variables = new Map<string, CronVariable>();
  for (const { line, start } of linesOf(text)) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const schedule = SCHEDULE.exec(line);
    if (schedule === null) {
      const [, plain, double, single, value = ""] = VARIABLE.exec(line) ?? [];
      const name = plain ?? double ?? single;
      const span = { start, end: start + line.length };
      if (name !== undefined && (variables.has(name) || variables.size < MOST_VARIABLES))
        variables.set(name, { name, value: unquoted(value.trim()), span });
      continue;
    }
    let at = schedule[0].length;
    let user: CronJob["user"] = null;
    if (users) {
      const name = /^\S+/.exec(line.slice(at))?.[0] ?? "";
      user = { name, span: { start: start + at, end: start + at + name.length } };
      at += name.length + (/^\s*/.exec(line.slice(at + name.length))?.[0].length ?? 0);
    }
    const command = commandOf(line, at, start);
    if (command.value === "") continue;
    jobs.push({
      schedule: schedule[1] ?? "",
      user,
      command,
      commandSpan: { start: start + at, end: command.end },
      environment: [...variables.values()],
    });
  }
  return jobs;
}

function* linesOf(text: string): Generator<{ line: string; start: number }> {
  let start = 0;
  for (const raw of text.split("\n")) {
    yield { line: raw.replace(/\r$/, ""), start };
    start += raw.length + 1;
  }
}

/** The rest of the line up to a bare `%`, behind which stands what the command reads. */
function commandOf(line: string, from: number, start: number): Decoded {
  const out = decoder();
  let at = from;
  for (; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "%") break;
    if (char === "\\" && line.charAt(at + 1) === "%") {
      out.add("%", start + at);
      at++;
    } else out.add(char, start + at);
  }
  return out.result(start + at);
}

function unquoted(value: string): string {
  const quote = value.charAt(0);
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}

/** Words that begin a command and are no user. */
const COMMANDS =
  /^(?:cd|python[\d.]*|sh|bash|zsh|env|test|flock|nice|ionice|docker(?:-compose)?|podman|sudo|su|curl|wget|echo|date|find|poetry|pipenv|uv|source|export|celery|gunicorn|uvicorn|manage\.py|django-admin|timeout|cronitor|chronic|set|if|certbot|rm|cp|mv|tar|systemctl|service|supervisorctl|logrotate|make|node|npm|php|perl|pg_dump|psql|mysqldump)$/;

/** True when the first word of every command can only be a user: a bare name before a path or a known command. */
function looksLikeUsers(text: string): boolean {
  let jobs = 0;
  for (const { line } of linesOf(text)) {
    const schedule = SCHEDULE.exec(line);
    if (schedule === null || line.trimStart().startsWith("#")) continue;
    const [first = "", second = ""] = line.slice(schedule[0].length).split(/\s+/, 2);
    if (!/^[a-z_][a-z0-9_-]*$/.test(first) || COMMANDS.test(first)) return false;
    if (!/^[./[({]|^[A-Z_]+=/.test(second) && !COMMANDS.test(second)) return false;
    jobs++;
  }
  return jobs > 0;
}
