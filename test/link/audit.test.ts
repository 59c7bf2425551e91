import { expect, it } from "vitest";
import { auditHost } from "../../src/link/audit.ts";
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
  const { stacks, gaps, skipped, read } = auditHost(host);
  console.log(
    JSON.stringify(
      {
        gaps,
        skipped,
        read,
        n: stacks.map((s) => ({
          name: s.name,
          p: s.processes.map((p) => [p.name, p.runs, p.by, p.settings]),
          links: s.links.length,
          d: s.django.map((d) => d.settings),
          host: s.host,
        })),
      },
      null,
      1,
    ),
  );
  expect(stacks).toHaveLength(1);
});
