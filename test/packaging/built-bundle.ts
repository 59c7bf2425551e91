import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where package.json says that the command is. */
export function binPath(): string {
  const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: { loglint: string } };
  return bin.loglint;
}

/** Builds loglint and copies it into `folder`, so that another build meanwhile cannot take it away; gives the path of the command. */
export function unpackedBin(folder: string): string {
  const built = spawnSync(process.execPath, ["scripts/build.mjs", "--quiet"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  const package_ = join(folder, "package");
  mkdirSync(package_, { recursive: true });
  // another build may be going on, in a folder of its own there
  const isDone = (path: string): boolean => !path.includes(".build-");
  cpSync("dist", join(package_, "dist"), { recursive: true, filter: isDone });
  cpSync("package.json", join(package_, "package.json"));
  return join(package_, binPath());
}
