import type { SettingValue } from "../../model/gunicorn.ts";
import { INSTALLED_SETTINGS } from "./installed-settings.data.ts";
import { CHANGES, LATER_SETTINGS } from "./later-settings.data.ts";
import { compareVersions } from "./versions.ts";

/** Gunicorn's validators by the name of their function in config.py, without `validate_`. */
export type Validator =
  | "string"
  | "bool"
  | "pos_int"
  | "dict"
  | "class"
  | "callable"
  | "list_string"
  | "string_to_list"
  | "list_of_existing_files"
  | "user"
  | "group"
  | "chdir"
  | "hostport"
  | "statsd_address"
  | "reload_engine"
  | "ssl_version"
  | "header_map"
  | "proxy_protocol"
  | "other";

/** One setting as config.py 20.1.0 declares it. */
export interface InstalledSetting {
  readonly name: string;
  readonly flags: readonly string[];
  readonly action: "store" | "store_true" | "store_const" | "append";
  /** The argparse type: `int` reads base 10, `auto_int` any base with C's octal too. */
  readonly type: "str" | "int" | "auto_int";
  readonly validator: Validator;
  /** Arguments a hook must take; -1 for any number. */
  readonly arity?: number;
  readonly default: SettingValue;
  readonly section: string;
  readonly const?: SettingValue;
  readonly nargs?: "?";
}

/** A setting with the versions that have it: `since` inclusive, `until` exclusive, null for no bound in 19.9 to 26.2. */
export interface Setting extends InstalledSetting {
  readonly since: string | null;
  readonly until: string | null;
}

/** What a version changed in settings that 20.1.0 has. */
export interface SettingChange {
  readonly name: string;
  readonly since: string | null;
  readonly until: string | null;
  readonly change: Partial<Omit<InstalledSetting, "name">> | "absent";
}

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
