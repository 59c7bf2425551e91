import { basename } from "../../text/path.ts";
import type { UnitFile, UnitSetting } from "./tree.ts";

/** A unit or drop-in with its path, for the story of where a setting comes from. */
export interface NamedUnit {
  readonly file: string;
  readonly tree: UnitFile;
}

/** A setting and the file that it stands in. */
export interface MergedSetting extends UnitSetting {
  readonly file: string;
}

/** The settings of a unit with its drop-ins, in the order in which systemd takes them, by section and key. */
export type MergedUnit = ReadonlyMap<string, ReadonlyMap<string, readonly MergedSetting[]>>;

/**
 * Puts a unit and its drop-ins together: first the unit, then the drop-ins by file name, whatever folder they are in (systemd.unit(5)).
 * Of drop-ins of the same name in several folders, pass only the one that counts.
 */
export function mergeUnits(unit: NamedUnit, dropIns: readonly NamedUnit[]): MergedUnit {
  const sorted = [...dropIns].sort((a, b) => compare(basename(a.file), basename(b.file)));
  const sections = new Map<string, Map<string, MergedSetting[]>>();
  for (const { file, tree } of [unit, ...sorted]) {
    for (const section of tree.sections) {
      const keys = sections.get(section.name) ?? new Map<string, MergedSetting[]>();
      sections.set(section.name, keys);
      for (const setting of section.settings) {
        const settings = keys.get(setting.key) ?? [];
        keys.set(setting.key, settings);
        settings.push({ ...setting, file });
      }
    }
  }
  return sections;
}

/** The assignments of a list setting that count: those after the last empty one. */
export function listOf(unit: MergedUnit, section: string, key: string): readonly MergedSetting[] {
  const settings = unit.get(section)?.get(key) ?? [];
  const reset = settings.findLastIndex((setting) => setting.value.value === "");
  return settings.slice(reset + 1);
}

/** The last assignment of a setting that holds one value; one of nothing (`User=`) is the default again, so null. */
export function lastOf(unit: MergedUnit, section: string, key: string): MergedSetting | null {
  const last = unit.get(section)?.get(key)?.at(-1);
  return last === undefined || last.value.value === "" ? null : last;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
