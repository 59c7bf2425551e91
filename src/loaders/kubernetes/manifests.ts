import { valueAt } from "../../read/yaml/lookup.ts";
import { readYaml } from "../../read/yaml/read-yaml.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../../read/yaml/tree.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { inFile, type FileSpan } from "../../text/span.ts";

/** One object of a manifest, and the file that it stands in. */
export interface Manifest {
  readonly source: SourceFile;
  readonly node: YamlNode;
  readonly kind: string;
  /** As written: with the placeholders of a template. */
  readonly name: string;
}

/** A workload's pod, whatever makes it. */
export interface PodTemplate {
  readonly manifest: Manifest;
  readonly spec: YamlNode;
  readonly labels: ReadonlyMap<string, string>;
}

/** Every object of the files, in order; `kind: List` gives its items. */
export function readManifests(fs: FileSystem, files: readonly string[]): Manifest[] {
  const found: Manifest[] = [];
  for (const file of files) {
    const source = fs.read(file);
    if (isUnreadable(source)) continue;
    for (const { root } of readYaml(source.text).documents) {
      const items =
        textOf(valueAt(root, "kind")) === "List"
          ? itemsOf(valueAt(root, "items"))
          : root === null
            ? []
            : [root];
      for (const node of items) {
        const kind = textOf(valueAt(node, "kind"));
        if (kind !== null)
          found.push({ source, node, kind, name: textOf(valueAt(node, "metadata", "name")) ?? "?" });
      }
    }
  }
  return found;
}

/** The pod that a workload starts; null for anything else. */
export function podOf(manifest: Manifest): PodTemplate | null {
  const { node, kind } = manifest;
  const template =
    kind === "Pod"
      ? node
      : kind === "CronJob"
        ? valueAt(node, "spec", "jobTemplate", "spec", "template")
        : [
              "Deployment",
              "StatefulSet",
              "DaemonSet",
              "ReplicaSet",
              "ReplicationController",
              "Job",
              "DeploymentConfig",
              "Rollout",
            ].includes(kind)
          ? valueAt(node, "spec", "template")
          : null;
  const spec = valueAt(template, "spec");
  return spec === null ? null : { manifest, spec, labels: mapOf(valueAt(template, "metadata", "labels")) };
}

export function textOf(node: YamlNode | null): string | null {
  return node?.kind === "scalar" && !(node.value === null && node.style === "plain") ? node.text : null;
}

/** The text of a scalar without placeholders. */
export function certainText(node: YamlNode | null): string | null {
  return node?.kind === "scalar" && !node.placeholder ? textOf(node) : null;
}

export function itemsOf(node: YamlNode | null): readonly YamlNode[] {
  return node?.kind === "sequence" ? node.items : [];
}

export function entriesOf(node: YamlNode | null): readonly YamlEntry[] {
  return node?.kind === "mapping" ? node.entries : [];
}

export function mapOf(node: YamlNode | null): Map<string, string> {
  return new Map(
    entriesOf(node).flatMap(({ key, value }) => {
      const text = textOf(value);
      return text === null ? [] : [[key, text] as const];
    }),
  );
}

export function placeIn(source: SourceFile, node: YamlNode): FileSpan {
  return inFile(source.path, node.span);
}

/** Keys of ConfigMaps by the map's name. */
export type ConfigMaps = ReadonlyMap<
  string,
  ReadonlyMap<string, { readonly scalar: YamlScalar; readonly source: SourceFile }>
>;

export function configMapsOf(manifests: readonly Manifest[]): ConfigMaps {
  const found = new Map<string, Map<string, { scalar: YamlScalar; source: SourceFile }>>();
  for (const { kind, name, node, source } of manifests) {
    if (kind !== "ConfigMap") continue;
    const keys = new Map<string, { scalar: YamlScalar; source: SourceFile }>();
    for (const { key, value } of entriesOf(valueAt(node, "data")))
      if (value.kind === "scalar") keys.set(key, { scalar: value, source });
    found.set(name, keys);
  }
  return found;
}
