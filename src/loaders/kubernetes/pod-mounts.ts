import type { Gap } from "../../model/problem.ts";
import { valueAt } from "../../read/yaml/lookup.ts";
import type { YamlNode } from "../../read/yaml/tree.ts";
import { join } from "../../text/path.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Mount } from "../docker/start-container.ts";
import type { ImageFile } from "../images/image-files.ts";
import { blankedAround } from "./config-text.ts";
import { certainText, itemsOf, placeIn, textOf, type ConfigMaps } from "./manifests.ts";

export interface PodMounts {
  readonly mounts: readonly Mount[];
  readonly files: readonly (ImageFile & { readonly from: NonNullable<ImageFile["from"]> })[];
  readonly gaps: readonly Gap[];
}

/** What a container mounts, and the files that ConfigMaps of the same manifests bring. */
export function podMounts(
  container: YamlNode,
  pod: YamlNode,
  source: SourceFile,
  maps: ConfigMaps,
): PodMounts {
  const mounts: Mount[] = [];
  const files: (ImageFile & { from: NonNullable<ImageFile["from"]> })[] = [];
  const gaps: Gap[] = [];
  const volumes = new Map(
    itemsOf(valueAt(pod, "volumes")).map((volume) => [textOf(valueAt(volume, "name")) ?? "", volume]),
  );
  for (const item of itemsOf(valueAt(container, "volumeMounts"))) {
    const path = certainText(valueAt(item, "mountPath"));
    const name = textOf(valueAt(item, "name")) ?? "";
    if (path === null || !path.startsWith("/")) continue;
    const at = placeIn(source, item);
    const volume = volumes.get(name) ?? null;
    const subPath = textOf(valueAt(item, "subPath"));
    const config = configsOf(volume, maps);
    const isFixed =
      config !== null ||
      valueAt(volume, "secret") !== null ||
      valueAt(volume, "projected") !== null ||
      valueAt(volume, "downwardAPI") !== null;
    const emptyDir = valueAt(volume, "emptyDir");
    const inMemory = certainText(valueAt(emptyDir, "medium")) === "Memory";
    mounts.push({
      path: join(path),
      kind: inMemory ? "tmpfs" : "volume",
      outside: null,
      readOnly: isFixed || certainText(valueAt(item, "readOnly")) === "true",
      at,
      says: `volume ${name}`,
      isDirectory: subPath === null || !isFixed,
      // The kubelet makes an emptyDir for all to write.
      ...(emptyDir === null ? {} : { owner: "root", mode: "0777" }),
    });
    for (const { key, file, entry } of config ?? []) {
      const target = subPath === null ? join(path, file) : file === subPath ? join(path) : null;
      if (target === null) continue;
      const text = blankedAround(entry.source, entry.scalar);
      if (text !== null) files.push({ path: target, text, from: placeIn(entry.source, entry.scalar) });
      else
        gaps.push({
          what: target,
          why: `the key ${key} of a ConfigMap is not written as a block`,
          at: placeIn(entry.source, entry.scalar),
        });
    }
    if (config === null && valueAt(volume, "configMap") !== null) {
      gaps.push({
        what: join(path),
        why: `the ConfigMap ${textOf(valueAt(volume, "configMap", "name")) ?? "?"} is not here`,
        at,
      });
    }
  }
  return { mounts, files, gaps };
}

type ConfigEntry = {
  readonly key: string;
  readonly file: string;
  readonly entry: NonNullable<ReturnType<NonNullable<ReturnType<ConfigMaps["get"]>>["get"]>>;
};

/** The keys of a volume's ConfigMap with their file names; null when it has none that is here. */
function configsOf(volume: YamlNode | null, maps: ConfigMaps): ConfigEntry[] | null {
  const node = valueAt(volume, "configMap");
  const keys = node === null ? undefined : maps.get(textOf(valueAt(node, "name")) ?? "");
  if (keys === undefined) return null;
  const items = itemsOf(valueAt(node, "items"));
  if (items.length === 0) return [...keys].map(([key, entry]) => ({ key, file: key, entry }));
  return items.flatMap((item) => {
    const key = textOf(valueAt(item, "key")) ?? "";
    const entry = keys.get(key);
    return entry === undefined ? [] : [{ key, file: textOf(valueAt(item, "path")) ?? key, entry }];
  });
}
