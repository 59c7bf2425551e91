import type { NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { parseInteger, parseTime } from "./quantities.ts";
import { refusal } from "./refusal.ts";

/** What nginx refuses in `open_log_file_cache`. ngx_http_log_module.c ngx_http_log_open_file_cache, nginx 1.22.1. */
export function checkOpenLogFileCache(directive: NginxDirective): Problem[] {
  let max = 0;
  for (const arg of directive.args) {
    if (arg.placeholder) return [];
    const [key = "", value = ""] = /^([a-z_]+)=(.*)$/s.exec(arg.value)?.slice(1) ?? [];
    const number = key === "max" || key === "min_uses" ? parseInteger(value) : parseTime(value, "s");
    const known = ["max", "min_uses", "inactive", "valid"].includes(key);
    if (arg.value !== "off" && (!known || number === null)) {
      return [refusal(`invalid "open_log_file_cache" parameter "${arg.value}"`, arg.at)];
    }
    if (key === "max") max = number ?? 0;
  }
  if (max > 0 || directive.args.some((arg) => arg.value === "off")) return [];
  return [refusal('"open_log_file_cache" must have "max" parameter', directive.at, "add max=1000")];
}
