import { indexLines, pointAt, type LineIndex, type Point } from "./line-index.ts";

/** The text of one file as all readers see it, with what decoding found out. */
export interface SourceFile {
  /** Relative to the working directory, with "/". */
  readonly path: string;
  /** Decoded text. A byte order mark stays as U+FEFF at offset 0: nginx makes it part of a word, Python skips it. */
  readonly text: string;
  readonly hadBom: boolean;
  /** True when some bytes are not UTF-8: each became U+FFFD. */
  readonly hadInvalidBytes: boolean;
  /** Line starts of `text`, made at first use. */
  readonly lines: LineIndex;
}

/** A source file from text that is already decoded. */
export function sourceFile(path: string, text: string): SourceFile {
  return build(path, text, text.startsWith("\ufeff"), false);
}

/** A source file from the bytes on disk: UTF-8 with or without byte order mark. */
export function decodeSource(path: string, bytes: Uint8Array): SourceFile {
  const hadBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return build(path, text, hadBom, text.includes("\ufffd") && !isUtf8(bytes));
}

/** The 1-based point of an offset in the file. */
export function pointIn(source: SourceFile, offset: number): Point {
  return pointAt(source.lines, offset);
}

function build(path: string, text: string, hadBom: boolean, hadInvalidBytes: boolean): SourceFile {
  let lines: LineIndex | undefined;
  return {
    path,
    text,
    hadBom,
    hadInvalidBytes,
    get lines() {
      return (lines ??= indexLines(text));
    },
  };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
