import type { NamedEntry, NamesFound, Refusal } from "../host-backend.ts";
import { hostFilesOver } from "../host-files-over.ts";
import type { AclEntry, HostEntry, HostFiles, Unseen } from "../host-files.ts";
import type { HostTree } from "../host-tree.ts";
import { arrayOf, parseJson, recordOf, textOf } from "./json-shapes.ts";
import { recordedBackend } from "./record-host.ts";
import { FACTS_NAME, SNAPSHOT_VERSION } from "./snapshot-write.ts";

export interface SnapshotFacts {
  /** When it was collected, milliseconds since 1970. */
  readonly collected: number;
  /** What the collector added. */
  readonly added: unknown;
}

export const SNAPSHOT_FACTS = `/${FACTS_NAME}`;

const MAX_FACTS = 512 * 1024 * 1024;
const MAX_CONTENT = 512 * 1024 * 1024;

type Shape = Readonly<Record<string, unknown>>;

/** The host that a snapshot shows: it answers what was asked when it was collected as it was answered then. Or why it cannot be read. */
export function readSnapshot(
  tree: HostTree,
): { readonly files: HostFiles; readonly facts: SnapshotFacts } | string {
  const bytes = tree.get(SNAPSHOT_FACTS)?.content?.(MAX_FACTS);
  const written = recordOf(bytes instanceof Uint8Array ? parseJson(bytes) : undefined);
  if (written["format"] !== "loglint-host") return `its ${FACTS_NAME} is damaged`;
  if (written["version"] !== SNAPSHOT_VERSION)
    return `its ${FACTS_NAME} was written by another version of loglint`;
  const contents = new Map<string, Uint8Array>();
  collect(tree, contents);
  const files = hostFilesOver(
    recordedBackend({
      contents,
      entries: mapOf(written["entries"], (value) => refusalIn(value) ?? entryIn(value)),
      opened: mapOf(written["opened"], (value) => refusalIn(value) ?? entryIn(value)),
      names: mapOf(written["names"], (value) => refusalIn(value) ?? namesIn(value)),
      refusals: mapOf(written["refusals"], refusalIn),
      acls: mapOf(written["acls"], aclIn),
      spaces: mapOf(written["spaces"], spaceIn),
    }),
  );
  return { files, facts: { collected: numberIn(written["collected"]), added: written["facts"] } };
}

function collect(tree: HostTree, contents: Map<string, Uint8Array>): void {
  const ahead = ["/root"];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const content = tree.get(at)?.content?.(MAX_CONTENT);
    if (content instanceof Uint8Array) contents.set(at.slice("/root".length), content);
    for (const name of tree.children(at)) ahead.push(`${at}/${name}`);
  }
}

/** Pairs of key and value; a pair of another shape is left out. */
function mapOf<T>(value: unknown, read: (value: unknown) => T | undefined): Map<string, T> {
  const found = new Map<string, T>();
  for (const pair of arrayOf(value)) {
    const [key, written] = arrayOf(pair);
    const item = read(written);
    if (typeof key === "string" && item !== undefined) found.set(key, item);
  }
  return found;
}

const REASONS: readonly Unseen["reason"][] = [
  "missing",
  "denied",
  "loop",
  "outside",
  "too-large",
  "not-regular",
  "failed",
];
const KINDS: readonly HostEntry["kind"][] = [
  "file",
  "directory",
  "symlink",
  "fifo",
  "socket",
  "character-device",
  "block-device",
];

function refusalIn(value: unknown): Refusal | undefined {
  const shape = recordOf(value);
  const reason = REASONS.find((known) => known === shape["reason"]);
  return reason === undefined ? undefined : { reason, why: textOf(shape["why"]) };
}

function entryIn(value: unknown): HostEntry | undefined {
  const shape = recordOf(value);
  if (shape["kind"] === undefined) return undefined;
  return {
    kind: kindIn(shape),
    uid: numberIn(shape["uid"]),
    gid: numberIn(shape["gid"]),
    mode: numberIn(shape["mode"]),
    size: numberIn(shape["size"]),
    modified: numberIn(shape["modified"]),
    identity: typeof shape["identity"] === "string" ? shape["identity"] : null,
    ...(typeof shape["linksTo"] === "string" ? { linksTo: shape["linksTo"] } : {}),
  };
}

function namesIn(value: unknown): NamesFound {
  const shape = recordOf(value);
  const entries = arrayOf(shape["entries"]).map((entry): NamedEntry => {
    const named = recordOf(entry);
    return { name: textOf(named["name"]), kind: kindIn(named) };
  });
  return { entries, more: shape["more"] === true };
}

function kindIn(shape: Shape): HostEntry["kind"] {
  return KINDS.find((known) => known === shape["kind"]) ?? "other";
}

const TAGS: readonly AclEntry["tag"][] = ["user-object", "user", "group-object", "group", "mask", "other"];

function aclIn(value: unknown): readonly AclEntry[] | null | undefined {
  if (value === null || !Array.isArray(value)) return value === null ? null : undefined;
  return value.map((entry): AclEntry => {
    const shape = recordOf(entry);
    const tag = TAGS.find((known) => known === shape["tag"]) ?? "mask";
    const id = typeof shape["id"] === "number" ? shape["id"] : null;
    return { tag, id, permissions: numberIn(shape["permissions"]) & 7 };
  });
}

function spaceIn(value: unknown): { readonly total: number; readonly free: number } | null {
  if (value === null) return null;
  const shape = recordOf(value);
  return { total: numberIn(shape["total"]), free: numberIn(shape["free"]) };
}

function numberIn(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
