import { isAbsolute } from "../text/path.ts";

/** A file as a URI reference: relative stays relative, absolute becomes `file://`. RFC 3986. */
export function fileUri(file: string): string {
  // half of a surrogate pair has no UTF-8 and no percent-encoding
  const encoded = file
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeSegment)
    .join("/");
  return isAbsolute(file) ? `file://${encoded}` : encoded;
}

function encodeSegment(segment: string, index: number): string {
  const encoded = encodeURIComponent(segment);
  // in the first segment a colon would read as a scheme
  return index === 0 ? encoded : encoded.replaceAll("%3A", ":");
}
