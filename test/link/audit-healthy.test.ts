import { expect, it } from "vitest";
import { audit } from "../../src/index.ts";
import { readmeHost, type ReadmeHost } from "../readme-host.ts";

const MAIN = (user: string): string => `user ${user};
error_log /var/log/nginx/error.log notice;
pid /var/run/nginx.pid;
events {}
http {
    access_log /var/log/nginx/access.log;
    include /etc/nginx/conf.d/*.conf;
}
`;
const VHOST = "server {\n    listen 80;\n    location / { proxy_pass http://unix:/run/gunicorn.sock; }\n}\n";
const STANZA = `/var/log/nginx/*.log {
    daily
    rotate 52
    create 640 nginx adm
    sharedscripts
    postrotate
        [ -f /var/run/nginx.pid ] && kill -USR1 \`cat /var/run/nginx.pid\`
    endscript
}
`;
const TIMER = { is: "root:root 0777", linksTo: "/usr/lib/systemd/system/logrotate.timer" };
const WANTS = "/etc/systemd/system/timers.target.wants/logrotate.timer";
const NOW = "2026-03-02 11:59";
const PROJECT = {
  "/srv/shop/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "/srv/shop/shop/wsgi.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "/srv/shop/shop/settings.py": "DEBUG = False\n",
};
const logs = (owner: string, mode: string): ReadmeHost["paths"] => ({
  "/var/log/nginx/access.log": { is: `${owner} ${mode}`, size: 10, modified: NOW },
  "/var/log/nginx/error.log": { is: `${owner} ${mode}`, size: 10, modified: NOW },
});
const OPEN = ["/var/log/nginx/access.log", "/var/log/nginx/error.log"];
const nginx = (
  user: string,
  command = "nginx: master process /usr/sbin/nginx -c /etc/nginx/nginx.conf",
): ReadmeHost["processes"] => [
  {
    pid: 10,
    command: [command],
    user: "root",
    started: "2026-02-10 00:00",
    unit: "nginx.service",
    open: OPEN,
  },
  {
    pid: 11,
    parent: 10,
    command: ["nginx: worker process"],
    user,
    started: "2026-02-20 00:00",
    unit: "nginx.service",
    open: OPEN,
  },
  {
    pid: 12,
    parent: 10,
    command: ["nginx: cache manager process"],
    user,
    started: "2026-02-20 00:00",
    unit: "nginx.service",
    open: OPEN,
  },
];
const NGINX_UNIT = "[Service]\nType=forking\nExecStart=/usr/sbin/nginx -c /etc/nginx/nginx.conf\n";

const HOSTS: readonly (readonly [name: string, files: Record<string, string>, host: ReadmeHost])[] = [
  [
    "nginx.org's package with gunicorn behind a socket unit, logs in the journal",
    {
      ...PROJECT,
      "/etc/nginx/nginx.conf": MAIN("nginx"),
      "/etc/nginx/conf.d/shop.conf": VHOST,
      "/usr/lib/systemd/system/nginx.service": NGINX_UNIT,
      "/etc/systemd/system/gunicorn.socket": "[Socket]\nListenStream=/run/gunicorn.sock\n",
      "/etc/systemd/system/gunicorn.service":
        "[Service]\nType=notify\nDynamicUser=yes\nRuntimeDirectory=gunicorn\nWorkingDirectory=/srv/shop\nExecStart=/srv/shop/venv/bin/gunicorn --access-logfile - shop.wsgi\n",
      "/etc/logrotate.d/nginx": STANZA,
    },
    {
      users: { nginx: { id: 101 }, gunicorn: { id: 61234 } },
      paths: { "/var/log/nginx": "root:root 0755", ...logs("nginx:adm", "0640"), [WANTS]: TIMER },
      processes: [
        ...(nginx("nginx") ?? []),
        {
          pid: 20,
          command: "/srv/shop/venv/bin/python3 /srv/shop/venv/bin/gunicorn --access-logfile - shop.wsgi",
          user: "gunicorn",
          started: "2026-02-11 00:00",
          unit: "gunicorn.service",
          cwd: "/srv/shop",
          open: ["socket:[77]"],
        },
      ],
    },
  ],
  [
    "Red Hat's nginx, whose directory only root may list",
    {
      "/etc/nginx/nginx.conf": MAIN("nginx"),
      "/usr/lib/systemd/system/nginx.service": NGINX_UNIT,
      "/etc/logrotate.d/nginx": STANZA,
    },
    {
      users: { nginx: { id: 997 } },
      paths: { "/var/log/nginx": "root:root 0711", ...logs("nginx:root", "0640"), [WANTS]: TIMER },
      processes: nginx("nginx"),
    },
  ],
  [
    "Ubuntu: /var/log belongs to the group syslog, and logrotate has a user for everything",
    {
      "/etc/nginx/nginx.conf": MAIN("www-data"),
      "/usr/lib/systemd/system/nginx.service": NGINX_UNIT.replace(
        " -c /etc/nginx/nginx.conf",
        " -g 'daemon on; master_process on;'",
      ),
      "/etc/logrotate.conf": "weekly\nsu root adm\nrotate 4\ninclude /etc/logrotate.d\n",
      "/etc/logrotate.d/nginx": STANZA,
    },
    {
      paths: {
        "/var/log": "root:syslog 0775",
        "/var/log/nginx": "root:adm 0775",
        ...logs("www-data:adm", "0640"),
        [WANTS]: TIMER,
      },
      processes: nginx("www-data", "nginx: master process /usr/sbin/nginx -g daemon on; master_process on;"),
    },
  ],
  [
    "everything under supervisor, audited by a user who may not read open files",
    {
      ...PROJECT,
      "/etc/supervisor/supervisord.conf":
        "[supervisord]\nlogfile=/var/log/supervisor/supervisord.log\n[include]\nfiles = /etc/supervisor/conf.d/*.conf\n",
      "/etc/supervisor/conf.d/shop.conf":
        "[program:shop]\ncommand=/srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 shop.wsgi\ndirectory=/srv/shop\nuser=shop\nstdout_logfile=/var/log/supervisor/shop.log\nredirect_stderr=true\n",
    },
    {
      users: { shop: { id: 1001 } },
      paths: {
        "/var/log/supervisor": "root:root 0750",
        "/var/log/supervisor/shop.log": { is: "root:root 0644", size: 9, modified: NOW },
      },
      processes: [
        {
          pid: 5,
          command: "/usr/bin/python3 /usr/bin/supervisord -n -c /etc/supervisor/supervisord.conf",
          user: "root",
          started: "2026-02-10 00:00",
          unit: "supervisor.service",
        },
        {
          pid: 6,
          parent: 5,
          command: "/srv/shop/venv/bin/python /srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 shop.wsgi",
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "supervisor.service",
          cwd: "/srv/shop",
        },
        {
          pid: 7,
          parent: 6,
          command: "/srv/shop/venv/bin/python /srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 shop.wsgi",
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "supervisor.service",
          cwd: "/srv/shop",
        },
      ],
    },
  ],
  [
    "the root of nginx's official image",
    {
      "/etc/nginx/nginx.conf": MAIN("nginx"),
      "/etc/nginx/conf.d/default.conf": "server {\n    listen 80;\n}\n",
      "/docker-entrypoint.sh": '#!/bin/sh\nexec "$@"\n',
    },
    {
      users: { nginx: { id: 101 } },
      paths: {
        "/var/log/nginx": "root:root 0755",
        "/var/log/nginx/access.log": { is: "root:root 0777", linksTo: "/dev/stdout" },
        "/var/log/nginx/error.log": { is: "root:root 0777", linksTo: "/dev/stderr" },
      },
    },
  ],
  [
    "a unit that makes its directory, started by a script of the project",
    {
      ...PROJECT,
      "/srv/shop/start.sh":
        "#!/bin/sh\nset -e\ncd /srv/shop\n. venv/bin/activate\nexec gunicorn shop.wsgi --bind 127.0.0.1:8000 --error-logfile /var/log/shop/error.log\n",
      "/etc/systemd/system/shop.service":
        "[Service]\nUser=shop\nLogsDirectory=shop\nLogsDirectoryMode=0750\nExecStart=/srv/shop/start.sh\n",
    },
    {
      users: { shop: { id: 1001 } },
      paths: {
        "/srv/shop/start.sh": "shop:shop 0755",
        "/var/log/shop": "shop:shop 0750",
        "/var/log/shop/error.log": { is: "shop:shop 0644", size: 9, modified: "2026-02-10 00:00" },
      },
      processes: [
        {
          pid: 6,
          command:
            "/srv/shop/venv/bin/python3 /srv/shop/venv/bin/gunicorn shop.wsgi --bind 127.0.0.1:8000 --error-logfile /var/log/shop/error.log",
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "shop.service",
          cwd: "/srv/shop",
          open: ["/var/log/shop/error.log"],
        },
      ],
    },
  ],
  [
    "releases behind a link, logs behind another, titles of setproctitle, and an environment file",
    {
      "/srv/releases/42/manage.py": PROJECT["/srv/shop/manage.py"],
      "/srv/releases/42/shop/wsgi.py": PROJECT["/srv/shop/shop/wsgi.py"],
      "/srv/releases/42/shop/settings.py":
        'import os\nDEBUG = False\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"f": {"class": "logging.handlers.WatchedFileHandler", "filename": os.environ["LOG_DIR"] + "/app.log"}}, "root": {"handlers": ["f"]}}\n',
      "/etc/default/shop": 'LOG_DIR="/var/log/shop"\n# a comment\nSECRET_KEY=abc$def\n',
      "/etc/systemd/system/shop.service":
        '[Service]\nUser=shop\nGroup=www-data\nWorkingDirectory=/srv/current\nEnvironmentFile=/etc/default/shop\nEnvironment="A=b c" PYTHONUNBUFFERED=1\nExecStart=/srv/venv/bin/gunicorn \\\n  --bind unix:/run/shop/shop.sock \\\n  --access-logfile /var/log/shop/access.log \\\n  shop.wsgi:application\n',
    },
    {
      users: { shop: { id: 1001 } },
      paths: {
        "/srv/current": { is: "root:root 0777", linksTo: "releases/42" },
        "/var/log/shop": { is: "root:root 0777", linksTo: "/data/log/shop" },
        "/data/log/shop": "shop:www-data 0750",
        "/data/log/shop/access.log": { is: "shop:www-data 0640", size: 9, modified: NOW },
        "/data/log/shop/app.log": { is: "shop:www-data 0640", size: 0, modified: "2026-01-10 00:00" },
      },
      processes: [
        {
          pid: 6,
          command: ["gunicorn: master [shop.wsgi:application]"],
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "shop.service",
          cwd: "/srv/releases/42",
          open: ["/data/log/shop/access.log"],
          environment: {},
        },
        {
          pid: 7,
          parent: 6,
          command: ["gunicorn: worker [shop.wsgi:application]"],
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "shop.service",
          cwd: "/srv/releases/42",
          open: ["/data/log/shop/access.log", "/data/log/shop/app.log"],
          environment: {},
        },
      ],
    },
  ],
  [
    "an environment as the unit gives it, a template unit, and workers that were reloaded",
    {
      ...PROJECT,
      "/etc/default/web": "export IGNORED=1\nLOG_LEVEL='info'\nEMPTY=\n",
      "/etc/systemd/system/web@.service":
        "[Service]\nUser=shop\nWorkingDirectory=/srv/shop\nEnvironment=INSTANCE=%i HOME_OF=%h\nEnvironmentFile=-/etc/default/web\nEnvironmentFile=-/etc/default/none\nExecStart=/srv/venv/bin/gunicorn --bind 127.0.0.1:8%i --workers 3 shop.wsgi\n",
      "/srv/shop/gunicorn.conf.py": 'errorlog = "/srv/shop/log/error.log"\nloglevel = "info"\n',
    },
    {
      users: { shop: { id: 1001 } },
      paths: {
        "/srv/shop/gunicorn.conf.py": { is: "shop:shop 0644", modified: "2026-02-15 00:00" },
        "/srv/shop/log": "shop:shop 0750",
        "/srv/shop/log/error.log": { is: "shop:shop 0640", size: 9, modified: "2026-02-16 00:00" },
      },
      processes: [
        {
          pid: 6,
          command: "/srv/venv/bin/python /srv/venv/bin/gunicorn --bind 127.0.0.1:8001 --workers 3 shop.wsgi",
          user: "shop",
          started: "2026-02-10 00:00",
          unit: "web@001.service",
          cwd: "/srv/shop",
          open: ["/srv/shop/log/error.log"],
          environment: {
            INSTANCE: "001",
            HOME_OF: "/home/shop",
            LOG_LEVEL: "info",
            EMPTY: "",
            HOME: "/home/shop",
          },
        },
        {
          pid: 7,
          parent: 6,
          command: "/srv/venv/bin/python /srv/venv/bin/gunicorn --bind 127.0.0.1:8001 --workers 3 shop.wsgi",
          user: "shop",
          started: "2026-02-16 00:00",
          unit: "web@001.service",
          cwd: "/srv/shop",
          open: ["/srv/shop/log/error.log"],
          environment: { INSTANCE: "001", LOG_LEVEL: "info", EMPTY: "" },
        },
      ],
    },
  ],
  [
    "a server's disk whose /data lies on another one that is not mounted here",
    {
      "/etc/nginx/nginx.conf": MAIN("www-data").replaceAll("/var/log/nginx", "/data/log"),
      "/usr/lib/systemd/system/nginx.service": NGINX_UNIT,
      "/etc/fstab":
        "# a comment\nUUID=1 / ext4 defaults 0 1\nUUID=2 /data ext4 defaults 0 2\nUUID=3 none swap sw 0 0\n",
    },
    {},
  ],
];

it.each(HOSTS)("says nothing against %s", (_, files, host) => {
  const result = audit(readmeHost(files, host));
  expect(result.crashes).toEqual([]);
  expect(
    result.findings
      .filter(({ rule }) => rule.startsWith("host/"))
      .map(({ rule, message }) => [rule, message]),
  ).toEqual([]);
  expect(
    result.stacks.flatMap((stack) =>
      stack.processes.filter(({ by }) => by === "host").map(({ name }) => name),
    ),
  ).toEqual([]);
  expect(result.read.length).toBeGreaterThan(0);
});
