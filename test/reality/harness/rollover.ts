import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { diskFileSystem, loadStack } from "../../../src/index.ts";
import { rotatedFiles } from "../../../src/routes/file-rotations.ts";
import { ask } from "./ask.ts";
import { SETTINGS, SITE } from "./site.ts";
import { startGunicorn } from "./programs.ts";
import type { Programs } from "./reality.ts";
import { familyOf, type RotationCase } from "./rotation.ts";
import { layOut } from "./scratch.ts";

const LOGGING = `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "formatters": {"process": {"format": "%(process)d %(message)s"}},
  "handlers": {"sized": {"class": "logging.handlers.RotatingFileHandler", "filename": "/var/log/blog/sized.log",
    "maxBytes": 1000, "backupCount": 50, "formatter": "process"}},
  "root": {"handlers": ["sized"], "level": "INFO"},
}
`;

/** Fills the file of a RotatingFileHandler in one worker or several, and looks after the first rotation where each line goes. */
export async function runRollover(programs: Programs, workers: number): Promise<RotationCase> {
  const scratch = await layOut({
    ...SITE,
    "blog/settings.py": SETTINGS + LOGGING,
    "gunicorn.conf.py": `wsgi_app = "blog.wsgi:application"\nworkers = ${String(workers)}\n`,
    Procfile: "web: gunicorn -c gunicorn.conf.py\n",
  });
  const { stacks } = loadStack({ fs: diskFileSystem(scratch.site), paths: [scratch.site] });
  const own = stacks.flatMap(rotatedFiles).find((file) => file.what === "the handler sized");
  const gunicorn = await startGunicorn({
    program: programs.gunicorn,
    scratch,
    app: "blog.wsgi:application",
    pythonPath: [scratch.site],
    stdio: "file",
    environment: {},
    isAsync: false,
    workers,
  });
  try {
    const path = join(scratch.root, "var/log/blog/sized.log");
    const found = new Set<"new" | "old">();
    const written = new Map<string, number>();
    // Which worker takes a request is the kernel's choice: until each of them has written some lines after the first rotation.
    const isEnough = (): boolean =>
      written.size === workers && [...written.values()].every((count) => count >= 25);
    for (let count = 0; count < 2000 && !isEnough(); count++) {
      const marker = `MARK-${String(count)}-end`;
      const headers = {
        "x-probe-event": "logger",
        "x-probe-marker": marker,
        "x-probe-logger": "blog",
        "x-probe-level": "INFO",
      };
      await ask({ port: scratch.gunicornPort, path: "/_probe", headers });
      if (!existsSync(`${path}.1`)) continue;
      for (const file of familyOf(path)) {
        const line = readFileSync(file, "utf8")
          .split("\n")
          .find((each) => each.endsWith(` ${marker}`));
        if (line === undefined) continue;
        found.add(file === path ? "new" : "old");
        const id = line.split(" ")[0] ?? "";
        written.set(id, (written.get(id) ?? 0) + 1);
      }
    }
    const lines = found.size === 2 ? "both" : ([...found][0] ?? "nowhere");
    const stack = `${String(workers)} workers`;
    const predicted = own?.rotations[0]?.after.lines ?? "unknown";
    return { stack, round: "rotates itself", file: own?.what ?? "", predicted, found: lines };
  } finally {
    await gunicorn?.stop();
    rmSync(scratch.root, { recursive: true, force: true });
  }
}
