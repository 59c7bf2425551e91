import { isUnseen, type HostFiles } from "../host-files.ts";
import { hostFilesOver } from "../host-files-over.ts";
import { hostTree, treeBackend, type HostTree } from "../host-tree.ts";
import { basename, dirname } from "../path.ts";
import { namesIn } from "./archive-names.ts";
import { arrayOf, parseJson, recordOf, textOf, textsOf } from "./json-shapes.ts";
import type { RandomAccess } from "./random-access.ts";
import { pathOf, unpackTar, type ArchiveLimits, type TarNotes } from "./tar-tree.ts";
import { readTar, type TarEnd } from "./tar-entries.ts";
import { append } from "../append.ts";

/** What an image's configuration says of the process that it starts (OCI image-spec, config.md). */
export interface ImageConfig {
  /** `NAME=value`, in order. */
  readonly environment: readonly string[];
  /** As written: `www-data`, `33:33`; "" for root. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly volumes: readonly string[];
  readonly tags: readonly string[];
}

interface Manifest {
  readonly config: string;
  readonly layers: readonly string[];
  readonly tags: readonly string[];
}

export interface ImageRoot {
  readonly tree: HostTree;
  readonly config: ImageConfig;
  readonly end: TarEnd | null;
}

const MAX_JSON = 16 * 1024 * 1024;
const MAX_LAYERS = 1000;

/** Unpacks what is compressed, as far as the limits allow; the reason when it cannot. */
export type Unpack = (access: RandomAccess) => Promise<RandomAccess | TarEnd>;

/** True for the tree of what `docker save`, `podman save` or an OCI layout holds. */
export function isImage(outer: HostTree): boolean {
  const oci = outer.get("/oci-layout") !== undefined && outer.get("/index.json") !== undefined;
  return oci || (outer.get("/manifest.json") !== undefined && outer.get("/etc") === undefined);
}

/** The root file system of the (first) image in an archive of images: its layers applied one after the other. */
export async function readImage(
  outer: HostTree,
  unpack: Unpack,
  notes: TarNotes,
  limits: ArchiveLimits,
): Promise<ImageRoot | TarEnd> {
  const files = hostFilesOver(treeBackend(outer));
  const manifests = dockerManifests(files) ?? ociManifests(files);
  const [manifest] = manifests;
  if (manifest === undefined) return { reason: "failed", why: "the archive names no image" };
  if (manifests.length > 1) {
    const others = manifests.slice(1).map(({ tags }) => tags.join(", ") || "one without a name");
    notes.unseen.push({
      path: "/",
      reason: "outside",
      why: `only the first image was looked at, not ${others.join("; ")}`,
    });
  }
  const config = configOf(jsonOf(files, manifest.config), manifest.tags);
  const tree = hostTree();
  const names = namesIn(tree);
  let end: TarEnd | null = null;
  for (const [i, name] of manifest.layers.slice(0, MAX_LAYERS).entries()) {
    const place = files.resolve(`/${name}`);
    const stored = isUnseen(place) ? undefined : outer.get(place.path)?.stored;
    if (stored === undefined) {
      end ??= { reason: "failed", why: `the layer ${name} is not in the archive` };
      continue;
    }
    const layer = await unpack(stored);
    if (!("read" in layer)) {
      end ??= { ...layer, why: `the layer ${name}: ${layer.why}` };
      continue;
    }
    applyWhiteouts(layer, tree);
    const label = `layer ${i}`;
    const ended = unpackTar(layer, tree, notes, limits, { label, names, skip: isWhiteout });
    if (ended !== null) end ??= { ...ended, why: `the layer ${name}: ${ended.why}` };
  }
  return { tree, config, end };
}

/** `.wh.NAME` hides NAME of the layers below; `.wh..wh..opq` all that they have in its directory (OCI image-spec, layer.md). */
function applyWhiteouts(layer: RandomAccess, below: HostTree): void {
  const files = hostFilesOver(treeBackend(below));
  readTar(layer, ({ name }) => {
    const path = pathOf(name);
    if (path === null || !isWhiteout(path)) return null;
    const place = files.resolve(dirname(path));
    if (isUnseen(place)) return null;
    const hidden = basename(path).slice(WHITEOUT.length);
    if (hidden === OPAQUE)
      for (const child of [...below.children(place.path)]) below.remove(join(place.path, child));
    else if (!hidden.startsWith(WHITEOUT) && hidden !== "") below.remove(join(place.path, hidden));
    return null;
  });
}

const WHITEOUT = ".wh.";
/** What follows the first `.wh.` of `.wh..wh..opq`. */
const OPAQUE = ".wh..opq";

function isWhiteout(path: string): boolean {
  return basename(path).startsWith(WHITEOUT);
}

/** `manifest.json` of docker save: layers by path, often beside an OCI index that says the same. */
function dockerManifests(files: HostFiles): readonly Manifest[] | null {
  const written = arrayOf(jsonOf(files, "manifest.json"));
  if (written.length === 0) return null;
  return written.map((one) => {
    const manifest = recordOf(one);
    return {
      config: textOf(manifest["Config"]),
      layers: textsOf(manifest["Layers"]),
      tags: textsOf(manifest["RepoTags"]),
    };
  });
}

/** `index.json` of an OCI layout: descriptors of manifests, or of indexes of them. */
function ociManifests(files: HostFiles): readonly Manifest[] {
  const found: Manifest[] = [];
  const ahead = arrayOf(recordOf(jsonOf(files, "index.json"))["manifests"])
    .map(recordOf)
    .reverse();
  for (let looked = 0; looked < MAX_LAYERS; looked++) {
    const descriptor = ahead.pop();
    if (descriptor === undefined) break;
    const manifest = recordOf(jsonOf(files, blobOf(descriptor)));
    const annotations = recordOf(descriptor["annotations"]);
    // Build attestations stand beside images and are none.
    if (annotations["vnd.docker.reference.type"] !== undefined) continue;
    append(ahead, arrayOf(manifest["manifests"]).map(recordOf).reverse());
    if (manifest["layers"] === undefined) continue;
    const tag = textOf(annotations["org.opencontainers.image.ref.name"]);
    found.push({
      config: blobOf(recordOf(manifest["config"])),
      layers: arrayOf(manifest["layers"]).map((layer) => blobOf(recordOf(layer))),
      tags: tag === "" ? [] : [tag],
    });
  }
  return found;
}

function blobOf(descriptor: Readonly<Record<string, unknown>>): string {
  return `blobs/${textOf(descriptor["digest"]).replace(":", "/")}`;
}

function jsonOf(files: HostFiles, path: string): unknown {
  const bytes = files.bytesOf(`/${path}`, MAX_JSON);
  return isUnseen(bytes) ? undefined : parseJson(bytes);
}

function configOf(written: unknown, tags: readonly string[]): ImageConfig {
  const config = recordOf(recordOf(written)["config"]);
  return {
    environment: textsOf(config["Env"]),
    user: textOf(config["User"]),
    entrypoint: textsOf(config["Entrypoint"]),
    command: textsOf(config["Cmd"]),
    workingDirectory: textOf(config["WorkingDir"]) || "/",
    volumes: Object.keys(recordOf(config["Volumes"])).sort(),
    tags,
  };
}

function join(directory: string, name: string): string {
  return directory === "/" ? `/${name}` : `${directory}/${name}`;
}
