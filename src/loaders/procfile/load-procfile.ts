import { unknownFact } from "../../model/fact.ts";
import { UNKNOWN_ACCESS, type Launch } from "../../model/launch.ts";
import type { Purpose } from "../../model/purpose.ts";
import { readProcfile } from "../../read/procfile/read-procfile.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";

/**
 * The process types of a Procfile: each is a line for a shell. The platform gives the environment, the user and the directory, and collects stdout
 * and stderr (Heroku's "Procfile" and "Logging"; honcho and foreman print them).
 */
export function loadProcfile(fs: FileSystem, file: string, purpose: Purpose): Launch[] {
  const source = fs.read(file);
  if (isUnreadable(source)) return [];
  const last = new Map(readProcfile(source.text).processes.map((process) => [process.name, process]));
  const platform = "the platform that runs the Procfile decides it";
  return [...last.values()].map((process): Launch => {
    const at: FileSpan = { file, ...process.commandSpan };
    return {
      name: process.name,
      by: "procfile",
      words: [
        { value: "sh", at },
        { value: "-c", at },
        { value: process.command.value, at },
      ],
      command: process.command.value,
      at,
      via: [],
      user: unknownFact(platform),
      groups: unknownFact(platform),
      cwd: unknownFact(platform),
      umask: unknownFact(platform),
      environment: { values: {}, complete: false },
      stdout: unknownFact("the platform that runs the Procfile collects it"),
      stderr: unknownFact("the platform that runs the Procfile collects it"),
      access: UNKNOWN_ACCESS,
      container: null,
      deployment: file,
      purpose,
      gaps: [],
    };
  });
}
