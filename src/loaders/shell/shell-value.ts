import type { LaunchWord } from "../../model/launch.ts";

/** A text that a script computes: known, unknown, or unknown with a likely value; see `LaunchWord`. */
export type ShellValue = Omit<LaunchWord, "at">;

export const EMPTY: ShellValue = { value: "" };

/** A value that depends on something outside of the files. */
export function unknownValue(
  written: string,
  why: string,
  usually?: { value: string; unless: string },
): ShellValue {
  return usually === undefined
    ? { value: null, written, why }
    : { value: null, written, why, usually: usually.value, unless: usually.unless };
}

/** The pieces one behind the other. It has a likely value when each piece has one. */
export function joinValues(pieces: readonly ShellValue[]): ShellValue {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  if (pieces.every((piece) => piece.value !== null))
    return { value: pieces.map((piece) => piece.value ?? "").join("") };
  const open = pieces.filter((piece) => piece.value === null);
  const written = pieces.map((piece) => piece.value ?? piece.written ?? "").join("");
  const why = open[0]?.why ?? "it is not known";
  const likely = pieces.map((piece) => piece.value ?? piece.usually);
  if (likely.includes(undefined)) return { value: null, written, why };
  const unless = [...new Set(open.flatMap((piece) => piece.unless ?? []))].join(" or ");
  return { value: null, written, why, usually: likely.join(""), ...(unless === "" ? {} : { unless }) };
}

/** What the value most likely is: itself, else its usual value; null when nothing says. */
export function likelyText(value: ShellValue | undefined): string | null {
  return value === undefined ? null : (value.value ?? value.usually ?? null);
}

export function sameValue(a: ShellValue, b: ShellValue): boolean {
  return a.value === b.value && a.written === b.written && a.usually === b.usually;
}

/** What a variable holds after one of two ways through a script, of which nobody knows which was taken. */
export function eitherValue(a: ShellValue, b: ShellValue): ShellValue {
  if (sameValue(a, b)) return a;
  const [known, open] = a.value === null ? [b, a] : [a, b];
  const why = open.why ?? "it depends on a condition of the script";
  const written = a.written ?? b.written ?? a.value ?? "";
  // `if [ -z "$PORT" ]; then PORT=8000; fi`: the usual value, unless the other way is taken.
  if (known.value !== null && open.value === null && open.usually === undefined)
    return unknownValue(written, why, {
      value: known.value,
      unless: "a condition of the script is otherwise",
    });
  return unknownValue(written, why);
}
