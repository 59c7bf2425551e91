/** A block of a document that shows what loglint prints, and the files above it in the same section. */
export interface ConsoleBlock {
  /** The words after `$ loglint`. */
  readonly argv: readonly string[];
  /** Files of the section by path; empty when the command runs in the project itself. */
  readonly files: Readonly<Record<string, string>>;
  readonly shown: string;
  /** Lines of the output: the first one, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** The words of a command line, with the quotes that a shell takes away. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}

/** Finds the fenced blocks tagged `console` that begin with `$ loglint`, and those tagged `file=PATH` that belong to them. */
export function consoleBlocks(document: string): ConsoleBlock[] {
  const lines = document.split("\n");
  const blocks: ConsoleBlock[] = [];
  let files: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (/^#{1,6} /.test(line)) files = {};
    const fence = /^```(\S+)(?: file=(\S+))?$/.exec(line);
    if (fence === null) continue;
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: a block without an end`);
    const body = lines.slice(at + 1, end);
    if (fence[2] !== undefined) files[fence[2]] = `${body.join("\n")}\n`;
    const command = /^\$ loglint(?: (.*))?$/.exec(body[0] ?? "");
    if (fence[1] === "console" && command !== null) {
      const argv = shellWords(command[1] ?? "");
      blocks.push({ argv, files: { ...files }, shown: body.slice(1).join("\n"), from: at + 2, to: end });
    }
    at = end;
  }
  return blocks;
}

/** The document with other outputs, in the order of its blocks. */
export function withOutputs(
  document: string,
  blocks: readonly ConsoleBlock[],
  outputs: readonly string[],
): string {
  const lines = document.split("\n");
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = blocks[index];
    if (block !== undefined)
      lines.splice(block.from, block.to - block.from, ...(outputs[index] ?? "").split("\n"));
  }
  return lines.join("\n");
}
