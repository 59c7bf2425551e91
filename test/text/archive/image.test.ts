import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openArchive, type OpenedArchive } from "../../../src/text/archive/open-archive.ts";
import { bytesAccess } from "../../../src/text/archive/random-access.ts";
import type { HostFiles } from "../../../src/text/host-files.ts";
import { tarOf, type Written } from "./tar-of.ts";

const config = {
  config: {
    Env: ["PATH=/bin", "DJANGO_SETTINGS_MODULE=proj.settings"],
    User: "www-data",
    Entrypoint: ["/entry.sh"],
    Cmd: ["gunicorn", "proj.wsgi"],
    WorkingDir: "/app",
    Volumes: { "/var/log/app": {} },
  },
};

/** Layers that use every kind of replacement and whiteout. */
const LAYERS: readonly Record<string, Written>[] = [
  {
    "etc/": {},
    "etc/app.conf": "old",
    "etc/gone.conf": "gone",
    "var/log/a/one": "1",
    "var/log/a/two": "2",
    "var/log/b/one": "1",
    "usr/lib/x": "x",
    lib: { linksTo: "usr/lib" },
    "swap/file": "f",
    keep: "kept",
  },
  {
    "etc/app.conf": { content: "new", mode: 0o600, uid: 33 },
    "etc/.wh.gone.conf": "",
    // The marker hides what is below, not what this layer brings, wherever it stands.
    "var/log/a/three": "3",
    "var/log/a/.wh..wh..opq": "",
    "var/log/.wh.b": "",
    "lib/y": "y",
    swap: { linksTo: "/keep" },
  },
  { "var/log/b/again": "!", hard: { hardLink: "etc/app.conf" }, ".wh..wh.plnk": "" },
];

const EXPECTED = {
  "/etc": ["app.conf"],
  "/var/log/a": ["three"],
  "/var/log/b": ["again"],
  "/usr/lib": ["x", "y"],
  "/": ["etc", "hard", "keep", "lib", "swap", "usr", "var"],
};

function dockerSave(pack: (layer: Uint8Array) => Uint8Array): Uint8Array {
  const layers = LAYERS.map((layer) => pack(tarOf(layer)));
  return tarOf({
    ...Object.fromEntries(layers.map((layer, i) => [`l${i}/layer.tar`, layer])),
    "abc.json": JSON.stringify(config),
    // An older docker writes a layer that it has already written as a link to it.
    "l9/layer.tar": { linksTo: "../l2/layer.tar" },
    "manifest.json": JSON.stringify([
      { Config: "abc.json", RepoTags: ["app:1"], Layers: ["l0/layer.tar", "l1/layer.tar", "l9/layer.tar"] },
    ]),
  });
}

function ociLayout(): Uint8Array {
  const blobs: Record<string, Written> = {};
  const blob = (name: string, content: Uint8Array | string): { digest: string } => {
    blobs[`blobs/sha256/${name}`] = content;
    return { digest: `sha256:${name}` };
  };
  const layers = LAYERS.map((layer, i) => blob(`layer${i}`, gzipSync(tarOf(layer))));
  const manifest = { config: blob("config", JSON.stringify(config)), layers };
  const image = { ...blob("manifest", JSON.stringify(manifest)), platform: { os: "linux" } };
  const attestation = { ...image, annotations: { "vnd.docker.reference.type": "attestation-manifest" } };
  const index = blob("index", JSON.stringify({ manifests: [attestation, image] }));
  const named = { ...index, annotations: { "org.opencontainers.image.ref.name": "app:1" } };
  return tarOf({ ...blobs, "oci-layout": "{}", "index.json": JSON.stringify({ manifests: [named] }) });
}

async function open(archive: Uint8Array): Promise<OpenedArchive> {
  return openArchive(bytesAccess(archive));
}

function listings(files: HostFiles): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(EXPECTED).map((path) => [path, files.list(path).map(({ name }) => name)]),
  );
}

describe.each([
  ["docker save, old layout", dockerSave((layer) => layer)],
  ["docker save, layers gzipped", dockerSave((layer) => gzipSync(layer))],
  ["an OCI layout with an index in its index and an attestation", ociLayout()],
  ["an OCI layout, gzipped as a whole", gzipSync(ociLayout())],
])("%s", (_, archive) => {
  it("shows the files as the layers leave them, whiteouts applied", async () => {
    const opened = await open(archive);
    if (opened.kind !== "image") throw new Error(JSON.stringify(opened));
    const { files } = opened;
    expect(listings(files)).toEqual(EXPECTED);
    expect(files.read("/etc/app.conf")).toMatchObject({ text: "new" });
    expect(files.entryOf("/etc/app.conf")).toMatchObject({ uid: 33, mode: 0o600 });
    expect(files.read("/hard")).toMatchObject({ text: "new" });
    expect(files.read("/swap")).toMatchObject({ text: "kept" });
    expect(files.read("/lib/y")).toMatchObject({ text: "y" });
    expect(files.entryOf("/lib")).toMatchObject({ kind: "symlink" });
    expect(files.entryOf("/etc/gone.conf")).toMatchObject({ reason: "missing" });
    expect(files.aclOf("/etc")).toBeNull();
    expect(files.unseen()).toEqual([]);
  });

  it("gives what its configuration says of the process", async () => {
    const opened = await open(archive);
    expect(opened.kind === "image" && { ...opened.config, tags: [] }).toEqual({
      environment: ["PATH=/bin", "DJANGO_SETTINGS_MODULE=proj.settings"],
      user: "www-data",
      entrypoint: ["/entry.sh"],
      command: ["gunicorn", "proj.wsgi"],
      workingDirectory: "/app",
      volumes: ["/var/log/app"],
      tags: [],
    });
  });
});

describe("an image that is not whole", () => {
  it("says which layer is missing, and calls nothing missing that could have been in it", async () => {
    const archive = tarOf({
      "l0.tar": tarOf({ "etc/a": "a" }),
      "manifest.json": JSON.stringify([{ Config: "c.json", Layers: ["l0.tar", "l1.tar"] }]),
    });
    const opened = await open(archive);
    if (opened.kind !== "image") throw new Error(JSON.stringify(opened));
    expect(opened.files.read("/etc/a")).toMatchObject({ text: "a" });
    expect(opened.files.entryOf("/etc/b")).toMatchObject({ reason: "failed" });
    expect(opened.files.unseen()).toContainEqual({
      path: "/",
      reason: "failed",
      why: "the layer l1.tar is not in the archive",
    });
  });

  it("names a packing that it does not know", async () => {
    const zstd = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0);
    const manifest = JSON.stringify([{ Config: "c.json", Layers: ["l0.tar"] }]);
    const opened = await open(tarOf({ "l0.tar": zstd, "manifest.json": manifest }));
    expect(opened.kind === "image" && opened.files.unseen()[0]?.why).toMatch(/packed with zstd/);
  });

  it.each(["[]", "[{}]", "{", "null", '[{"Layers":[7]}]', '[{"Layers":"x"}]'])(
    "survives the manifest %s",
    async (manifest) => {
      const opened = await open(tarOf({ "manifest.json": manifest }));
      expect(["image", "none"]).toContain(opened.kind);
    },
  );

  it("says that there were other images", async () => {
    const one = { Config: "c.json", Layers: [] };
    const manifest = JSON.stringify([one, { ...one, RepoTags: ["other:2"] }]);
    const opened = await open(tarOf({ "manifest.json": manifest }));
    expect(opened.kind === "image" && opened.files.unseen()[0]?.why).toBe(
      "only the first image was looked at, not other:2",
    );
  });
});
