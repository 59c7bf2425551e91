import { shownCommand } from "../../loaders/programs/words.ts";
import type { HostProcess } from "../../model/host.ts";
import type { LaunchWord } from "../../model/launch.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { HostFiles } from "../../text/host-files.ts";
import { normalize } from "../../text/path.ts";
import { sourceFile } from "../../text/source-file.ts";

/** The command line of a running process as a text with the places of its words, so that findings can point into it. */
export interface CommandText {
  readonly file: string;
  readonly text: string;
  readonly words: readonly LaunchWord[];
}

export function commandText(process: HostProcess): CommandText {
  const file = `/proc/${String(process.pid)}/cmdline`;
  const words: LaunchWord[] = [];
  let text = "";
  for (const value of process.words) {
    const shown = shownCommand([{ value, at: { file, start: 0, end: 0 } }]);
    if (text !== "") text += " ";
    words.push({ value, at: { file, start: text.length, end: text.length + shown.length } });
    text += shown;
  }
  return { file, text: `${text}\n`, words };
}

/** The files of a server, with command lines as texts. */
export function serverView(files: HostFiles, commands: readonly CommandText[]): FileSystem {
  const texts = new Map(commands.map(({ file, text }) => [file, text]));
  const textOf = (path: string): string | undefined => texts.get(normalize(path));
  return {
    isServer: true,
    kindOf: (path) => (textOf(path) === undefined ? files.kindOf(path) : "file"),
    sizeOf: (path) => textOf(path)?.length ?? files.sizeOf(path),
    list: (path) => files.list(path),
    unlistable: (path) => files.unlistable?.(path),
    read: (path) => {
      const text = textOf(path);
      return text === undefined ? files.read(path) : sourceFile(normalize(path), text);
    },
  };
}
