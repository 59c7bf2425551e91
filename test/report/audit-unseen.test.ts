import { expect, it } from "vitest";
import { audit } from "../../src/index.ts";
import { unseenSection } from "../../src/report/audit/audit-sections.ts";
import type { Unseen } from "../../src/text/host-files.ts";
import { readmeHost } from "../readme-host.ts";

const rights = (path: string): string =>
  `${path} is -r-------- of uid 0, gid 0, and loglint runs as uid 1000: root could see it`;
const denied = (path: string, why = rights(path)): Unseen => ({ path, reason: "denied", why });

it("tells of other users' processes once, however many there are, and of files one by one", () => {
  const host = readmeHost({ "/etc/nginx/nginx.conf": "events {}\nhttp { server { listen 80; } }\n" }, {});
  const result = audit(host);
  const pids = Array.from({ length: 40 }, (_, i) => String(i + 100));
  const unseen = [
    ...pids.flatMap((pid) => [denied(`/proc/${pid}/environ`), denied(`/proc/${pid}/fd`)]),
    denied("/etc/shop/env"),
  ];
  const stacks = result.stacks.map((stack) =>
    stack.host === undefined ? stack : { ...stack, host: { ...stack.host, unseen } },
  );
  const { rows } = unseenSection({ ...result, stacks, subject: "a server", seenAt: host.seenAt });
  expect(rows).toEqual([
    [
      "/proc/100/environ, /proc/101/environ, /proc/102/environ and 37 more",
      "environments of other users' processes, and loglint runs as uid 1000: root could see it",
    ],
    [
      "/proc/100/fd, /proc/101/fd, /proc/102/fd and 37 more",
      "open files and folders of other users' processes, and loglint runs as uid 1000: root could see it",
    ],
    ["/etc/shop/env", rights("/etc/shop/env")],
  ]);
});
