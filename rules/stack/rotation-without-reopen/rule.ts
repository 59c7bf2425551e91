import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { covers } from "../../../src/model/rotation-pattern.ts";
import type { Rotation } from "../../../src/model/stack.ts";
import { workerOf } from "../../gunicorn/instances.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { logWriters, type LogWriter } from "../log-writers.ts";

/**
 * logrotate renames a file whose writer has it open and is not made to open it anew: the lines go on into the renamed file.
 * gunicorn's USR1 reopens its own logs and the FileHandlers of named loggers, never those of root (glogging.py,
 * `reopen_files`); what systemd or a shell opened for a process stays open until a restart.
 */
export default defineRule({
  id: "stack/rotation-without-reopen",
  since: "0.1.0",
  layer: "stack",
  summary: "a rotated file whose writer goes on writing to the old one",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    nobody: {
      what: "logrotate renames {path} and tells nobody, so {what} goes on writing to the renamed file.",
      why: "The new file stays empty, and the lines of today end up in a file that is compressed, and in the end deleted, under the hands of its writer.",
      instead: "{remedy}",
    },
    nginxOnly: {
      what: "logrotate renames {path} and tells nginx alone, so {what} goes on writing to the renamed file.",
      why: "The new file stays empty, and the lines of today end up in a file that is compressed, and in the end deleted, under the hands of its writer.",
      instead: "{remedy}",
    },
    root: {
      what: "logrotate renames {path} and sends USR1, which leaves {what} of the root logger writing to the renamed file.",
      why: "On USR1 gunicorn reopens the files of named loggers only: the new file stays empty until a restart, while gunicorn's own logs move on and hide it.",
      instead: "Use logging.handlers.WatchedFileHandler for {what}: it opens the new file by itself.",
    },
    held: {
      what: "logrotate renames {path} and sends USR1, which cannot reopen {what}.",
      why: "The service manager opened the file and holds it open for the process, so every line goes to the renamed file until a restart.",
      instead: "Write copytruncate in the stanza, or let the process log to a file of its own.",
    },
  },
  references: [
    "logrotate(8) 3.21",
    "gunicorn glogging.py, reopen_files (20.1.0-26)",
    "systemd.exec(5), StandardOutput=append:",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const rotations = stack.rotations.filter((each) => each.by === "logrotate");
    if (rotations.length === 0) return;
    const found = new Map<string, { rotation: Rotation; verdict: Verdict; writers: LogWriter[] }>();
    for (const writer of logWriters(stack)) {
      const own = rotations.filter((each) => covers(each.pattern, writer.path));
      const [rotation] = own;
      const verdicts = own.map((each) => judge(each, writer));
      const [verdict] = verdicts;
      if (rotation === undefined || verdict === undefined || verdict === null || verdicts.includes(null))
        continue;
      const key = `${rotation.at.file}:${String(rotation.at.start)}:${verdict}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { rotation, verdict, writers: [writer] });
      else known.writers.push(writer);
    }
    for (const { rotation, verdict, writers } of found.values()) {
      const [first] = writers;
      if (first === undefined) continue;
      const data = { path: first.path, what: first.what, remedy: remedyFor(first) };
      const related = writers
        .slice(0, 5)
        .map(({ at, what, path }) => ({ ...at, label: `${what} writes ${path}` }));
      const isNginx = writers.some((each) => each.kind === "nginx");
      const edits = [{ ...rotation.at, how: "line-in-braces", text: "copytruncate" }] as const;
      // A line that is written between the copy and the truncation is lost; nginx is told to reopen instead.
      const fix = isNginx ? null : ({ safety: "unsafe", title: "Add copytruncate", edits } as const);
      report({ message: verdict, data, at: rotation.at, related, fix });
    }
  },
});

type Verdict = "nobody" | "nginxOnly" | "root" | "held";

/** Null: the writer moves on, or it is not known. */
function judge(rotation: Rotation, writer: LogWriter): Verdict | null {
  if (!staysOpen(writer)) return null;
  if (rotation.reopens === "no") return "nobody";
  if (rotation.reopens !== "signal" || rotation.signals === undefined) return null;
  const { signals } = rotation;
  if (writer.kind !== "nginx" && signals.every((each) => each.nginxOnly)) return "nginxOnly";
  if (signals.some((each) => each.name !== "USR1")) return null;
  if (writer.kind === "root") return "root";
  return writer.kind === "stream" && writer.process?.by === "systemd" ? "held" : null;
}

/** Workers that end after a number of requests open Django's files anew; WatchedFileHandler and rotating handlers do it themselves. */
function staysOpen({ kind, class: name, gunicorn }: LogWriter): boolean {
  if (kind !== "named" && kind !== "root") return true;
  if (name !== "logging.FileHandler" || gunicorn === null) return false;
  return workerOf(gunicorn) === "own" && certainValue(gunicorn.settings["max_requests"]) === 0;
}

function remedyFor({ kind, class: name }: LogWriter): string {
  if (kind === "stream") return "Write copytruncate in the stanza, or restart the service in postrotate.";
  if (name !== null)
    return "Use logging.handlers.WatchedFileHandler, which opens the new file by itself, or write copytruncate.";
  return kind === "nginx"
    ? "Add to the stanza: postrotate, nginx -s reopen, endscript, each on its own line."
    : "Add a postrotate script that sends USR1 to gunicorn's master, or write copytruncate.";
}
