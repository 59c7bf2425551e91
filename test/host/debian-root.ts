import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { realProgram } from "../real-programs.ts";
import { procEntries, time, type ReadmeProcess } from "../readme-host.ts";

const PACKAGES = [
  "nginx",
  "nginx-common",
  "gunicorn",
  "python3-gunicorn",
  "python3-django",
  "logrotate",
  "supervisor",
];
const USERS: Readonly<Record<string, number>> = { root: 0, "www-data": 33, shop: 1001, adm: 4 };
export const NOW = time("2026-03-02 12:00");

/**
 * A root of Debian's own packages, unpacked with dpkg -x, with a site of gunicorn and Django on it as an administrator would set it up.
 * Null where the packages cannot be had: an error with LOGLINT_REQUIRE_REAL=1.
 */
export function debianRoot(): string | null {
  const dpkg = realProgram("dpkg");
  if (dpkg === null || process.getuid?.() !== 0) return skipped("unpacking with owners needs dpkg and root");
  const folder = mkdtempSync(join(tmpdir(), "loglint-debian-"));
  const got = spawnSync("apt-get", ["download", ...PACKAGES], {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
  });
  const packages = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  if (packages.length < PACKAGES.length) return skipped(`apt-get download failed: ${got.stderr.slice(-200)}`);
  const root = join(folder, "root");
  mkdirSync(root);
  for (const name of packages) {
    const unpacked = spawnSync(dpkg, ["-x", join(folder, name), root], { encoding: "utf8" });
    if (unpacked.status !== 0) throw new Error(unpacked.stderr);
  }
  // what no audit looks at, to copy faster
  for (const path of [
    "usr/share",
    "usr/lib/python3/dist-packages/django/contrib",
    "usr/lib/python3/dist-packages/django/conf/locale",
  ])
    rmSync(join(root, path), { recursive: true, force: true });
  // the packages are newer than the day on which the hosts of these tests are looked at
  spawnSync("find", [root, "-exec", "touch", "-h", "-d", "2026-01-01", "{}", "+"]);
  setUp(root);
  return root;
}

function skipped(why: string): null {
  if (process.env["LOGLINT_REQUIRE_REAL"] === "1")
    throw new Error(`${why}, and LOGLINT_REQUIRE_REAL=1 forbids skipping`);
  console.warn(`skipped: ${why}`);
  return null;
}

/** A copy of a root with all its owners, modes and links. */
export function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "loglint-host-"));
  const done = spawnSync("cp", ["-a", `${root}/.`, copy], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  chmodSync(copy, 0o755);
  return copy;
}

/** Writes a file of the root; `is` as in a README: `"shop:shop 0640"`. */
export function put(
  root: string,
  path: string,
  text: string,
  is = "root:root 0644",
  modified = "2026-01-01 00:00",
): void {
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  own(root, path, is, modified);
}

/** Gives a path of the root an owner, a mode and a time; a folder is made when it is not there. */
export function own(root: string, path: string, is: string, modified = "2026-01-01 00:00"): void {
  const place = join(root, path);
  if (!existsSync(place)) mkdirSync(place, { recursive: true });
  const [owner = "root:root", mode = "0755"] = is.split(" ");
  const [user = "root", group = "root"] = owner.split(":");
  chownSync(place, idOf(user), idOf(group));
  chmodSync(place, Number.parseInt(mode, 8));
  utimesSync(place, time(modified) / 1000, time(modified) / 1000);
}

export function link(root: string, path: string, target: string): void {
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place);
}

/** `/proc` of the root as it would be with these processes. */
export function run(root: string, processes: readonly ReadmeProcess[]): void {
  for (const [path, entry] of Object.entries(procEntries(processes, idOf))) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof entry === "string" || entry instanceof Uint8Array) writeFileSync(place, entry);
    else if (entry.linksTo === undefined) mkdirSync(place, { recursive: true });
    else symlinkSync(entry.linksTo, place);
  }
}

function idOf(name: string): number {
  const id = USERS[name];
  if (id === undefined) throw new Error(`${name} is no user of the test hosts`);
  return id;
}

export const UNIT = `[Unit]
Description=The shop
After=network.target

[Service]
Type=notify
User=shop
Group=shop
WorkingDirectory=/srv/shop
Environment=DJANGO_SETTINGS_MODULE=shop.settings
ExecStart=/usr/bin/gunicorn --bind 127.0.0.1:8000 --workers 2 --access-logfile /var/log/shop/access.log --error-logfile /var/log/shop/error.log --capture-output shop.wsgi
ExecReload=/bin/kill -s HUP $MAINPID
UMask=0027

[Install]
WantedBy=multi-user.target
`;

export const SITE = `log_format site '$remote_addr - $remote_user [$time_local] "$request_method $uri $server_protocol" $status $body_bytes_sent '
    '"$http_user_agent" $request_time $upstream_response_time $upstream_status $upstream_addr $request_id $host';
server {
    listen 80;
    server_name shop.example.com;
    access_log /var/log/nginx/shop.access.log site;
    error_log /var/log/nginx/shop.error.log warn;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Request-ID $request_id;
    }
}
`;

const SETTINGS = `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "a-secret-of-the-shop"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
ADMINS = [("Admin", "admin@example.com")]
EMAIL_HOST = "mail.example.com"
SERVER_EMAIL = "shop@example.com"
INSTALLED_APPS = ["django.contrib.contenttypes"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "shop.urls"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "app": {"class": "logging.handlers.WatchedFileHandler", "filename": "/var/log/shop/app.log", "formatter": "plain"},
    },
    "root": {"handlers": ["app"], "level": "INFO"},
}
`;

const ENTRY =
  'import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n';

export const STANZA = `/var/log/shop/*.log {
    daily
    rotate 14
    missingok
    compress
    delaycompress
    create 0640 shop shop
    sharedscripts
    postrotate
        systemctl kill -s USR1 --kill-whom=main shop.service
    endscript
}
`;

/** What the packages' own scripts do at installation (postinst of nginx-common, deb-systemd-helper), and the site. */
function setUp(root: string): void {
  put(
    root,
    "/etc/passwd",
    "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/bin/false\nshop:x:1001:1001::/srv/shop:/bin/false\n",
  );
  put(root, "/etc/group", "root:x:0:\nadm:x:4:\nwww-data:x:33:\nshop:x:1001:\n");
  own(root, "/var/log/nginx", "root:adm 0755");
  for (const name of ["access.log", "error.log", "shop.access.log", "shop.error.log"])
    put(root, `/var/log/nginx/${name}`, "a line", "www-data:adm 0640", "2026-03-02 11:59");
  const wants = "/etc/systemd/system/multi-user.target.wants";
  link(root, `${wants}/nginx.service`, "/lib/systemd/system/nginx.service");
  link(root, `${wants}/shop.service`, "/etc/systemd/system/shop.service");
  link(
    root,
    "/etc/systemd/system/timers.target.wants/logrotate.timer",
    "/lib/systemd/system/logrotate.timer",
  );
  put(
    root,
    "/var/lib/logrotate/status",
    'logrotate state -- version 2\n"/var/log/shop/access.log" 2026-3-2-0:0:0\n',
    "root:root 0640",
    "2026-03-02 00:00",
  );
  put(root, "/etc/nginx/sites-enabled/shop", SITE);
  put(root, "/etc/systemd/system/shop.service", UNIT);
  put(root, "/etc/logrotate.d/shop", STANZA);
  put(root, "/srv/shop/manage.py", ENTRY);
  put(root, "/srv/shop/shop/__init__.py", "");
  put(root, "/srv/shop/shop/wsgi.py", ENTRY);
  put(root, "/srv/shop/shop/urls.py", "urlpatterns = []\n");
  put(root, "/srv/shop/shop/settings.py", SETTINGS, "shop:shop 0640");
  own(root, "/var/log/shop", "shop:shop 0750");
  for (const name of ["access.log", "error.log", "app.log"])
    put(root, `/var/log/shop/${name}`, "a line", "shop:shop 0640", "2026-03-02 11:59");
}

const NGINX_LOGS = ["access.log", "error.log", "shop.access.log", "shop.error.log"].map(
  (name) => `/var/log/nginx/${name}`,
);
const GUNICORN =
  "/usr/bin/python3 /usr/bin/gunicorn --bind 127.0.0.1:8000 --workers 2 --access-logfile /var/log/shop/access.log --error-logfile /var/log/shop/error.log --capture-output shop.wsgi";
const SHOP_LOGS = ["access.log", "error.log", "app.log"].map((name) => `/var/log/shop/${name}`);
const STARTED = "2026-02-10 08:00";

/** The processes of the healthy host, as they would be seen in `/proc`; `change` gets each. */
export function healthy(change: (each: ReadmeProcess) => ReadmeProcess = (each) => each): ReadmeProcess[] {
  const nginx = { started: STARTED, unit: "nginx.service", open: NGINX_LOGS };
  const title = "nginx: master process /usr/sbin/nginx -g daemon on; master_process on;";
  const shop = { started: STARTED, unit: "shop.service", user: "shop", cwd: "/srv/shop", command: GUNICORN };
  const environment = { PATH: "/usr/bin", DJANGO_SETTINGS_MODULE: "shop.settings", USER: "shop" };
  return [
    { ...nginx, pid: 800, command: [title], user: "root" },
    { ...nginx, pid: 801, parent: 800, command: ["nginx: worker process"], user: "www-data" },
    { ...shop, pid: 900, open: SHOP_LOGS.slice(0, 2), environment },
    { ...shop, pid: 901, parent: 900, open: SHOP_LOGS, environment },
    { ...shop, pid: 902, parent: 900, open: SHOP_LOGS, environment },
  ].map(change);
}
