import type { ContainerView, Launch } from "../../model/launch.ts";
import type { Gap } from "../../model/problem.ts";
import type { Purpose } from "../../model/purpose.ts";
import type { FileSystem } from "../../text/file-system.ts";
import type { FileSpan } from "../../text/span.ts";
import type { BuiltImage } from "../docker/built-image.ts";
import type { ImageFile } from "../images/image-files.ts";

export interface KubernetesRequest {
  readonly fs: FileSystem;
  /** The manifests of one deployment; ConfigMaps are looked up in all of them. */
  readonly files: readonly string[];
  /** Images that are built from Dockerfiles here, by the name that a manifest uses, without tag. */
  readonly images?: Readonly<Record<string, BuiltImage>>;
  readonly deployment: string;
  readonly purpose: Purpose;
}

export interface KubernetesContainer {
  /** `web/gunicorn`: workload and container. */
  readonly name: string;
  readonly at: FileSpan;
  readonly image: string | null;
  readonly ports: readonly number[];
  readonly view: ContainerView;
  readonly launches: readonly Launch[];
  /** Data keys of ConfigMaps, where they are mounted. `at` is the text's place in the manifest. */
  readonly files: readonly (ImageFile & { readonly at: FileSpan })[];
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
  return {
    containers: [],
    launches: [],
    services: [],
    gaps: request.files.map((what) => ({ what, why: "not yet" })),
  };
}
