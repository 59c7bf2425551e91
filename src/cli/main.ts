import { renameSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { diskFileSystem } from "../text/disk-file-system.ts";
import type { Io, Output } from "./io.ts";
import { run } from "./run.ts";

const cwd = process.cwd();
const io: Io = {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  stdin: readAll,
  cwd,
  env: process.env,
  fs: diskFileSystem(cwd),
  writeFile: (path, text) => {
    writeAtomically(resolve(cwd, path), text);
  },
};
void run(process.argv.slice(2), io).then((code) => {
  // not process.exit(): what is still on its way to a pipe must arrive
  process.exitCode = code;
});

function outputOf(stream: NodeJS.WriteStream): Output {
  // a reader that has seen enough (`| head`) closes the pipe: the rest is not wanted, and nothing is wrong
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 2;
  });
  return {
    write: (text) => {
      if (text !== "") stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** A reader never sees half a report, whatever happens meanwhile. Devices and pipes (/dev/stdout) are written to directly. */
function writeAtomically(path: string, text: string): void {
  if (path.startsWith("/dev/") || path.startsWith("/proc/")) {
    writeFileSync(path, text);
    return;
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
