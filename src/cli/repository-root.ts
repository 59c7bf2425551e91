import type { Io } from "./io.ts";

/** The folder of the repository as seen from the working directory: the nearest one upwards that has .git, "." when none has. */
export function repositoryRoot(io: Pick<Io, "fs" | "cwd">): string {
  const depth = io.cwd.split("/").filter((part) => part !== "").length;
  for (let up = 0; up <= depth; up++) {
    const folder = up === 0 ? "." : Array.from({ length: up }, () => "..").join("/");
    if (io.fs.kindOf(`${folder}/.git`) !== undefined) return folder;
  }
  return ".";
}
