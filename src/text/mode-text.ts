import type { HostEntry } from "./host-files.ts";

const LETTERS: Readonly<Record<HostEntry["kind"], string>> = {
  file: "-",
  directory: "d",
  other: "?",
  symlink: "l",
  fifo: "p",
  socket: "s",
  "character-device": "c",
  "block-device": "b",
};

/** The mode as `ls -l` writes it: `drwxr-x--T`. */
export function modeText(entry: Pick<HostEntry, "kind" | "mode">): string {
  const { mode } = entry;
  return (
    LETTERS[entry.kind] +
    triplet(mode >> 6, (mode & 0o4000) !== 0, "s") +
    triplet(mode >> 3, (mode & 0o2000) !== 0, "s") +
    triplet(mode, (mode & 0o1000) !== 0, "t")
  );
}

function triplet(bits: number, special: boolean, letter: string): string {
  const execute = (bits & 1) !== 0;
  const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? "x" : "-";
  return ((bits & 4) !== 0 ? "r" : "-") + ((bits & 2) !== 0 ? "w" : "-") + last;
}
