import type { FileSystem } from "../text/file-system.ts";
import { dirname } from "../text/path.ts";
import type { LinkedLaunch } from "./follow-launches.ts";
import { fileHere } from "./launch-place.ts";

/** The files that a supervisord reads: what `-c` names, with the others of its folder and those below it; else all. */
export function supervisorFiles(
  fs: FileSystem,
  linked: LinkedLaunch,
  files: readonly string[],
): readonly string[] {
  const words = linked.args.map((word) => word.value ?? "");
  const named = words
    .map(
      (word, i) =>
        /^(?:-c|--configuration=)(.+)$/.exec(word)?.[1] ??
        (word === "-c" || word === "--configuration" ? words[i + 1] : undefined),
    )
    .find((each) => each !== undefined);
  const main = named === undefined ? null : fileHere(fs, linked.place, named, files);
  if (main === null) return files;
  const folder = dirname(main);
  const beside = files.filter(
    (file) =>
      file !== main &&
      (folder === "." ? file.includes("/") : file.startsWith(`${folder}/`)) &&
      !/supervisord?\.conf$/.test(file),
  );
  return [main, ...beside];
}
