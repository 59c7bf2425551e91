import { unknownSurroundings, type Launch } from "../../model/launch.ts";
import type { Purpose } from "../../model/purpose.ts";
import { readMakefile } from "../../read/makefile/read-makefile.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";

/** Targets of a makefile that start something where it counts. */
const SERVING = /(?:^|[-_.])(?:prod|production|live|staging|stage|deploy)(?:[-_.]|$)/;

/**
 * What the recipes of a makefile start, each line by a shell of its own. A makefile is a developer's tool: only a target whose name speaks of production
 * may serve, and nobody knows that it does; all others are for development.
 */
export function loadMakefile(fs: FileSystem, file: string): Launch[] {
  const source = fs.read(file);
  if (isUnreadable(source)) return [];
  const unknown = "whoever runs make decides it";
  return readMakefile(source.text).map(({ target, command, span }): Launch => {
    const at: FileSpan = { file, ...span };
    const purpose: Purpose = SERVING.test(target) ? "unknown" : "development";
    return {
      name: `make ${target}`,
      by: "shell",
      words: [
        { value: "sh", at },
        { value: "-c", at },
        { value: command.value, at, decoded: command },
      ],
      command: command.value,
      at,
      via: [],
      ...unknownSurroundings(unknown),
      deployment: file,
      purpose,
      gaps: [],
    };
  });
}
