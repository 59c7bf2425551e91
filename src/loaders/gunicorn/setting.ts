import type { SettingValue } from "../../model/gunicorn.ts";

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
