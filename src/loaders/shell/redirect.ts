import { certainValue, setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { Stream } from "../../model/stack.ts";
import type { Redirection } from "../../read/shell/tree.ts";
import { isAbsolute, join } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { expandText } from "./expand-word.ts";
import type { ShellState } from "./state.ts";

export interface Streams {
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
}

/** Where the standard streams go behind the redirections, which take effect from left to right. */
export function redirected(redirections: readonly Redirection[], state: ShellState, file: string): Streams {
  let { stdout, stderr }: Streams = state;
  for (const { descriptor, operator, target, span } of redirections) {
    if (operator.startsWith("<")) continue;
    const at: FileSpan = { file, start: span.start, end: span.end };
    const text = expandText(target, state, file).value;
    const both = operator === "&>" || operator === "&>>";
    let stream: Fact<Stream>;
    if (operator === ">&" && text !== null && /^[\d-]+$/.test(text)) {
      if (text === "1") stream = stdout;
      else if (text === "2") stream = stderr;
      else
        stream =
          text === "-"
            ? setFact({ kind: "null" }, at)
            : unknownFact(`file descriptor ${text} is not followed`, at);
    } else stream = streamTo(text, state, at, { stdout, stderr }, operator.endsWith(">>"));
    if (both || (operator === ">&" && (text === null || !/^[\d-]+$/.test(text)))) {
      stdout = stream;
      stderr = stream;
    } else if (descriptor === 1) stdout = stream;
    else if (descriptor === 2) stderr = stream;
  }
  return { stdout, stderr };
}

function streamTo(
  path: string | null,
  state: ShellState,
  at: FileSpan,
  now: Streams,
  appends: boolean,
): Fact<Stream> {
  if (path === null) return unknownFact("the file of the redirection is not known", at);
  if (path === "/dev/null") return setFact({ kind: "null" }, at);
  if (/^\/dev\/stdout$|^\/dev\/fd\/1$|^\/proc\/self\/fd\/1$/.test(path)) return now.stdout;
  if (/^\/dev\/stderr$|^\/dev\/fd\/2$|^\/proc\/self\/fd\/2$/.test(path)) return now.stderr;
  // Process 1 is what the container, or the unit, started: its streams are those that this script began with.
  if (path === "/proc/1/fd/1") return state.stdout;
  if (path === "/proc/1/fd/2") return state.stderr;
  if (path.startsWith("/dev/")) return unknownFact(`it goes to ${path}`, at);
  const cwd = certainValue(state.cwd);
  const full = isAbsolute(path) || cwd === undefined ? path : join(cwd, path);
  return setFact({ kind: "file", path: full, mode: appends ? "append" : "truncate" }, at);
}
