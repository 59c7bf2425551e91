import { readComposeDotenv } from "./compose-dotenv.ts";
import { readDockerEnvFile } from "./docker-env-file.ts";
import { readPythonDotenv } from "./python-dotenv.ts";
import { readSystemdEnvironmentFile } from "./systemd-environment-file.ts";
import type { DotenvDialect, DotenvFile } from "./tree.ts";

/** Reads an env file as the program that `dialect` names reads it. Never throws; spans are UTF-16 offsets in `text`. */
export function readDotenv(text: string, dialect: DotenvDialect): DotenvFile {
  return { dialect, ...read(text, dialect) };
}

function read(text: string, dialect: DotenvDialect): Omit<DotenvFile, "dialect"> {
  switch (dialect) {
    case "python-dotenv":
      return readPythonDotenv(text);
    case "compose":
      return readComposeDotenv(text);
    case "docker":
      return readDockerEnvFile(text);
    case "systemd":
      return readSystemdEnvironmentFile(text, false);
    case "systemd-before-254":
      return readSystemdEnvironmentFile(text, true);
  }
}
