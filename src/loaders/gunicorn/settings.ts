import { INSTALLED_SETTINGS } from "./installed-settings.data.ts";
import { CHANGES, LATER_SETTINGS } from "./later-settings.data.ts";
import type { Setting, SettingChange } from "./setting.ts";
import { compareVersions } from "./versions.ts";

/** Every setting of `version`, in argparse's order. */
export function settingsOf(version: string): readonly Setting[] {
  const found = tables.get(version);
  if (found !== undefined) return found;
  const table: Setting[] = [];
  for (const installed of INSTALLED_SETTINGS) {
    let row: Setting | null = { ...installed, since: null, until: null };
    for (const { since, until, change } of changesOf(installed.name)) {
      if (row === null || !within(version, since, until)) continue;
      row = change === "absent" ? null : { ...row, ...change };
    }
    if (row !== null) table.push(row);
  }
  table.push(...LATER_SETTINGS.filter(({ since, until }) => within(version, since, until)));
  tables.set(version, table);
  return table;
}

/** The versions whose tables differ in what loglint reads of them: where no version is known, each is tried. */
export const TELLING_VERSIONS: readonly string[] = ["20.1.0", "26.1.0", "23.0.0", "19.9.0"];

/** The setting of that exact name: in `version`, or in any supported version when none is known. */
export function settingNamed(name: string, version: string | null): Setting | undefined {
  for (const each of version === null ? TELLING_VERSIONS : [version]) {
    let byName = names.get(each);
    if (byName === undefined) {
      byName = new Map(settingsOf(each).map((setting) => [setting.name, setting]));
      names.set(each, byName);
    }
    const setting = byName.get(name);
    if (setting !== undefined) return setting;
  }
  return undefined;
}

/** Every name that is a setting in some supported version. */
export function allSettingNames(): readonly string[] {
  return [...new Set(TELLING_VERSIONS.flatMap((version) => settingsOf(version).map(({ name }) => name)))];
}

/** What versions changed in one setting, in their order. */
function changesOf(name: string): readonly SettingChange[] {
  if (changes.size === 0) {
    for (const change of CHANGES) changes.set(change.name, [...(changes.get(change.name) ?? []), change]);
  }
  return changes.get(name) ?? [];
}

const changes = new Map<string, readonly SettingChange[]>();
const tables = new Map<string, readonly Setting[]>();
const names = new Map<string, Map<string, Setting>>();

function within(version: string, since: string | null, until: string | null): boolean {
  if (since !== null && compareVersions(version, since) < 0) return false;
  return until === null || compareVersions(version, until) < 0;
}
