/**
 * Does a path of a logrotate stanza cover the file? logrotate 3.21 expands it with glob(3): `*`, `?` and `[...]` stay within one
 * directory and do not match a leading dot. Both paths are absolute. Linear in the path for each `*`.
 */
export function covers(pattern: string, path: string): boolean {
  const patterns = pattern.split("/").filter((part) => part !== "");
  const parts = path.split("/").filter((part) => part !== "");
  if (!pattern.startsWith("/") || patterns.length !== parts.length) return false;
  return patterns.every((each, i) => matches(each, parts[i] ?? ""));
}

function matches(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    const next = pattern.charAt(p) === "*" ? -1 : afterOne(pattern, p, name.charAt(n));
    if (pattern.charAt(p) === "*") {
      star = p++;
      resume = n;
    } else if (next >= 0) {
      p = next;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (pattern.charAt(p) === "*") p++;
  return p === pattern.length;
}

/** The place behind the piece of the pattern at `at`, when that piece takes the character; else -1. */
function afterOne(pattern: string, at: number, char: string): number {
  const own = pattern.charAt(at);
  if (own === "") return -1;
  if (own === "?") return at + 1;
  if (own === "\\" && at + 1 < pattern.length) return pattern.charAt(at + 1) === char ? at + 2 : -1;
  const end = own === "[" ? pattern.indexOf("]", at + 2) : -1;
  if (end < 0) return own === char ? at + 1 : -1;
  const negated = /[!^]/.test(pattern.charAt(at + 1));
  return inBrackets(pattern.slice(at + (negated ? 2 : 1), end), char) === negated ? -1 : end + 1;
}

function inBrackets(set: string, char: string): boolean {
  for (let i = 0; i < set.length; i++) {
    const from = set.charAt(i);
    const to = set.charAt(i + 1) === "-" && i + 2 < set.length ? set.charAt(i + 2) : from;
    if (from <= char && char <= to) return true;
    if (to !== from) i += 2;
  }
  return false;
}
