import { fstatSync, mkdirSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { diskFileSystem } from "../text/disk-file-system.ts";
import type { Io, Output } from "./io.ts";
import { diskRewriting } from "./rewrite.ts";
import { run } from "./run.ts";
import { whyNotWritten } from "./why-not-written.ts";

const cwd = process.cwd();
let failed = false;
const io: Io = {
  stdout: outputOf(1, () => process.stdout),
  stderr: outputOf(2, () => process.stderr),
  stdin: readAll,
  cwd,
  env: process.env,
  fs: diskFileSystem(cwd),
  writeFile: (path, text, folders) => {
    if (folders === "make-folders") mkdirSync(dirname(resolve(cwd, path)), { recursive: true });
    writeAtomically(resolve(cwd, path), text);
  },
  rewriting: diskRewriting(cwd),
};
void run(process.argv.slice(2), io).then((code) => {
  // not process.exit(): what is still on its way to a pipe must arrive
  process.exitCode = failed ? 2 : code;
});

/**
 * Files and pipes are written to directly, because Node's own streams take as long to load as a small site takes to check. A
 * terminal, or a pipe that does not take everything at once, gets the stream.
 */
function outputOf(descriptor: 1 | 2, streamOf: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined;
  let broken = false;
  const fail = (error: unknown): void => {
    broken = true;
    // a reader that has seen enough (`| head`) closes the pipe: the rest is not wanted, and nothing is wrong
    if (codeOf(error) === "EPIPE") return;
    failed = true;
    process.exitCode = 2;
    if (descriptor === 1)
      io.stderr.write(`loglint: standard output cannot be written: ${whyNotWritten(error)}.\n`);
  };
  const stream = (): NodeJS.WriteStream => (opened ??= streamOf().on("error", fail));
  const direct = isFileOrPipe(descriptor);
  const write = (text: string): void => {
    if (broken || text === "") return;
    if (!direct || opened !== undefined) {
      stream().write(text);
      return;
    }
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) {
      try {
        done += writeSync(descriptor, bytes, done);
      } catch (error) {
        if (codeOf(error) === "EAGAIN") stream().write(bytes.subarray(done));
        else fail(error);
        return;
      }
    }
  };
  return {
    write,
    get isTerminal() {
      return !direct && stream().isTTY;
    },
    get columns() {
      return !direct && stream().isTTY ? stream().columns : undefined;
    },
  };
}

function isFileOrPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() || stat.isFIFO();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
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
