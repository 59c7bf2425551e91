import type { NginxMap } from "../../model/nginx.ts";
import type { ContextDraft } from "./contexts.ts";

/** Words of a map block that are no keys. ngx_http_map_module.c ngx_http_map. */
const PARAMETERS = new Set(["hostnames", "volatile"]);

/** Every `map` block of http, in order. */
export function mapsIn(root: ContextDraft): NginxMap[] {
  const maps: NginxMap[] = [];
  const http = root.place === "http" ? [root] : root.children.filter((child) => child.place === "http");
  for (const block of http.flatMap((each) => each.children)) {
    const [source, variable] = block.context.args;
    if (block.context.name !== "map" || source === undefined || variable === undefined) continue;
    const entries = block.directives.filter(
      (entry) => !(entry.args.length === 0 && PARAMETERS.has(entry.name)),
    );
    maps.push({
      source,
      variable,
      complete:
        block.unread.length === 0 && !entries.some((entry) => entry.args.some((arg) => arg.placeholder)),
      entries: entries.map((entry) => ({ key: entry.name, value: entry.args[0]?.value ?? "", at: entry.at })),
      at: block.context.at,
    });
  }
  return maps;
}
