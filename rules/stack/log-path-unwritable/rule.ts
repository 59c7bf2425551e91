import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue, placeOf } from "../../../src/model/fact.ts";
import type { ProvidedPath } from "../../../src/model/launch.ts";
import { openedFiles, ruleFor, type OpenedFile } from "../../../src/model/opened-files.ts";
import type { LabelledSpan } from "../../../src/text/span.ts";
import { dirname } from "../../../src/text/path.ts";
import { wasSeen } from "../../../src/model/host.ts";
import { isForDevelopment } from "../../../src/model/purpose.ts";
import { judge, madeBefore } from "../unwritable.ts";

/**
 * A log file that the user of the process cannot create: open(2) wants write permission on the directory, or on the file
 * when it is there. gunicorn exits with "isn't writable" (`util.py:check_is_writable`), Django's handler stops the worker.
 */
export default defineRule({
  id: "stack/log-path-unwritable",
  since: "0.1.0",
  layer: "stack",
  summary: "the user of the process cannot write the log file",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    directory: {
      what: "{name} runs as {user} and cannot create {path}: {directory} belongs to {owner}.",
      why: "The file is opened at the start, before anything is served: the service stops there, again and again.",
      instead: "{remedy}",
    },
    file: {
      what: "{name} runs as {user} and cannot write {path}, which belongs to {owner}.",
      why: "The file is opened at the start, before anything is served: the service stops there, again and again.",
      instead: "Give the file to {user} where it is made, or let the service make it itself.",
    },
    before: {
      what: "{name} runs as {user} and cannot write {path}: {command} runs before it as root, and makes the file.",
      why: "Every command of manage.py opens the files of LOGGING, so the file belongs to root when {name} opens it, and the service stops there.",
      instead: "Run the command as {user} too, behind the change of user, or log to standard output.",
    },
  },
  references: [
    "open(2)",
    "gunicorn util.py, check_is_writable, 20.1-26",
    "Python logging FileHandler, which opens at configuration",
  ],
  check(stack, report) {
    if (isForDevelopment(stack.purpose)) return;
    const files = openedFiles(stack).filter((file) => !wasSeen(stack, file.path));
    // What one of the processes finds read-only is stack/log-path-sandboxed's, also where another one lacks the right to write.
    const seen = new Set(files.filter((file) => ruleFor(file)?.kind === "read-only").map(keyOf));
    for (const file of files) {
      const user = certainValue(file.user);
      if (user === undefined || user === "root" || user === "0") continue;
      const verdict = judge(file, user);
      const key = keyOf(file);
      const { name, by } = file.process;
      if (seen.has(key)) continue;
      const before = verdict === null ? madeBefore(file, files, stack) : undefined;
      if (before !== undefined) {
        seen.add(key);
        const command = before.process.command;
        const related = [
          { ...before.process.at, label: "runs as root, and opens the file first" },
          ...relatedPlaces(file, user, null),
        ];
        const data = { name, user, path: file.path, command };
        report({ message: "before", data, at: file.at, related });
      }
      if (verdict === null) continue;
      seen.add(key);
      const directory = dirname(file.path);
      const data = { name, user, path: file.path, directory, owner: verdict.owner };
      const related = relatedPlaces(file, user, verdict.provided);
      if (verdict.kind === "file" && verdict.provided?.opened === true)
        report({ message: "before", data: { ...data, command: verdict.provided.by }, at: file.at, related });
      else if (verdict.kind === "file") report({ message: "file", data, at: file.at, related });
      else {
        const remedy = remedyFor(by, directory, user);
        // On a machine that lives on, somebody may have made the file by hand.
        const confidence = by === "container" || verdict.provided !== null ? "high" : "medium";
        report({ message: "directory", data: { ...data, remedy }, at: file.at, related, confidence });
      }
    }
  },
});

function keyOf({ at, path }: OpenedFile): string {
  return `${at.file}:${String(at.start)}:${path}`;
}

function relatedPlaces(file: OpenedFile, user: string, provided: ProvidedPath | null): LabelledSpan[] {
  const related: LabelledSpan[] = [];
  const userAt = placeOf(file.user);
  if (userAt !== undefined) related.push({ ...userAt, label: `runs as ${user}` });
  const made = provided?.at ?? null;
  if (made !== null) related.push({ ...made, label: `made here, for ${provided?.owner ?? "root"}` });
  return related;
}

function remedyFor(by: OpenedFile["process"]["by"], directory: string, user: string): string {
  if (by === "systemd") {
    const name = directory === "/var/log" ? user : directory.replace(/^\/var\/log\//, "");
    return directory.startsWith("/var/log")
      ? `Write LogsDirectory=${name} in the unit, which makes /var/log/${name} for ${user}, and log there.`
      : `Make ${directory} with an entry in tmpfiles.d that gives it to ${user}.`;
  }
  if (by === "container") {
    return `Log to standard output, which docker collects, or add RUN install -d -o ${user} ${directory} before USER.`;
  }
  return `Give ${directory} to ${user} where it is made, or log to standard output.`;
}
