import type { Gap } from "../model/problem.ts";
import type { ReadFile } from "../model/purpose.ts";
import type { Stack } from "../model/stack.ts";
import type { FileSystem } from "../text/file-system.ts";
import type { Deployment } from "./deployments.ts";
import { loadNginxFiles } from "./load-nginx-files.ts";

/** Reads the files of one deployment and joins them into a stack; suppressions are added by the caller. */
export function loadDeployment(fs: FileSystem, deployment: Deployment): Stack {
  const nginx = loadNginxFiles(fs, deployment.files);
  const files: ReadFile[] = nginx.flatMap((instance) =>
    instance.files.map((file): ReadFile => {
      const plain: ReadFile = { file, as: "nginx", purpose: "production", stack: deployment.name };
      return instance.template === null ? plain : { ...plain, template: instance.template };
    }),
  );
  const gaps: Gap[] = nginx.flatMap((instance) => [...instance.gaps]);
  return {
    name: deployment.name,
    purpose: "production",
    files,
    nginx,
    gunicorn: [],
    django: [],
    processes: [],
    rotations: [],
    suppressions: [],
    gaps,
  };
}
