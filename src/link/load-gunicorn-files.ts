import type { FoundFile } from "../discover/discover.ts";
import type { Environment } from "../evaluate/evaluate.ts";
import { loadGunicorn } from "../loaders/gunicorn/load-gunicorn.ts";
import type { Fact } from "../model/fact.ts";
import type { GunicornInstance } from "../model/gunicorn.ts";
import type { PythonModule } from "../read/python/tree.ts";
import type { FileSystem } from "../text/file-system.ts";
import { dirname } from "../text/path.ts";

/** Every gunicorn config file of a deployment that no known command line loads, as one instance each. `environment`: what is known of it all the same. */
export function loadGunicornFiles(
  fs: FileSystem,
  files: readonly FoundFile[],
  readCache: Map<string, PythonModule>,
  version: Fact<string>,
  environment: Environment,
): GunicornInstance[] {
  return files
    .filter((file) => file.as === "gunicorn")
    .map(({ file }) =>
      loadGunicorn({
        fs,
        name: file,
        configFile: file,
        args: null,
        command: null,
        at: null,
        environment,
        searchPath: [...new Set([dirname(file), "."])],
        version,
        workingDirectory: null,
        deployedAt: null,
        readCache,
      }),
    );
}
