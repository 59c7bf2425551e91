import { certainValue } from "../../model/fact.ts";
import type { Stack } from "../../model/stack.ts";
import { covers } from "../../model/rotation-pattern.ts";
import type { LogFile } from "../../routes/log-files.ts";
import type { Sink } from "../../routes/route.ts";
import type { Trace, TraceLine } from "../../trace/request.ts";
import { looksSecret } from "../redact.ts";

/** A line that would hold what the query string of the request carries. */
export interface SecretRisk {
  readonly line: TraceLine;
  /** The parameters whose values it holds. */
  readonly names: readonly string[];
  /** "maybe": what the line shows is not known, or a mail or a service adds the request to it. */
  readonly holds: "yes" | "maybe";
  readonly readers: readonly { readonly sink: Sink; readonly who: string }[];
}

/** The parameters of the query that look secret by name, and all of them where none does. */
export function secretsIn(target: string): { readonly name: string; readonly value: string }[] {
  const at = target.indexOf("?");
  if (at < 0) return [];
  const all = target
    .slice(at + 1)
    .split("&")
    .map((pair) => {
      const cut = pair.indexOf("=");
      return cut < 0 ? { name: pair, value: "" } : { name: pair.slice(0, cut), value: pair.slice(cut + 1) };
    })
    .filter(({ value }) => value !== "");
  const secret = all.filter(({ name }) => looksSecret(name));
  return secret.length > 0 ? secret : all;
}

/** Which lines of a traced request hold the secrets of its query, in which sinks, and who can read these, as far as known. */
export function secretRisks(
  trace: Trace,
  target: string,
  stack: Stack,
  files: readonly LogFile[],
): SecretRisk[] {
  const secrets = secretsIn(target);
  return trace.lines.flatMap((line): SecretRisk[] => {
    const sinks = line.sinks.filter(({ kind }) => kind !== "null");
    const held = secrets.filter((secret) => isIn(line.text ?? "", secret)).map(({ name }) => name);
    const names = held.length > 0 ? held : secrets.map(({ name }) => name);
    if (names.length === 0 || sinks.length === 0) return [];
    const isKnown = line.text !== null;
    // A report of an error carries the request: the mail of Django its GET parameters, a tracker the address.
    const more = sinks.filter(({ kind }) => kind === "mail" || kind === "third-party");
    const shown = held.length > 0 || !isKnown ? sinks : line.event === "django.exception" ? more : [];
    if (shown.length === 0) return [];
    const readers = shown.map((sink) => ({ sink, who: readersOf(sink, stack, files) }));
    return [{ line, names, holds: held.length > 0 ? "yes" : "maybe", readers }];
  });
}

/** A value of a few characters is found anywhere: only with its name it tells. */
function isIn(text: string, { name, value }: { readonly name: string; readonly value: string }): boolean {
  return text.includes(`${name}=${value}`) || (value.length >= 6 && text.includes(value));
}

function readersOf(sink: Sink, stack: Stack, files: readonly LogFile[]): string {
  switch (sink.kind) {
    case "file":
      return fileReaders(sink.path, stack, files);
    case "journal":
      return "root, and members of the groups systemd-journal and adm";
    case "docker":
      return "whoever may talk to the container engine, and root";
    case "stdout":
    case "stderr":
      return "whoever started the process, or what collects its output";
    case "syslog":
      return "whoever reads the syslog server, and the network on the way unless it is local";
    case "mail":
      return "every recipient, and the mail servers on the way; the mail shows GET parameters";
    case "http":
    case "third-party":
      return "whoever has access to that service; it gets the address of the request unless it is told to leave it out";
    case "null":
      return "nobody";
  }
}

/** logrotate's `create` says what a file is from the first rotation on; before, the umask of its writer decides. */
function fileReaders(path: string, stack: Stack, files: readonly LogFile[]): string {
  const file = files.find((each) => each.stack === stack.name && each.path === path);
  const users = new Set(file?.writers.flatMap(({ user }) => certainValue(user) ?? []));
  const writer = users.size === 0 ? "the user that writes it" : [...users].join(" and ");
  const made = stack.rotations.find(
    ({ by, pattern, creates }) => by === "logrotate" && creates !== undefined && covers(pattern, path),
  )?.creates;
  if (file?.inside != null) return `${writer} and whoever may enter the container ${file.inside}`;
  if (made?.mode == null)
    return `${withRoot(writer)}, and everybody on the machine unless its mode or its folder forbids it`;
  const bits = Number.parseInt(made.mode, 8);
  if ((bits & 0o004) !== 0) return `everybody on the machine: logrotate makes it with mode ${made.mode}`;
  const group = (bits & 0o040) === 0 ? "" : `, the group ${made.group ?? "of its folder"}`;
  return `${withRoot(made.owner ?? writer)}${group}: logrotate makes it with mode ${made.mode}`;
}

function withRoot(user: string): string {
  return user === "root" ? user : `${user}, root`;
}
