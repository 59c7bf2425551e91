import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { certainValue, placeOf, type Fact } from "../../../src/model/fact.ts";
import { covers } from "../../../src/model/rotation-pattern.ts";
import type { Rotation } from "../../../src/model/stack.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { meantWord } from "../../../src/text/typo.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { logWriters, type LogWriter } from "../log-writers.ts";

/**
 * A stanza of logrotate that does other than it says: a line that logrotate does not know, or a new file made for somebody
 * else than its writer. nginx is let off: on USR1 its master gives the file to the worker again (ngx_cycle.c).
 */
export default defineRule({
  id: "stack/rotation-broken",
  since: "0.1.0",
  layer: "stack",
  summary: "a logrotate stanza that does other than it says",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    owner: {
      what: "After a rotation {user} cannot write {path}: {create} makes the new file for {owner}.",
      why: "{what} opens the new file as {user} and gets PermissionError: every line after the rotation is lost, or the worker dies.",
      instead: "Write create 0640 {user} {group}.",
    },
    ignored: {
      what: "logrotate ignores this line: {message}.",
      why: "The rest of the stanza works, so nobody notices; what the line was to do is not done.",
      instead: "Correct the word; logrotate -d FILE shows what logrotate makes of the file.",
    },
    dropped: {
      what: "logrotate drops the whole stanza of {paths}: {message}.",
      why: "It says so where nobody looks and goes on with the next stanza; none of these files is ever rotated.",
      instead: "Correct the line; logrotate -d FILE shows which stanzas are left.",
    },
    rest: {
      what: "logrotate stops reading the file here: {message}.",
      why: "It says so where nobody looks; no stanza from here to the end of the file is ever carried out.",
      instead: "Correct the line; logrotate -d FILE shows which stanzas are left.",
    },
  },
  references: [
    "logrotate(8) 3.21",
    "logrotate config.c, readConfigFile",
    "gunicorn glogging.py, reopen_files (20.1.0-26)",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    const stanzas = stack.rotations.filter((each) => each.by === "logrotate");
    for (const { message, at } of stanzas.flatMap((each) => each.ignored ?? [])) {
      const key = `${at.file}:${String(at.start)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      report({
        message: "ignored",
        data: { message: message.replace(/ -- ignoring line$/, "") },
        at,
        severity: "warning",
        fix: wordFix(message, at),
      });
    }
    for (const { patterns, rest, message, at } of stack.lostStanzas ?? []) {
      const paths = patterns.length > 3 ? `${patterns.slice(0, 3).join(", ")} ...` : patterns.join(", ");
      if (rest) report({ message: "rest", data: { message }, at });
      else report({ message: "dropped", data: { paths, message }, at });
    }
    if (isForDevelopment(stack.purpose) || stanzas.length === 0) return;
    for (const writer of logWriters(stack)) {
      const stanza = stanzas.find((each) => covers(each.pattern, writer.path));
      const user = writerOf(writer);
      const name = certainValue(user);
      const creates = stanza?.creates;
      if (stanza === undefined || name === undefined || creates === undefined || !opensAnew(stanza, writer))
        continue;
      if (!isShutOut(creates, name)) continue;
      const key = `${creates.at.file}:${String(creates.at.start)}:owner`;
      if (seen.has(key)) continue;
      seen.add(key);
      const written = [creates.mode, creates.owner, creates.group].filter((each) => each !== null);
      const runs = placeOf(user);
      report({
        message: "owner",
        data: {
          user: name,
          path: writer.path,
          create: ["create", ...written].join(" "),
          owner: creates.owner ?? "root",
          what: writer.what,
          group: creates.group ?? "adm",
        },
        at: creates.at,
        fix: ownerFix(creates, name),
        related: [
          { ...writer.at, label: `${writer.what} writes here` },
          ...(runs === undefined ? [] : [{ ...runs, label: `runs as ${name}` }]),
        ],
      });
    }
  },
});

/** Directives of logrotate 3.21 that a slip of the finger turns into nothing. */
const DIRECTIVES = (
  "daily weekly monthly yearly hourly rotate compress nocompress delaycompress nodelaycompress copytruncate nocopytruncate missingok nomissingok " +
  "notifempty ifempty create nocreate sharedscripts nosharedscripts dateext nodateext dateformat size minsize maxsize maxage olddir noolddir"
).split(" ");

function wordFix(message: string, at: FileSpan): PlannedFix | null {
  const word = /^unknown option '(\w{1,40})'/.exec(message)?.[1];
  const meant = word === undefined ? null : meantWord(word, DIRECTIVES);
  if (word === undefined || meant === null) return null;
  const edits = [{ ...at, how: "each", find: word, text: meant }] as const;
  return { safety: "unsafe", title: `Write ${meant}`, edits };
}

function ownerFix(
  { mode, owner, group, at }: NonNullable<Rotation["creates"]>,
  user: string,
): PlannedFix | null {
  if (mode === null || owner === null || group === null) return null;
  const was = `create ${mode} ${owner} ${group}`;
  const edits = [{ ...at, how: "replace", was, text: `create ${mode} ${user} ${group}` }] as const;
  return { safety: "unsafe", title: `Make the file for ${user}`, edits };
}

/** The user that opens the file again: gunicorn's workers, after the change of user. */
function writerOf({ gunicorn, process }: LogWriter): Fact<string> | undefined {
  const changed = gunicorn?.settings["user"];
  const value = certainValue(changed);
  if (changed?.state === "set" && typeof value === "string") return { ...changed, value };
  return changed === undefined || changed.state === "default" ? process?.user : undefined;
}

/** Does the writer open the path again after the rotation, without a restart that could start as root? */
function opensAnew(stanza: Rotation, writer: LogWriter): boolean {
  if (stanza.reopens === "copytruncate") return false;
  if (writer.class === "logging.handlers.WatchedFileHandler") return true;
  if (writer.kind !== "gunicorn" && writer.kind !== "named") return false;
  if (writer.kind === "named" && writer.class !== "logging.FileHandler") return false;
  return (
    stanza.reopens === "signal" &&
    stanza.signals?.every((each) => each.name === "USR1" && !each.nginxOnly) === true
  );
}

/** By owner and mode, for names. Who is in a group that may write stands in /etc/group, which is not here. */
function isShutOut({ mode, owner }: NonNullable<Rotation["creates"]>, user: string): boolean {
  if (owner === null || mode === null || user === "root" || owner === user) return false;
  if (/^\d+$/.test(user) || /^\d+$/.test(owner)) return false;
  return (Number.parseInt(mode, 8) & 0o022) === 0;
}
