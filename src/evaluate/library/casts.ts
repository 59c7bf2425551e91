import { alternativesOf, choose, lift } from "../core/branch.ts";
import { listOfValues } from "../core/collections.ts";
import { Raised, uncertain, type Machine } from "../core/machine.ts";
import { questionKey } from "../core/text.ts";
import { undecided } from "../core/truth.ts";
import { boolean, NONE, string, type Plain, type Val } from "../core/val.ts";

/** What a text is read as: "true" words, "false" words, and what any other text gives. */
export interface BooleanWords {
  readonly yes: ReadonlySet<string>;
  /** Null: every other text is false. */
  readonly no: ReadonlySet<string> | null;
  /** A number counts as true unless it is zero (django-environ). */
  readonly numbers: boolean;
  readonly error: string;
}

export const ENVIRON_WORDS: BooleanWords = {
  yes: new Set(["true", "on", "ok", "y", "yes", "1"]),
  no: null,
  numbers: true,
  error: "",
};
export const STRTOBOOL_WORDS: BooleanWords = {
  yes: new Set(["y", "yes", "t", "true", "on", "1"]),
  no: new Set(["n", "no", "f", "false", "off", "0"]),
  numbers: false,
  error: "ValueError",
};

/** Reads a text as a boolean; a text that is not known gives either, under "X is true". */
export function castBoolean(machine: Machine, value: Val, words: BooleanWords, name: string): Val {
  return choose(
    alternativesOf(machine, value).map((option) => ({
      when: option.when,
      value: lift(machine, [option.value], ([plain = NONE]) => booleanOf(machine, plain, words, name)),
    })),
  );
}

function booleanOf(machine: Machine, value: Plain, words: BooleanWords, name: string): Val {
  if (value.kind === "boolean") return value;
  if (value.kind === "string") {
    const text = value.value.trim().toLowerCase();
    if (words.numbers && /^[-+]?\d+$/.test(text)) return boolean(BigInt(text.replace(/^\+/, "")) !== 0n);
    if (words.yes.has(words.no === null ? text : value.value.toLowerCase())) return boolean(true);
    if (words.no === null || words.no.has(value.value.toLowerCase())) return boolean(false);
    throw new Raised(words.error, `Invalid truth value: ${value.value}`);
  }
  if (value.kind !== "partial") return uncertain(machine, "a truth value is not known");
  if (words.no !== null) uncertain(machine, `${name} may be no truth value`);
  return undecided(`bool:${questionKey(value) ?? name}`, `${name} is true`, `${name} is false`);
}

/** Splits at commas; empty pieces are dropped. Null: versions of the library differ on it. */
export function splitCommas(text: string): readonly string[] | null {
  const pieces = text.split(",").filter((piece) => piece !== "");
  return pieces.some((piece) => piece !== piece.trim()) ? null : pieces;
}

export function listOfTexts(
  machine: Machine,
  value: Val,
  split: (text: string) => readonly string[] | null,
): Val {
  return lift(machine, [value], ([plain = NONE]) => {
    if (plain.kind !== "string") return uncertain(machine, "the text of a list is not known");
    const pieces = split(plain.value);
    return pieces === null
      ? uncertain(machine, "how the text is split is not known")
      : listOfValues(pieces.map(string));
  });
}
