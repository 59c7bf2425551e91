import type { Setting, SettingChange } from "./settings.ts";

const flag = (name: string, since: string): Setting => ({
  name, flags: [`--${name.replaceAll("_", "-")}`], action: "store_true", type: "str", validator: "bool", default: false, section: "Server Mechanics", since, until: null,
});
const number = (name: string, since: string, value: number, section: string): Setting => ({
  name, flags: [`--${name.replaceAll("_", "-")}`], action: "store", type: "int", validator: "pos_int", default: value, section, since, until: null,
});
const word = (name: string, since: string, value: string, section: string, flagName = name.replaceAll("_", "-")): Setting => ({
  name, flags: [`--${flagName}`], action: "store", type: "str", validator: "other", default: value, section, since, until: null,
});
const hook = (name: string, since: string, arity: number): Setting => ({
  name, flags: [], action: "store", type: "str", validator: "callable", arity, default: null, section: "Server Hooks", since, until: null,
});

/** Settings that came after 20.1.0: gunicorn config.py and settings reference, releases 21.0 to 26.1. */
export const LATER_SETTINGS: readonly Setting[] = [
  { name: "logconfig_json", flags: ["--log-config-json"], action: "store", type: "str", validator: "string", default: null, section: "Logging", since: "21.0", until: null },
  hook("ssl_context", "21.0", 2),
  flag("permit_unconventional_http_method", "22.0"),
  flag("permit_unconventional_http_version", "22.0"),
  flag("casefold_http_method", "22.0"),
  { name: "header_map", flags: ["--header-map"], action: "store", type: "str", validator: "header_map", default: "drop", section: "Server Mechanics", since: "22.0", until: null },
  { name: "forwarder_headers", flags: ["--forwarder-headers"], action: "store", type: "str", validator: "string_to_list", default: "SCRIPT_NAME,PATH_INFO", section: "Server Mechanics", since: "22.0", until: null },
  flag("permit_obsolete_folding", "23.0"),
  word("asgi_loop", "24.0", "auto", "Worker Processes"),
  word("asgi_lifespan", "24.0", "auto", "Worker Processes"),
  word("root_path", "24.0", "", "Server Mechanics"),
  { name: "enable_backlog_metric", flags: ["--enable-backlog-metric"], action: "store_true", type: "str", validator: "bool", default: false, section: "Logging", since: "24.1", until: null },
  word("protocol", "24.1", "http", "Server Mechanics"),
  { name: "uwsgi_allow_ips", flags: ["--uwsgi-allow-from"], action: "store", type: "str", validator: "string_to_list", default: "127.0.0.1,::1", section: "Server Mechanics", since: "24.1", until: null },
  word("http_protocols", "25.0", "h1", "HTTP/2"),
  number("http2_max_concurrent_streams", "25.0", 100, "HTTP/2"),
  number("http2_initial_window_size", "25.0", 65535, "HTTP/2"),
  number("http2_max_frame_size", "25.0", 16384, "HTTP/2"),
  number("http2_max_header_list_size", "25.0", 65536, "HTTP/2"),
  number("asgi_disconnect_grace_period", "25.0", 3, "Worker Processes"),
  word("http_parser", "25.0", "auto", "Worker Processes"),
  { name: "dirty_apps", flags: ["--dirty-app"], action: "append", type: "str", validator: "list_string", default: [], section: "Dirty Arbiters", since: "25.0", until: null },
  number("dirty_workers", "25.0", 0, "Dirty Arbiters"),
  number("dirty_timeout", "25.0", 300, "Dirty Arbiters"),
  number("dirty_threads", "25.0", 1, "Dirty Arbiters"),
  number("dirty_graceful_timeout", "25.0", 30, "Dirty Arbiters"),
  hook("on_dirty_starting", "25.0", 1),
  hook("dirty_post_fork", "25.0", 2),
  hook("dirty_worker_init", "25.0", 1),
  hook("dirty_worker_exit", "25.0", 2),
  word("control_socket", "25.1", "gunicorn.ctl", "Control"),
  { name: "control_socket_mode", flags: ["--control-socket-mode"], action: "store", type: "auto_int", validator: "pos_int", default: 384, section: "Control", since: "25.1", until: null },
  { name: "control_socket_disable", flags: ["--no-control-socket"], action: "store_true", type: "str", validator: "bool", default: false, section: "Control", since: "25.1", until: null },
];

/** How other versions differ in the settings that 20.1.0 has. */
export const CHANGES: readonly SettingChange[] = [
  { name: "wsgi_app", since: null, until: "20.1", change: "absent" },
  { name: "print_config", since: null, until: "20.1", change: "absent" },
  { name: "dogstatsd_tags", since: null, until: "20.0", change: "absent" },
  { name: "strip_header_spaces", since: null, until: "20.0.1", change: "absent" },
  // 22.0 upstream; Debian has it in its 20.1.0.
  { name: "tolerate_dangerous_framing", since: null, until: "20.1", change: "absent" },
  // The option existed, but argparse gave it a string where a dictionary is wanted: it never worked.
  { name: "logconfig_dict", since: null, until: "20.1", change: { flags: ["--log-config-dict"] } },
  { name: "statsd_host", since: "21.0", until: null, change: { validator: "statsd_address" } },
  { name: "ssl_version", since: "21.0", until: null, change: { validator: "other" } },
  { name: "forwarded_allow_ips", since: "23.0", until: null, change: { default: "127.0.0.1,::1" } },
  { name: "proxy_allow_ips", since: "23.0", until: null, change: { default: "127.0.0.1,::1" } },
  { name: "proxy_protocol", since: "24.1", until: null, change: { action: "store", nargs: "?", const: "auto", validator: "proxy_protocol", default: "off" } },
];
