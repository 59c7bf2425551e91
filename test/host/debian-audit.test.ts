import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { audit, type AuditResult } from "../../src/index.ts";
import { hostDiskFiles } from "../../src/text/audited-disk-file-system.ts";
import type { ReadmeProcess } from "../readme-host.ts";
import { copyOf, debianRoot, healthy, NOW, own, put, run, SITE, STANZA, UNIT } from "./debian-root.ts";

const base = debianRoot();
const made: string[] = base === null ? [] : [join(base, "..")];
afterAll(() => {
  for (const folder of made) spawnSync("rm", ["-rf", folder]);
}, 300_000);

/** Audits a copy of the host after `change`, with these processes; null: an image, nothing runs. */
function audited(change: (root: string) => void, processes: readonly ReadmeProcess[] | null): AuditResult {
  const root = copyOf(base ?? "");
  made.push(root);
  change(root);
  if (processes !== null) run(root, processes);
  return audit({ files: hostDiskFiles(root), seenAt: NOW });
}

function said(result: AuditResult): string[] {
  expect(result.crashes).toEqual([]);
  return result.findings.map(({ rule, at }) => `${rule} ${at.file}`);
}

const nothing = (): void => undefined;
const SHOP = "/etc/systemd/system/shop.service";
const SETTINGS = "/srv/shop/shop/settings.py";
const RENAMED = [
  "/var/log/nginx/access.log",
  "/var/log/nginx/error.log",
  "/var/log/nginx/shop.access.log.1",
  "/var/log/nginx/shop.error.log",
];
const isNginx = (each: ReadmeProcess): boolean => each.unit === "nginx.service";

describe.skipIf(base === null)("hosts of Debian's own packages", () => {
  it("finds the whole stack of a healthy host, and nothing wrong", () => {
    const result = audited(nothing, healthy());
    expect(said(result)).toEqual([]);
    const [stack] = result.stacks;
    expect(result.stacks).toHaveLength(1);
    expect(stack?.processes.map(({ name }) => name).sort()).toEqual(["nginx.service", "shop.service"]);
    expect(
      stack?.django.map(({ settings, version }) => [settings, version.state === "set" && version.value]),
    ).toEqual([["shop.settings", "3.2.25"]]);
    expect(stack?.host?.logs.map(({ path }) => path).sort()).toEqual([
      "/var/log/nginx/access.log",
      "/var/log/nginx/error.log",
      "/var/log/nginx/shop.access.log",
      "/var/log/nginx/shop.error.log",
      "/var/log/shop/access.log",
      "/var/log/shop/app.log",
      "/var/log/shop/error.log",
    ]);
    // without getfacl an ACL might say otherwise of what a group decides
    expect(stack?.host?.logs.filter(({ append }) => (append.likely ?? append.verdict) !== "yes")).toEqual([]);
    expect(stack?.host?.processes.map(({ explainedBy }) => explainedBy)).toEqual([
      "nginx.service",
      "nginx.service",
      "shop.service",
      "shop.service",
      "shop.service",
    ]);
  });

  it("finds nothing wrong with the same host as an image, nothing running", () => {
    expect(said(audited(nothing, null))).toEqual([]);
  });

  const cases: readonly (readonly [
    rule: string,
    change: (root: string) => void,
    processes: readonly ReadmeProcess[] | null,
    at: string,
  ])[] = [
    [
      "host/log-unwritable",
      (root) => {
        own(root, "/var/log/shop/app.log", "root:root 0640");
      },
      null,
      SETTINGS,
    ],
    [
      "host/log-missing",
      (root) => {
        rmSync(join(root, "/var/log/shop"), { recursive: true });
      },
      null,
      SHOP,
    ],
    [
      "host/log-deleted-but-open",
      (root) => {
        put(root, "/var/log/nginx/shop.access.log.1", "a line", "www-data:adm 0640", "2026-03-02 11:59");
        own(root, "/var/log/nginx", "root:adm 0755", "2026-03-02 06:00");
      },
      healthy((each) => (isNginx(each) ? { ...each, open: RENAMED } : each)),
      "/etc/nginx/sites-enabled/shop",
    ],
    [
      "host/log-silent",
      (root) => {
        own(root, "/var/log/shop/error.log", "shop:shop 0640", "2026-01-05 00:00");
      },
      healthy(),
      SHOP,
    ],
    [
      "host/log-directory-writable",
      (root) => {
        own(root, "/var/log/nginx", "www-data:adm 0755");
      },
      healthy(),
      "/etc/nginx/nginx.conf",
    ],
    [
      "host/log-world-readable",
      (root) => {
        own(root, "/var/log/nginx/shop.access.log", "www-data:adm 0644", "2026-03-02 11:59");
      },
      healthy(),
      "/etc/nginx/sites-enabled/shop",
    ],
    [
      "host/log-served",
      (root) => {
        put(
          root,
          "/etc/nginx/sites-enabled/shop",
          SITE.replace("location / {", "location /public/ { root /srv/shop; }\n    location / {").replace(
            "/var/log/nginx/shop.error.log",
            "/srv/shop/public/error.log",
          ),
        );
        own(root, "/srv/shop/public", "root:root 0755");
        put(root, "/etc/logrotate.d/shop", STANZA.replace("/*.log {", "/*.log /srv/shop/public/*.log {"));
        put(root, "/srv/shop/public/error.log", "a line", "www-data:adm 0640", "2026-03-02 11:59");
      },
      healthy((each) =>
        isNginx(each)
          ? { ...each, open: [...(each.open ?? []).slice(0, 3), "/srv/shop/public/error.log"] }
          : each,
      ),
      "/etc/nginx/sites-enabled/shop",
    ],
    [
      "host/rotation-not-running",
      (root) => {
        rmSync(join(root, "/etc/systemd/system/timers.target.wants"), { recursive: true });
        rmSync(join(root, "/etc/cron.daily/logrotate"));
      },
      healthy(),
      "/etc/logrotate.d/shop",
    ],
    [
      "host/running-differs",
      (root) => {
        put(root, SHOP, UNIT.replace("--workers 2", "--workers 4"));
      },
      healthy(),
      SHOP,
    ],
    [
      "host/not-covered",
      nothing,
      [
        ...healthy(),
        {
          pid: 950,
          command:
            "/usr/bin/python3 /usr/bin/gunicorn --bind 127.0.0.1:8001 --access-logfile /var/log/shop/access.log shop.wsgi",
          user: "shop",
          cwd: "/srv/shop",
          started: "2026-03-01 09:00",
          unit: "session-4.scope",
          open: ["/var/log/shop/access.log", "/var/log/shop/app.log"],
          environment: { DJANGO_SETTINGS_MODULE: "shop.settings" },
        },
      ],
      "/proc/950/cmdline",
    ],
  ];
  it("finds host/disk-nearly-full, and only that", () => {
    const root = copyOf(base ?? "");
    made.push(root);
    run(root, healthy());
    const space = { total: 20 * 1024 ** 3, free: 100 * 1024 ** 2 };
    const result = audit({ files: { ...hostDiskFiles(root), spaceOf: () => space }, seenAt: NOW });
    expect(said(result)).toEqual(["host/disk-nearly-full /etc/nginx/nginx.conf"]);
  });

  it.each(cases)("finds %s, and only that", (rule, change, processes, at) => {
    const result = audited(change, processes);
    expect([...new Set(said(result))]).toEqual([`${rule} ${at}`]);
  });
});
