const WORDS: Readonly<Record<string, string>> = {
  EACCES: "there is no right to write there",
  EPERM: "there is no right to write there",
  EROFS: "the file system is read-only",
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
  ENOTEMPTY: "it is a folder",
  ENOSPC: "no space is left",
  EDQUOT: "no space is left",
  EIO: "the device fails",
};

/** Why a file or a stream could not be written, in words that follow its name; never with the name of a temporary file. */
export function whyNotWritten(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = /^([A-Z0-9]+): /.exec(message)?.[1] ?? "";
  return Object.hasOwn(WORDS, code) ? (WORDS[code] ?? message) : message;
}
