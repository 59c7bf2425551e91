import { lastOf, listOf, type MergedSetting, type MergedUnit } from "../../read/unit/merge.ts";
import { expandValue, splitWords } from "../../read/unit/split.ts";
import type { Specifiers, UnitPart } from "../../read/unit/tree.ts";
import { FILLER } from "../../read/unit/template-mask.ts";
import type { FileSpan } from "../../text/span.ts";
import { partsValue } from "./unit-words.ts";

/** A text of a unit with its place; `value` null where a specifier is not known. */
export interface UnitText {
  readonly value: string | null;
  /** What is known of its beginning. */
  readonly prefix: string;
  readonly at: FileSpan;
}

/** Reads settings of `[Service]` by name, drop-ins and specifiers applied. */
export interface UnitSettings {
  /** The last assignment as one text; null when it is not set, or reset. */
  readonly text: (key: string) => UnitText | null;
  /** All the words of a list setting. */
  readonly words: (key: string) => readonly UnitText[];
  readonly all: (key: string) => readonly MergedSetting[];
  /** The last assignment that systemd understands, of a setting that has a few values; it ignores the others, the empty one too. */
  readonly choice: (key: string, values: RegExp) => UnitText | null;
  /** The setting when it says yes. */
  readonly flag: (key: string) => UnitText | null;
}

export function settingsOf(unit: MergedUnit, section: string, specifiers: Specifiers): UnitSettings {
  const placed = (setting: MergedSetting): FileSpan => ({ file: setting.file, ...setting.value.span });
  const choice = (key: string, values: RegExp): UnitText | null => {
    const assigned = unit.get(section)?.get(key) ?? [];
    const setting = assigned.findLast(
      ({ value }) => values.test(value.value) || value.value.includes(FILLER),
    );
    if (setting === undefined) return null;
    const { value } = setting.value;
    const at = { file: setting.file, ...setting.span };
    return value.includes(FILLER) ? { value: null, prefix: "", at } : { value, prefix: value, at };
  };
  return {
    text: (key) => {
      const setting = lastOf(unit, section, key);
      if (setting === null) return null;
      return { ...partsText(expandValue(setting.value, specifiers).parts), at: placed(setting) };
    },
    words: (key) =>
      listOf(unit, section, key).flatMap((setting) =>
        splitWords(setting.value, specifiers).words.map((word) => ({
          ...partsText(word.parts),
          at: { file: setting.file, ...word.span },
        })),
      ),
    all: (key) => listOf(unit, section, key),
    choice,
    flag: (key) => {
      const setting = choice(key, /^(?:1|yes|y|true|t|on|0|no|n|false|f|off)$/i);
      return setting !== null && /^(?:1|yes|y|true|t|on)$/i.test(setting.value ?? "") ? setting : null;
    },
  };
}

function partsText(parts: readonly UnitPart[]): { value: string | null; prefix: string } {
  const end = parts.findIndex((part) => part.kind === "specifier");
  const known = end < 0 ? parts : parts.slice(0, end);
  return { value: partsValue(parts, null).value, prefix: partsValue(known, null).value ?? "" };
}
