import { defineRule } from "../../../src/engine/rule.ts";
import type { HostLog } from "../../../src/model/host.ts";
import { sizeWords } from "../../../src/text/size-words.ts";
import { distinct } from "../host-words.ts";

/** Less than a twentieth of the file system is left, and less than 2 GiB. */
const SHARE = 0.05;
const BYTES = 2 * 1024 ** 3;

/** What is left is what statfs(2) gives to users other than root. */
export default defineRule({
  id: "host/disk-nearly-full",
  since: "0.1.0",
  layer: "host",
  summary: "the file system that holds the logs is nearly full",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    full: {
      what: "The file system of {path} has {free} left of {total}; this is the largest log of the site there, {size}.",
      why: "On a full disk no line can be written: nginx and gunicorn go on without a word, and whatever else writes there stops.",
      instead: "Make room, and let logrotate rotate and compress the largest logs, with maxsize.",
    },
  },
  references: ["statfs(2)", "logrotate(8) maxsize"],
  check(stack, report) {
    const { host } = stack;
    if (host === undefined) return;
    const full = host.logs.filter(
      ({ space, exists }) =>
        exists === "yes" &&
        space !== null &&
        space.total > 0 &&
        space.free < Math.min(space.total * SHARE, BYTES),
    );
    const bySize = [...full].sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.path < b.path ? -1 : 1));
    for (const log of distinct(bySize, deviceOf)) {
      const { space, path, size } = log;
      if (space === null) continue;
      const data = {
        path,
        free: sizeWords(space.free),
        total: sizeWords(space.total),
        size: sizeWords(size ?? 0),
      };
      report({ message: "full", data, at: log.at });
    }
  },
});

/** File systems of one size with as much left are one. */
function deviceOf({ space }: HostLog): string {
  return `${String(space?.total)} ${String(space?.free)}`;
}
