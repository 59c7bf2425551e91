import type { FileSystem } from "../text/file-system.ts";
import type { Invocation } from "./command.ts";

/** Milliseconds before anything is shown, and between two changes. */
const PATIENCE = 500;
const PACE = 100;
/** Back to the first column, and the line empty (ECMA-48 8.3.41). */
const CLEAR = "\r\u001b[K";

/**
 * Runs `work` on a file system that shows on a terminal how many files were read, once it takes longer than half a second; the
 * line is gone afterwards, however the work ends. The work is synchronous, so reading is the only time there is to show it.
 */
export function withProgress<T>(
  fs: FileSystem,
  { io, options }: Pick<Invocation, "io" | "options">,
  work: (fs: FileSystem) => T,
  now: () => number = () => performance.now(),
): T {
  if (!io.stderr.isTerminal || io.env["TERM"] === "dumb" || options.quiet === true) return work(fs);
  const started = now();
  let last = started + PATIENCE - PACE;
  const state = { files: 0, isShown: false };
  const tick = (): void => {
    const time = now();
    if (time - last < PACE) return;
    last = time;
    state.isShown = true;
    io.stderr.write(`${CLEAR}Reading, ${state.files} files so far ...`);
  };
  const watched: FileSystem = {
    ...fs,
    list: (path) => {
      tick();
      return fs.list(path);
    },
    read: (path) => {
      state.files++;
      tick();
      return fs.read(path);
    },
  };
  try {
    return work(watched);
  } finally {
    if (state.isShown) io.stderr.write(CLEAR);
  }
}
