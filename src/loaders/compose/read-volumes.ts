import { valueAt } from "../../read/yaml/lookup.ts";
import type { YamlNode } from "../../read/yaml/tree.ts";
import { isAbsolute, normalize } from "../../text/path.ts";
import { inFile } from "../../text/span.ts";
import { likely, type ComposeText } from "./compose-text.ts";
import { repositoryPath, textAt, type ServicePlace } from "./service-place.ts";
import type { VolumeConfig } from "./service-config.ts";

/** `volumes:` in short and long form (compose-go `format/volume.go`), and `configs:`, which are files at `/NAME`. */
export function readVolumes(
  node: YamlNode | null,
  place: ServicePlace,
  as: "volume" | "config" = "volume",
): VolumeConfig[] {
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item): VolumeConfig[] => {
    const volume =
      item.kind === "mapping" ? longVolume(item, place, as) : shortVolume(textAt(item, place), place, as);
    return volume === null ? [] : [volume];
  });
}

function longVolume(node: YamlNode, place: ServicePlace, as: "volume" | "config"): VolumeConfig | null {
  const field = (...path: string[]): string | null => likely(textAt(valueAt(node, ...path), place));
  const at = inFile(place.source.path, node.span);
  const source = field("source") ?? field("src");
  const target =
    field("target") ??
    field("dst") ??
    field("destination") ??
    (as === "config" && source !== null ? `/${source}` : null);
  if (target === null) return null;
  const readOnly =
    as === "config" || ["true", "yes", "on"].includes(field("read_only") ?? field("readonly") ?? "");
  const type = as === "config" ? "config" : field("type");
  const common = { target: normalize(target), readOnly, at, mode: null };
  if (type === "tmpfs")
    return { ...common, kind: "tmpfs", source: null, mode: tmpfsMode(field("tmpfs", "mode")) };
  if (type === "bind") return { ...common, kind: "bind", source: repositoryPath(source, place.base) };
  if (type === "config") return { ...common, kind: "bind", source: null };
  return { ...common, kind: "volume", source };
}

/** `./site.conf:/etc/nginx/conf.d/default.conf:ro`, `logs:/var/log/app`, `/data`. Windows drives keep their colon. */
function shortVolume(
  text: ComposeText | null,
  place: ServicePlace,
  as: "volume" | "config",
): VolumeConfig | null {
  const written = likely(text);
  if (text === null || written === null) return null;
  const { at } = text;
  if (as === "config")
    return { kind: "bind", target: `/${written}`, source: null, readOnly: true, mode: null, at };
  const parts = written.replace(/^([A-Za-z]):([\\/])/, "$1\ue0fe$2").split(":");
  const [first = "", second, options = ""] = parts;
  if (second === undefined) {
    return isAbsolute(first)
      ? { kind: "volume", target: normalize(first), source: null, readOnly: false, mode: null, at }
      : null;
  }
  if (!isAbsolute(second)) return null;
  const readOnly = options.split(",").includes("ro");
  const isBind = /^[./~]|^[A-Za-z]\ue0fe/.test(first);
  const source = isBind ? repositoryPath(first, place.base) : first;
  return { kind: isBind ? "bind" : "volume", target: normalize(second), source, readOnly, mode: null, at };
}

/** `tmpfs: /run`, `tmpfs: [/tmp, /run:mode=755,size=10m]`. Docker's own mode is 1777. */
export function tmpfsVolumes(node: YamlNode | null, place: ServicePlace): VolumeConfig[] {
  if (node === null || node.tag === "!reset") return [];
  const items = node.kind === "sequence" ? node.items : [node];
  return items.flatMap((item): VolumeConfig[] => {
    const text = textAt(item, place);
    const written = likely(text);
    if (text === null || written === null) return [];
    const [target = "", options = ""] = written.split(":");
    if (!isAbsolute(target)) return [];
    const mode = /(?:^|,)mode=([0-7]{1,4})(?:,|$)/.exec(options)?.[1] ?? "1777";
    const readOnly = options.split(",").includes("ro");
    return [
      {
        kind: "tmpfs",
        target: normalize(target),
        source: null,
        readOnly,
        mode: mode.padStart(4, "0"),
        at: text.at,
      },
    ];
  });
}

/** A mode of the long form is a number, which YAML may have read as decimal. */
function tmpfsMode(text: string | null): string {
  if (text === null) return "1777";
  if (/^0o?[0-7]{1,4}$/.test(text)) return text.replace(/^0o?/, "").padStart(4, "0");
  return /^\d{1,5}$/.test(text) ? Number(text).toString(8).padStart(4, "0") : "1777";
}
