import type { SourceFile } from "../text/source-file.ts";
import type { Finding } from "./result.ts";
import type { Fix } from "./rule.ts";

export interface FixOptions {
  /** Whether fixes that may change what the site does are wanted too. */
  readonly unsafe: boolean;
}

export type FixableFinding = Finding & { readonly fix: Fix };
type Edit = Fix["edits"][number];

/**
 * The texts of all files that the fixes of these findings change, by path. Where fixes overlap the first one wins, and the
 * other waits for the next run. Pure: nothing is written.
 */
export function applyFixes(
  sources: ReadonlyMap<string, SourceFile>,
  findings: readonly Finding[],
  options: FixOptions,
): Map<string, string> {
  const edits = editsByFile(chooseFixes(sources, findings, options));
  const texts = new Map<string, string>();
  for (const [file, own] of edits) {
    const before = sources.get(file)?.text;
    if (before === undefined) continue;
    const after = edited(before, own);
    if (after !== before) texts.set(file, after);
  }
  return texts;
}

/** The findings whose fixes can be applied together, in their order. A fix is taken whole or not at all. */
export function chooseFixes(
  sources: ReadonlyMap<string, SourceFile>,
  findings: readonly Finding[],
  { unsafe }: FixOptions,
): FixableFinding[] {
  const taken = new Map<string, TakenEdits>();
  return findings.filter((finding): finding is FixableFinding => {
    const { fix } = finding;
    if (fix === null || fix.edits.length === 0 || (fix.safety === "unsafe" && !unsafe)) return false;
    const fresh = fix.edits.filter((edit) => taken.get(edit.file)?.has(edit) !== true);
    // the same change asked for by two findings is one change
    if (fresh.length === 0) return true;
    if (!fix.edits.every((edit) => isInsideText(edit, sources)) || overlapEachOther(fix.edits)) return false;
    if (fresh.some((edit) => taken.get(edit.file)?.touches(edit))) return false;
    for (const edit of fresh) {
      const own = taken.get(edit.file) ?? takenEdits();
      taken.set(edit.file, own);
      own.add(edit);
    }
    return true;
  });
}

/** Every edit of the findings' fixes once, by file, in order of place. */
export function editsByFile(findings: readonly FixableFinding[]): Map<string, Edit[]> {
  const files = new Map<string, Map<string, Edit>>();
  for (const { fix } of findings) {
    for (const edit of fix.edits) {
      const own = files.get(edit.file) ?? new Map<string, Edit>();
      files.set(edit.file, own);
      own.set(keyOf(edit), edit);
    }
  }
  return new Map([...files].map(([file, own]) => [file, [...own.values()].sort(byPlace)]));
}

/** Where an offset of the text before the edits is afterwards; edits are in order of place. */
export function movedOffset(offset: number, edits: readonly Edit[]): number {
  let moved = offset;
  for (const edit of edits) {
    if (edit.start > offset || (edit.start === offset && edit.end > edit.start)) break;
    moved += edit.text.length - (Math.min(edit.end, offset) - edit.start);
  }
  return moved;
}

function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits) {
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}

/** Edits of one file that are agreed on. Two touch when they share a character or a place: their order would matter. */
interface TakenEdits {
  readonly has: (edit: Edit) => boolean;
  readonly touches: (edit: Edit) => boolean;
  readonly add: (edit: Edit) => void;
}

function takenEdits(): TakenEdits {
  const keys = new Set<string>();
  const edits: Edit[] = [];
  return {
    has: (edit) => keys.has(keyOf(edit)),
    touches: (edit) => {
      const before = edits[indexAfter(edits, edit.start) - 1];
      const after = edits[indexAfter(edits, edit.start)];
      return (
        (before !== undefined && before.end >= edit.start) || (after !== undefined && after.start <= edit.end)
      );
    },
    add: (edit) => {
      keys.add(keyOf(edit));
      edits.splice(indexAfter(edits, edit.start), 0, edit);
    },
  };
}

/** The index of the first edit that starts after the offset; edits are in order and apart. */
function indexAfter(edits: readonly Edit[], offset: number): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edits[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isInsideText(edit: Edit, sources: ReadonlyMap<string, SourceFile>): boolean {
  const source = sources.get(edit.file);
  // what is not UTF-8 could not be written back as it was
  if (source === undefined || source.hadInvalidBytes) return false;
  return edit.start >= 0 && edit.start <= edit.end && edit.end <= source.text.length;
}

function overlapEachOther(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => (a.file === b.file ? byPlace(a, b) : a.file < b.file ? -1 : 1));
  return sorted.some((edit, index) => {
    const before = sorted[index - 1];
    return before !== undefined && before.file === edit.file && before.end > edit.start;
  });
}

function byPlace(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end;
}

function keyOf(edit: Edit): string {
  return JSON.stringify([edit.start, edit.end, edit.text]);
}
