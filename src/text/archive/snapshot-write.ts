import { isRefusal } from "../host-backend.ts";
import { compareNames } from "../path-bytes.ts";
import type { HostRecord } from "./record-host.ts";
import { writeTar, type TarMember } from "./write-tar.ts";

/** The member of a snapshot that holds all but the contents of files. */
export const FACTS_NAME = "loglint-host.json";

export const SNAPSHOT_VERSION = 1;

export interface SnapshotOptions {
  /** When it was collected, milliseconds since 1970. */
  readonly collected: number;
  /** What the caller adds, such as facts of processes; given back as it was. */
  readonly facts: unknown;
  /** What is written of a file in place of its content, to keep secrets out; the size that is told stays that of the file. */
  readonly redact?: (path: string, content: Uint8Array) => Uint8Array;
}

/**
 * A snapshot of a host: a plain tar archive of `loglint-host.json` and, below `root/`, the files that were read. The same record gives
 * the same bytes.
 */
export function writeSnapshot(record: HostRecord, options: SnapshotOptions): Uint8Array {
  const redact = options.redact ?? ((_: string, content: Uint8Array): Uint8Array => content);
  const facts = {
    format: "loglint-host",
    version: SNAPSHOT_VERSION,
    collected: options.collected,
    facts: options.facts,
    entries: sorted(record.entries),
    opened: sorted(record.opened),
    names: sorted(record.names),
    refusals: sorted(record.refusals),
    // JSON has no undefined: an ACL that is not known is "unknown".
    acls: sorted(record.acls).map(([path, acl]) => [path, acl === undefined ? "unknown" : acl]),
    spaces: sorted(record.spaces),
  };
  const members: TarMember[] = [
    {
      name: FACTS_NAME,
      mode: 0o600,
      uid: 0,
      gid: 0,
      modified: options.collected,
      content: new TextEncoder().encode(`${JSON.stringify(facts, null, 1)}\n`),
    },
  ];
  for (const [path, content] of sorted(record.contents)) {
    const entry = record.entries.get(path);
    const owned =
      entry === undefined || isRefusal(entry) ? { mode: 0o600, uid: 0, gid: 0, modified: 0 } : entry;
    const { mode, uid, gid, modified } = owned;
    members.push({ name: `root${path}`, mode, uid, gid, modified, content: redact(path, content) });
  }
  return writeTar(members);
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => compareNames(a, b));
}
