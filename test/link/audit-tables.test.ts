import { expect, it } from "vitest";
import { auditHost } from "../../src/link/audit/audit-host.ts";
import { certainValue } from "../../src/model/fact.ts";
import { readmeHost } from "../readme-host.ts";

const SETTINGS = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
const FILES = {
  "/srv/shop/manage.py": SETTINGS,
  "/srv/shop/shop/wsgi.py": SETTINGS,
  "/srv/shop/shop/settings.py":
    'import os\nDEBUG = False\nLOGGING = {"version": 1, "handlers": {"file": {"class": "logging.FileHandler", "filename": os.environ["LOG_FILE"]}},\n  "root": {"handlers": ["file"]}}\n',
};
const USERS = { users: { shop: { id: 1001 } } };

it("reads journald.conf and its drop-ins as the server does: /etc before /usr/lib, the last of them wins", () => {
  const { stacks } = auditHost(
    readmeHost(
      {
        ...FILES,
        "/etc/systemd/system/shop.service":
          "[Service]\nUser=shop\nWorkingDirectory=/srv/shop\nExecStart=/usr/bin/gunicorn shop.wsgi\n",
        "/etc/systemd/journald.conf": "[Journal]\n#Storage=auto\nSystemMaxUse=50M\n",
        "/etc/systemd/journald.conf.d/10-size.conf": "[Journal]\nStorage=volatile\n",
        "/usr/lib/systemd/journald.conf.d/10-size.conf": "[Journal]\nStorage=none\n",
        "/usr/lib/systemd/journald.conf.d/20-rate.conf": "[Journal]\nRateLimitBurst=5\n",
        "/usr/lib/systemd/journald.conf": "[Journal]\nSystemMaxUse=1G\n",
      },
      USERS,
    ),
  );
  const stream = certainValue(stacks[0]?.processes[0]?.stderr);
  if (stream?.kind !== "journal") throw new Error(JSON.stringify(stream));
  const { storage, maxUse, rateLimitBurst } = stream.limits ?? {};
  expect([certainValue(storage), certainValue(maxUse), certainValue(rateLimitBurst)]).toEqual([
    "volatile",
    50 * 1024 * 1024,
    5,
  ]);
});

it("finds what cron starts, as whom, and passes over tables and names that start nothing of a site", () => {
  const { stacks } = auditHost(
    readmeHost(
      {
        ...FILES,
        "/etc/cron.d/shop":
          "LOG_FILE=/var/log/shop/cron.log\n0 3 * * * shop /srv/shop/venv/bin/python /srv/shop/manage.py clearsessions\n",
        "/etc/cron.d/shop.disabled": "0 3 * * * root /srv/shop/venv/bin/python /srv/shop/manage.py gone\n",
        "/etc/cron.d/e2scrub": "30 3 * * 0 root test -e /run/systemd/system\n",
        "/var/spool/cron/crontabs/shop": "@reboot cd /srv/shop && exec venv/bin/gunicorn shop.wsgi\n",
      },
      USERS,
    ),
  );
  expect(stacks.map(({ name }) => name)).toEqual(["/srv/shop"]);
  expect(
    stacks[0]?.processes.map(({ runs, by, user, at }) => [runs, by, certainValue(user), at.file]),
  ).toEqual([
    ["manage.py", "cron", "shop", "/etc/cron.d/shop"],
    ["gunicorn", "cron", "shop", "/var/spool/cron/crontabs/shop"],
  ]);
  expect(stacks[0]?.host?.logs.map(({ path, user }) => [path, user])).toEqual([
    ["/var/log/shop/cron.log", "shop"],
  ]);
});

it("evaluates the settings of a process that no file starts with its real environment", () => {
  const { stacks } = auditHost(
    readmeHost(FILES, {
      ...USERS,
      processes: [
        {
          pid: 20,
          command: "/srv/shop/venv/bin/python /srv/shop/venv/bin/gunicorn shop.wsgi",
          user: "shop",
          started: "2026-02-02 00:00",
          cwd: "/srv/shop",
          unit: "session-3.scope",
          environment: { LOG_FILE: "/var/log/shop/app.log" },
        },
      ],
    }),
  );
  expect(stacks[0]?.processes.map(({ by, settings }) => [by, settings])).toEqual([["host", "shop.settings"]]);
  expect(stacks[0]?.host?.logs.map(({ path, user, exists }) => [path, user, exists])).toEqual([
    ["/var/log/shop/app.log", "shop", "no"],
  ]);
});
