import type { Setting } from "./setting.ts";

/** What a setting's validator says of a module object, as `import syslog` leaves it in the config file (config.py 20.1.0). */
export function refuseModule(setting: Setting, module: string): string {
  const shown = `<module '${module}'>`;
  switch (setting.validator) {
    case "bool":
    case "header_map":
      return `Invalid type for casting: ${shown}`;
    case "pos_int":
      return "int() can't convert non-string with explicit base";
    case "dict":
      return `Value is not a dictionary: ${shown}`;
    case "callable":
      return `Value is not callable: ${shown}`;
    case "list_string":
    case "list_of_existing_files":
      return "'module' object is not iterable";
    case "user":
    case "group":
      return `module '${module}' has no attribute 'isdigit'`;
    case "reload_engine":
      return `Invalid reload_engine: ${shown}`;
    case "ssl_version":
    case "proxy_protocol":
    case "other":
    case "string":
    case "class":
    case "string_to_list":
    case "chdir":
    case "hostport":
    case "statsd_address":
      return `Not a string: ${shown}`;
  }
}
