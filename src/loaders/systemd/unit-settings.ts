import { lastOf, listOf, type MergedSetting, type MergedUnit } from "../../read/unit/merge.ts";
import { expandValue, splitWords } from "../../read/unit/split.ts";
import type { Specifiers } from "../../read/unit/tree.ts";
import type { FileSpan } from "../../text/span.ts";
import { partsValue } from "./unit-words.ts";

/** A text of a unit with its place; `value` null where a specifier is not known. */
export interface UnitText {
  readonly value: string | null;
  readonly at: FileSpan;
}

/** Reads settings of `[Service]` by name, drop-ins and specifiers applied. */
export interface UnitSettings {
  /** The last assignment as one text; null when it is not set, or reset. */
  readonly text: (key: string) => UnitText | null;
  /** All the words of a list setting. */
  readonly words: (key: string) => readonly UnitText[];
  readonly all: (key: string) => readonly MergedSetting[];
  readonly flag: (key: string) => UnitText | null;
}

export function settingsOf(unit: MergedUnit, section: string, specifiers: Specifiers): UnitSettings {
  const placed = (setting: MergedSetting): FileSpan => ({ file: setting.file, ...setting.value.span });
  return {
    text: (key) => {
      const setting = lastOf(unit, section, key);
      if (setting === null) return null;
      return {
        value: partsValue(expandValue(setting.value, specifiers).parts, null).value,
        at: placed(setting),
      };
    },
    words: (key) =>
      listOf(unit, section, key).flatMap((setting) =>
        splitWords(setting.value, specifiers).words.map((word) => ({
          value: partsValue(word.parts, null).value,
          at: { file: setting.file, ...word.span },
        })),
      ),
    all: (key) => listOf(unit, section, key),
    flag: (key) => {
      const setting = lastOf(unit, section, key);
      if (setting === null || !/^(?:1|yes|y|true|t|on)$/i.test(setting.value.value)) return null;
      return { value: setting.value.value, at: { file: setting.file, ...setting.span } };
    },
  };
}
