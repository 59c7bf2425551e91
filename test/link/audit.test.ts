import { expect, it } from "vitest";
import { auditHost } from "../../src/link/audit/audit-host.ts";
import { readmeHost } from "../readme-host.ts";

const NGINX = `user www-data;
error_log /var/log/nginx/error.log;
events {}
http {
  access_log /var/log/nginx/access.log;
  upstream app { server unix:/run/shop.sock; }
  server { listen 80; location / { proxy_pass http://app; } }
}
`;
const UNIT = `[Service]
User=shop
Group=shop
WorkingDirectory=/srv/shop
Environment=DJANGO_SETTINGS_MODULE=shop.settings
ExecStart=/srv/shop/venv/bin/gunicorn -b unix:/run/shop.sock --access-logfile /var/log/shop/access.log shop.wsgi
[Install]
WantedBy=multi-user.target
`;
const SETTINGS = `from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "x"
LOGGING = {"version": 1, "handlers": {"file": {"class": "logging.FileHandler", "filename": BASE_DIR / "logs" / "app.log"}},
  "root": {"handlers": ["file"]}}
`;
const FILES = {
  "/etc/nginx/nginx.conf": NGINX,
  "/etc/systemd/system/shop.service": UNIT,
  "/srv/shop/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "/srv/shop/shop/wsgi.py":
    'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nfrom django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
  "/srv/shop/shop/settings.py": SETTINGS,
};

it("tells the logs of a running site with their owners and writers", () => {
  const host = readmeHost(FILES, {
    users: { shop: { id: 1001 } },
    paths: {
      "/var/log/nginx": "root:adm 0755",
      "/var/log/nginx/access.log": { is: "www-data:adm 0640", size: 10, modified: "2026-03-02 11:00" },
      "/var/log/nginx/error.log": { is: "www-data:adm 0640", size: 10, modified: "2026-03-02 11:00" },
      "/var/log/shop": "shop:shop 0750",
      "/var/log/shop/access.log": { is: "shop:shop 0640", size: 10, modified: "2026-03-02 11:00" },
      "/srv/shop/logs": "root:root 0755",
    },
    processes: [
      {
        pid: 10,
        command: ["nginx: master process /usr/sbin/nginx"],
        user: "root",
        started: "2026-02-02 00:00",
        unit: "nginx.service",
        open: ["/var/log/nginx/access.log", "/var/log/nginx/error.log"],
      },
      {
        pid: 11,
        parent: 10,
        command: ["nginx: worker process"],
        user: "www-data",
        started: "2026-02-02 00:00",
        unit: "nginx.service",
        open: ["/var/log/nginx/access.log"],
      },
      {
        pid: 20,
        command:
          "/srv/shop/venv/bin/python /srv/shop/venv/bin/gunicorn -b unix:/run/shop.sock --access-logfile /var/log/shop/access.log shop.wsgi",
        user: "shop",
        started: "2026-02-02 00:00",
        cwd: "/srv/shop",
        unit: "shop.service",
        open: ["/var/log/shop/access.log"],
        environment: { DJANGO_SETTINGS_MODULE: "shop.settings" },
      },
    ],
  });
  const { stacks, gaps, skipped } = auditHost(host);
  expect({ gaps, skipped }).toEqual({ gaps: [], skipped: [] });
  const [stack] = stacks;
  expect(stacks.map(({ name }) => name)).toEqual(["/srv/shop"]);
  expect(stack?.processes.map(({ name, runs, by, settings }) => [name, runs, by, settings])).toEqual([
    ["nginx (pid 10)", "nginx", "host", null],
    ["shop.service", "gunicorn", "systemd", "shop.settings"],
  ]);
  expect(stack?.links).toHaveLength(1);
  expect(stack?.host?.processes.map(({ pid, explainedBy }) => [pid, explainedBy])).toEqual([
    [10, "nginx (pid 10)"],
    [11, "nginx (pid 10)"],
    [20, "shop.service"],
  ]);
  expect(
    stack?.host?.logs.map(({ path, user, writers, append }) => [path, user, writers, append.verdict]),
  ).toEqual([
    ["/var/log/shop/access.log", "shop", [20], "yes"],
    ["/srv/shop/logs/app.log", "shop", [], "no"],
    ["/var/log/nginx/error.log", "root", [10], "yes"],
    ["/var/log/nginx/access.log", "root", [10, 11], "yes"],
  ]);
});

it("keeps two projects of one machine apart", () => {
  const shop = (name: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(FILES)
        .filter(([path]) => !path.startsWith("/etc/nginx"))
        .map(([path, text]) => [path.replaceAll("shop", name), text.replaceAll("shop", name)]),
    );
  const { stacks } = auditHost(
    readmeHost(
      { ...shop("one"), ...shop("two"), "/etc/nginx/nginx.conf": NGINX },
      { users: { one: { id: 1 }, two: { id: 2 } } },
    ),
  );
  expect(
    stacks.map(({ name, processes, django, nginx }) => [
      name,
      processes.map((each) => each.name),
      django.map((each) => each.settings),
      nginx.length,
    ]),
  ).toEqual([
    ["/srv/one", ["one.service"], ["one.settings"], 1],
    ["/srv/two", ["two.service"], ["two.settings"], 1],
  ]);
});

it("leaves out units that are neither enabled nor running, and what runs in containers", () => {
  const host = readmeHost(
    {
      ...FILES,
      "/etc/systemd/system/multi-user.target.wants/other.service": "[Service]\nExecStart=/bin/true\n",
    },
    {
      users: { shop: { id: 1001 } },
      processes: [
        {
          pid: 5,
          command: "/usr/bin/gunicorn app:app",
          user: "root",
          started: "2026-02-02 00:00",
          unit: "docker-0123456789abcdef.scope",
        },
      ],
    },
  );
  const { stacks, skipped, running } = auditHost(host);
  expect(skipped.map(({ path }) => path)).toEqual([
    "/etc/systemd/system/shop.service",
    "/etc/nginx/nginx.conf",
  ]);
  expect(running.processes).toEqual([]);
  expect(running.contained.map(({ pid }) => pid)).toEqual([5]);
  expect(stacks.flatMap(({ gunicorn }) => gunicorn)).toEqual([]);
});
