import type { Gap } from "../model/problem.ts";
import type { ReadFile } from "../model/purpose.ts";
import type { Stack } from "../model/stack.ts";
import type { FileSystem } from "../text/file-system.ts";
import type { Deployment } from "./deployments.ts";
import type { PythonModule } from "../read/python/tree.ts";
import { loadGunicornFiles } from "./load-gunicorn-files.ts";
import { loadNginxFiles } from "./load-nginx-files.ts";

/** Reads the files of one deployment and joins them into a stack; suppressions are added by the caller. */
export function loadDeployment(fs: FileSystem, deployment: Deployment): Stack {
  const nginx = loadNginxFiles(fs, deployment.files);
  const readCache = new Map<string, PythonModule>();
  const gunicorn = loadGunicornFiles(fs, deployment.files, readCache);
  const files: ReadFile[] = nginx.flatMap((instance) =>
    instance.files.map((file): ReadFile => {
      const plain: ReadFile = { file, as: "nginx", purpose: "production", stack: deployment.name };
      return instance.template === null ? plain : { ...plain, template: instance.template };
    }),
  );
  for (const instance of gunicorn) {
    if (instance.configFile === null) continue;
    files.push({ file: instance.configFile, as: "gunicorn", purpose: "production", stack: deployment.name });
  }
  const gaps: Gap[] = [...nginx, ...gunicorn].flatMap((instance) => [...instance.gaps]);
  return {
    name: deployment.name,
    purpose: "production",
    files,
    nginx,
    gunicorn,
    django: [],
    processes: [],
    rotations: [],
    suppressions: [],
    gaps,
  };
}
