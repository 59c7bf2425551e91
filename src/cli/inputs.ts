import { nearest } from "../config/nearest.ts";
import { splitDump } from "../index.ts";
import { isUnreadable, type FileSystem } from "../text/file-system.ts";
import { basename, dirname, isAbsolute, join, normalize, relative, isInside } from "../text/path.ts";
import type { Invocation } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { Io } from "./io.ts";
import { fromDump, readStandardInput } from "./standard-input.ts";
import { UsageError } from "./usage-error.ts";

/** What to look at, and where it is read from. */
export interface Inputs {
  readonly fs: FileSystem;
  readonly paths: readonly string[];
}

/** Turns operands into paths that exist; no operand is the working directory. Throws UsageError for one that does not exist. */
export async function inputsOf({ operands, options, io }: Invocation): Promise<Inputs> {
  const wantsInput = operands.includes("-");
  if (!wantsInput && options["stdin-filename"] !== undefined) {
    throw new UsageError(
      "--stdin-filename names the text on standard input, which is not read.",
      'Give "-" as the path: loglint - --stdin-filename nginx.conf',
    );
  }
  const paths: string[] = [];
  for (const operand of operands) if (operand !== "-") paths.push(existingPath(operand, io.fs, io.cwd));
  if (!wantsInput) return paths.length === 0 ? { fs: io.fs, paths: ["."] } : withDump(paths, io);
  const input = await readStandardInput(options, io, splitDump);
  return { fs: input.fs, paths: [input.path, ...paths] };
}

/** A saved `nginx -T` among the operands stands for the server's files, as on standard input; one of them, the first. */
function withDump(paths: readonly string[], io: Io): Inputs {
  for (const [index, path] of paths.entries()) {
    if (io.fs.kindOf(path) !== "file") continue;
    const source = io.fs.read(path);
    const dumped = isUnreadable(source) ? null : fromDump(source.text, io, splitDump);
    if (dumped !== null) return { fs: dumped.fs, paths: paths.with(index, dumped.path) };
  }
  return { fs: io.fs, paths };
}

function existingPath(operand: string, fs: FileSystem, cwd: string): string {
  const path = seenFrom(cwd, operand);
  const kind = fs.kindOf(path);
  if (kind === "file" || kind === "directory") return path;
  if (kind === "other") throw new UsageError(`${operand} is neither a file nor a folder that can be read.`);
  const folder = dirname(path);
  const sibling = nearest(
    basename(path),
    fs.list(folder).map((entry) => entry.name),
  );
  const command = nearest(
    operand,
    COMMANDS.map((each) => each.name),
  );
  const hints: string[] = [];
  if (sibling !== undefined) hints.push(join(dirname(operand), sibling));
  if (command !== undefined && !operand.includes("/")) hints.push(`\`loglint ${command}\``);
  const hint = hints.length === 0 ? "" : ` Did you mean ${hints.join(" or ")}?`;
  throw new UsageError(
    `There is no file or folder "${operand}".${hint}`,
    "Paths are seen from the working directory; `loglint --help` shows the commands.",
  );
}

/** Absolute paths inside the working directory are shown and matched as relative ones, like all others. */
function seenFrom(cwd: string, operand: string): string {
  const path = normalize(operand);
  return isAbsolute(path) && isInside(cwd, path) ? relative(cwd, path) : path;
}
