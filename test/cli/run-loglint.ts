import type { Rewriting } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";
import type { FileSystem } from "../../src/text/file-system.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly written: Readonly<Record<string, string>>;
}

export interface World {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly fs?: FileSystem;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly errTerminal?: boolean;
  readonly cwd?: string;
  readonly rewriting?: Rewriting;
}

/** Runs a command line in process, in a world of its own. */
export async function loglint(argv: readonly string[], world: World = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const written: Record<string, string> = {};
  const code = await run(argv, {
    stdout: {
      write: (text) => void (out += text),
      isTerminal: world.terminal === true,
      columns: world.columns,
    },
    stderr: {
      write: (text) => void (err += text),
      isTerminal: world.errTerminal === true,
      columns: undefined,
    },
    stdin: () => Promise.resolve(new TextEncoder().encode(world.stdin ?? "")),
    cwd: world.cwd ?? "/home/me/site",
    env: world.env ?? {},
    fs: world.fs ?? memoryFileSystem(world.files ?? {}),
    writeFile: (path, text) => {
      if (path.startsWith("missing/")) throw new Error("ENOENT: no such file or directory");
      written[path] = text;
    },
    rewriting: world.rewriting ?? {
      refusal: () => null,
      rewrite: (path, _, after) => {
        written[path] = after;
      },
    },
  });
  return { code, out, err, written };
}

/** A site with one clear mistake, and one without. */
export const BROKEN = {
  "nginx.conf": [
    "error_log /var/log/nginx/error.log;",
    "events {}",
    "http {",
    "    access_log /var/log/nginx/access.log;",
    "    server {",
    "        listen 80;",
    "        server_name example.com;",
    "        access_log on;",
    "        location / { proxy_pass http://127.0.0.1:8000; }",
    "    }",
    "}",
    "",
  ].join("\n"),
};
export const CLEAN = { "nginx.conf": BROKEN["nginx.conf"].replace("        access_log on;\n", "") };
