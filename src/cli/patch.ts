import { append } from "../text/append.ts";
/** Lines around a change. */
const CONTEXT = 3;

/** A change of lines: `before` lines from index `at` of the old text become `after` lines from index `to` of the new one. */
interface Change {
  readonly at: number;
  readonly before: number;
  readonly to: number;
  readonly after: number;
}

/**
 * A unified diff of one file, "" when nothing differs. There is no `diff --git` line: so `git apply` takes the paths as seen
 * from the working directory, also below the top of the repository. The result may hold any character of the texts.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const old = linesOf(before);
  const now = linesOf(after);
  const hunks = grouped(changesOf(old, now)).map((changes) => hunk(changes, old, now));
  return [`--- ${named(`a/${path}`)}\n`, `+++ ${named(`b/${path}`)}\n`, ...hunks].join("");
}

function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? "";
  if (last !== "") lines.push(last);
  return lines;
}

/** Quoted as git does where a name has characters that would end it; a tab ends a name with blanks. */
function named(path: string): string {
  if (!/["\\\p{Cc}]/u.test(path)) return path.includes(" ") ? `${path}\t` : path;
  const quoted = [...new TextEncoder().encode(path)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, "0")}` : character;
  });
  return `"${quoted.join("")}"`;
}

/** What differs: lines that occur once in both texts, in the same order, hold the rest in place. */
function changesOf(old: readonly string[], now: readonly string[]): Change[] {
  const anchors = [...anchorsOf(old, now), [old.length, now.length] as const];
  const changes: Change[] = [];
  let at = 0;
  let to = 0;
  for (const [oldAnchor, newAnchor] of anchors) {
    while (at < oldAnchor && to < newAnchor && old[at] === now[to]) [at, to] = [at + 1, to + 1];
    let [oldEnd, newEnd] = [oldAnchor, newAnchor];
    while (oldEnd > at && newEnd > to && old[oldEnd - 1] === now[newEnd - 1])
      [oldEnd, newEnd] = [oldEnd - 1, newEnd - 1];
    if (oldEnd > at || newEnd > to) changes.push({ at, before: oldEnd - at, to, after: newEnd - to });
    [at, to] = [oldAnchor, newAnchor];
  }
  return changes;
}

/** Pairs of indexes of lines that occur once in each text: the longest run that is in order in both. */
function anchorsOf(old: readonly string[], now: readonly string[]): (readonly [number, number])[] {
  const places = uniqueLines(now);
  const pairs: [number, number][] = [];
  for (const [line, index] of uniqueLines(old)) {
    const other = places.get(line);
    if (index !== null && other !== undefined && other !== null) pairs.push([index, other]);
  }
  // patience: the top of each pile is the smallest end of a run of that length
  const tops: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [index, [, place]] of pairs.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? undefined : tops[low - 1];
    tops[low] = index;
  }
  const run: [number, number][] = [];
  for (let at = tops.at(-1); at !== undefined; at = previous[at]) {
    const pair = pairs[at];
    if (pair !== undefined) run.push(pair);
  }
  return run.reverse();
}

/** The index of each line, null for one that occurs again; in order of first occurrence. */
function uniqueLines(lines: readonly string[]): Map<string, number | null> {
  const places = new Map<string, number | null>();
  for (const [index, line] of lines.entries()) places.set(line, places.has(line) ? null : index);
  return places;
}

/** Changes whose contexts meet stand in one hunk. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && change.at - (last.at + last.before) <= 2 * CONTEXT)
      group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunk(changes: readonly Change[], old: readonly string[], now: readonly string[]): string {
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return "";
  const lead = Math.min(CONTEXT, first.at);
  const end = Math.min(old.length, last.at + last.before + CONTEXT);
  const from = first.at - lead;
  const newFrom = first.to - lead;
  const newEnd = last.to + last.after + (end - last.at - last.before);
  const lines: string[] = [];
  let at = from;
  for (const change of changes) {
    append(
      lines,
      old.slice(at, change.at).map((line) => ` ${line}`),
    );
    append(
      lines,
      old.slice(change.at, change.at + change.before).map((line) => `-${line}`),
    );
    append(
      lines,
      now.slice(change.to, change.to + change.after).map((line) => `+${line}`),
    );
    at = change.at + change.before;
  }
  append(
    lines,
    old.slice(at, end).map((line) => ` ${line}`),
  );
  const body = lines.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`));
  return `@@ -${range(from, end - from)} +${range(newFrom, newEnd - newFrom)} @@\n${body.join("")}`;
}

function range(from: number, length: number): string {
  return `${length === 0 ? from : from + 1},${length}`;
}
