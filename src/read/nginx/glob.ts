import type { FileSystem } from "../../text/file-system.ts";

/*
 * glob(3) as nginx calls it (ngx_open_glob in ngx_files.c): no flags, C locale.
 */

/** nginx calls glob(3) only for names with one of `*?[` (ngx_conf_include). */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** All paths that match, in byte order. `path` is one of the FileSystem's; a literal part is taken as it is. */
export function globPaths(fileSystem: FileSystem, path: string): string[] {
  let found = [path.startsWith("/") ? "/" : ""];
  const parts = path.split("/").filter((part) => part !== "");
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1;
    const next: string[] = [];
    for (const base of found) {
      if (isGlob(part)) {
        for (const entry of fileSystem.list(base === "" ? "." : base)) {
          if ((isLast || entry.kind === "directory") && matchesName(part, entry.name))
            next.push(base + entry.name);
        }
      } else {
        const place = base + part.replace(/\\(.)/gs, "$1");
        const kind = fileSystem.kindOf(place);
        if (isLast ? kind !== undefined : kind === "directory") next.push(place);
      }
    }
    if (!isLast) next.forEach((place, k) => (next[k] = `${place}/`));
    found = next;
  });
  return found.sort(compareBytes);
}

/** The order of UTF-8 bytes, which is that of code points, not of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length;) {
    const left = a.codePointAt(i) ?? 0;
    const right = b.codePointAt(i) ?? 0;
    if (left !== right) return left - right;
    i += left > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

/** One step of a pattern: a test of one character, or `*`. */
type Step = "*" | ((char: string) => boolean);

/** Does a file name match one path part of a pattern? Hidden names only match a pattern that starts with a dot. */
export function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !/^\\?\./.test(pattern)) return false;
  const steps = stepsOf(pattern);
  const chars = Array.from(name);
  let step = 0;
  let char = 0;
  let star = -1;
  let taken = 0;
  while (char < chars.length) {
    const test = steps[step];
    if (test === "*") {
      star = step++;
      taken = char;
    } else if (test !== undefined && test(chars[char] ?? "")) {
      step++;
      char++;
    } else if (star >= 0) {
      step = star + 1;
      char = ++taken;
    } else return false;
  }
  while (steps[step] === "*") step++;
  return step === steps.length;
}

function stepsOf(pattern: string): Step[] {
  const steps: Step[] = [];
  const chars = Array.from(pattern);
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    if (char === "*") {
      if (steps.at(-1) !== "*") steps.push("*");
    } else if (char === "?") steps.push(() => true);
    else if (char === "[") {
      const set = bracketAt(chars, i);
      steps.push(set?.test ?? ((other) => other === "["));
      i = set?.end ?? i;
    } else {
      const literal = char === "\\" && i + 1 < chars.length ? (chars[++i] ?? "") : char;
      steps.push((other) => other === literal);
    }
  }
  return steps;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /^[A-Za-z0-9]$/,
  alpha: /^[A-Za-z]$/,
  blank: /^[ \t]$/,
  cntrl: /^[\0-\x1f\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t-\r ]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

/** `[a-z]`, `[!x]`, `[^x]`, `[]x]`, `[[:alpha:]]` that starts at `start`; null when it is never closed. */
function bracketAt(
  chars: readonly string[],
  start: number,
): { test: (char: string) => boolean; end: number } | null {
  let i = start + 1;
  const negated = chars[i] === "!" || chars[i] === "^";
  if (negated) i++;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; i < chars.length; first = false) {
    if (chars[i] === "]" && !first) {
      return { test: (char) => tests.some((test) => test(char)) !== negated, end: i };
    }
    const named = /^\[:([a-z]+):\]/.exec(chars.slice(i, i + 12).join(""));
    if (named !== null) {
      const members = CLASSES[named[1] ?? ""];
      tests.push((char) => members?.test(char) ?? false);
      i += named[0].length;
      continue;
    }
    if (chars[i] === "\\" && i + 1 < chars.length) i++;
    const low = chars[i] ?? "";
    if (chars[i + 1] === "-" && chars[i + 2] !== undefined && chars[i + 2] !== "]") {
      const at = chars[i + 2] === "\\" && i + 3 < chars.length ? i + 3 : i + 2;
      const high = chars[at] ?? "";
      tests.push((char) => compareBytes(low, char) <= 0 && compareBytes(char, high) <= 0);
      i = at + 1;
    } else {
      tests.push((char) => char === low);
      i++;
    }
  }
  return null;
}
