import { setFact, unknownFact, type Fact } from "../../model/fact.ts";
import type { ContainerView, Launch, LaunchEnvironment, LaunchWord } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import { decodedScalar, entryOf, valueAt } from "../../read/yaml/lookup.ts";
import type { YamlNode } from "../../read/yaml/tree.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import type { BuiltImage, ImageCommand } from "../docker/built-image.ts";
import { startContainer, viewOf } from "../docker/start-container.ts";
import { imageByName } from "../docker/stage.ts";
import type { ImageFile } from "../images/image-files.ts";
import { parseImage } from "../images/image-reference.ts";
import {
  certainText,
  configMapsOf,
  itemsOf,
  mapOf,
  placeIn,
  podOf,
  readManifests,
  textOf,
  type ConfigMaps,
  type PodTemplate,
} from "./manifests.ts";
import { expandReferences, podEnvironment } from "./pod-environment.ts";
import { podMounts } from "./pod-mounts.ts";

export interface KubernetesRequest {
  readonly fs: FileSystem;
  /** The manifests of one deployment; ConfigMaps are looked up in all of them. */
  readonly files: readonly string[];
  /** Images that are built from Dockerfiles here, by the name that a manifest uses, without registry and tag. */
  readonly images?: Readonly<Record<string, BuiltImage>>;
  readonly deployment: string;
  readonly purpose: Purpose;
}

export interface KubernetesContainer {
  /** `web/gunicorn`: workload and container. */
  readonly name: string;
  readonly at: FileSpan;
  readonly image: BuiltImage;
  readonly ports: readonly number[];
  readonly view: ContainerView;
  readonly launches: readonly Launch[];
  /** Data keys of ConfigMaps, where they are mounted; give them to `containerFileSystem`. */
  readonly files: readonly ImageFile[];
}

export interface LoadedKubernetes {
  readonly containers: readonly KubernetesContainer[];
  readonly launches: readonly Launch[];
  /** Services by host name, with the names of the workloads that they select. */
  readonly services: readonly { readonly host: string; readonly workloads: readonly string[] }[];
  readonly gaps: readonly Gap[];
}

/** Reads Kubernetes manifests, Helm templates around their placeholders. Never throws. */
export function loadKubernetes(request: KubernetesRequest): LoadedKubernetes {
  const manifests = readManifests(request.fs, request.files);
  const maps = configMapsOf(manifests);
  const pods = manifests.flatMap((manifest) => podOf(manifest) ?? []);
  const containers = pods.flatMap((pod) =>
    ["initContainers", "containers"].flatMap((key) =>
      itemsOf(valueAt(pod.spec, key)).map((node) => loadContainer(node, pod, maps, request)),
    ),
  );
  const services = manifests
    .filter(({ kind }) => kind === "Service")
    .map(({ name, node }) => {
      const selector = mapOf(valueAt(node, "spec", "selector"));
      const selected = pods.filter(
        ({ labels }) => selector.size > 0 && [...selector].every(([key, value]) => labels.get(key) === value),
      );
      return { host: name, workloads: selected.map(({ manifest }) => manifest.name) };
    });
  const launches = containers.flatMap((each) => [...each.launches]);
  return { containers, launches, services, gaps: launches.flatMap((launch) => [...launch.gaps]) };
}

function loadContainer(
  node: YamlNode,
  pod: PodTemplate,
  maps: ConfigMaps,
  request: KubernetesRequest,
): KubernetesContainer {
  const { source, name: workload } = pod.manifest;
  const own = textOf(valueAt(node, "name")) ?? "?";
  const name = own === workload ? workload : `${workload}/${own}`;
  const at = placeIn(source, valueAt(node, "name") ?? node);
  const image = imageOf(valueAt(node, "image"), at, pod, request);
  const environment = podEnvironment(node, source, maps);
  const { mounts, files, gaps } = podMounts(node, pod.spec, source, maps);
  const entrypoint = commandOf(valueAt(node, "command"), pod, environment);
  const command = commandOf(valueAt(node, "args"), pod, environment);
  const user = userOf(node, pod);
  const workingDir = valueAt(node, "workingDir");
  const cwd = certainText(workingDir);
  const readOnly = entryOf(valueAt(node, "securityContext"), "readOnlyRootFilesystem");
  const isReadOnly = readOnly !== null && certainText(readOnly.value) === "true";
  const launches = startContainer({
    fs: request.fs,
    name,
    at,
    image,
    ...(entrypoint === null ? {} : { entrypoint }),
    ...(command === null ? {} : { command }),
    environment,
    ...(user === null ? {} : { user }),
    groups: groupsOf(pod),
    ...(workingDir === null
      ? {}
      : { cwd: cwd === null ? unknownFact<string>("a template placeholder", at) : setFact(cwd, at) }),
    mounts,
    readOnly: isReadOnly
      ? { file: source.path, start: readOnly.keySpan.start, end: readOnly.value.span.end }
      : null,
    // The kubelet keeps what a container writes, as docker does; `kubectl logs` reads it.
    stdout: setFact({ kind: "docker", service: `${workload}/${own}` }, at),
    deployment: request.deployment,
    purpose: request.purpose,
    gaps,
  });
  const ports = itemsOf(valueAt(node, "ports")).flatMap((port) => {
    const text = certainText(valueAt(port, "containerPort"));
    return text !== null && /^\d{1,5}$/.test(text) ? [Number(text)] : [];
  });
  return {
    name,
    at,
    image,
    ports,
    view: launches[0]?.container ?? viewOf(name, image, mounts),
    launches,
    files: [...image.files, ...files],
  };
}

/** An image that is built here by its name; else what is known of the name. */
function imageOf(
  node: YamlNode | null,
  at: FileSpan,
  pod: PodTemplate,
  request: KubernetesRequest,
): BuiltImage {
  const text = textOf(node);
  const place = node === null ? at : placeIn(pod.manifest.source, node);
  if (text === null) return imageByName("?", place);
  const { name } = parseImage(text);
  const built =
    request.images !== undefined && Object.hasOwn(request.images, name) ? request.images[name] : undefined;
  return built ?? imageByName(text, place);
}

/** Null when it is not written: the image's own holds. */
function commandOf(
  node: YamlNode | null,
  pod: PodTemplate,
  environment: LaunchEnvironment,
): ImageCommand | null {
  if (node?.kind !== "sequence") return null;
  const { source } = pod.manifest;
  const words = node.items.map((item): LaunchWord => {
    const at = placeIn(source, item);
    const text = textOf(item) ?? "";
    if (item.kind !== "scalar" || item.placeholder)
      return { value: null, at, written: text, why: "a template placeholder" };
    const value = expandReferences(text, environment.values);
    if (value === null)
      return { value, at, written: text, why: "it depends on a variable that is not known" };
    return value === text && /\s/.test(text)
      ? { value, at, decoded: decodedScalar(source.text, item) }
      : { value, at };
  });
  return { form: "exec", words, at: placeIn(source, node) };
}

/** `runAsUser` of the container, else of the pod. */
function userOf(node: YamlNode, pod: PodTemplate): Fact<string> | null {
  for (const context of [valueAt(node, "securityContext"), valueAt(pod.spec, "securityContext")]) {
    const user = valueAt(context, "runAsUser");
    if (user === null) continue;
    const text = certainText(user);
    const at = placeIn(pod.manifest.source, user);
    const group = certainText(valueAt(context, "runAsGroup"));
    return text === null
      ? unknownFact("a template placeholder", at)
      : setFact(group === null ? text : `${text}:${group}`, at);
  }
  return null;
}

/** `fsGroup` and `supplementalGroups`, which the container has beside its own. */
function groupsOf(pod: PodTemplate): string[] {
  const context = valueAt(pod.spec, "securityContext");
  const more = itemsOf(valueAt(context, "supplementalGroups")).flatMap((item) => certainText(item) ?? []);
  return [
    ...more,
    ...(certainText(valueAt(context, "fsGroup")) ?? "").split(" ").filter((each) => each !== ""),
  ];
}
