import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fixedRandom } from "./fixed-random.ts";

/** What lies outside of the root and must never be read. */
export const OUTSIDE = "only-outside-of-the-root";

/** Puts things into a folder that stands for `/`. */
export interface RootMaker {
  readonly file: (path: string, content: string | Uint8Array, mode?: number) => void;
  readonly link: (path: string, target: string) => void;
  readonly folder: (path: string, mode?: number) => void;
  readonly fifo: (...paths: string[]) => void;
}

export function rootMaker(root: string): RootMaker {
  const place = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  return {
    file: (path, content, mode = 0o644) => {
      writeFileSync(place(path), content, { mode });
    },
    link: (path, target) => {
      symlinkSync(target, place(path));
    },
    folder: (path, mode = 0o755) => {
      mkdirSync(place(path), { recursive: true });
      chmodSync(join(root, path), mode);
    },
    fifo: (...paths) => {
      execFileSync("mkfifo", paths.map(place));
    },
  };
}

/** A root with links in circles and out of it, FIFOs and devices where files belong, and names that would drive a terminal. */
export function makeHostileRoot(root: string, outside: string): void {
  const { file, link, folder, fifo } = rootMaker(root);
  file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nev\x1bil:x:1002:1002::/:/bin/sh\n");
  file("/etc/group", "root:x:0:\n");
  file(
    "/etc/nginx/nginx.conf",
    `user shop;
events {}
http {
  error_log /var/log/nginx/fifo.log;
  include /etc/nginx/sites/*.conf;
  include /etc/nginx/loop/*;
  include /etc/nginx/out/*;
  server {
    listen 80;
    access_log "/var/log/nginx/new\nline \x1b[31mred.log";
    access_log /var/log/loop/a.log;
    access_log /var/log/out/secret.log;
    access_log /var/log/nginx/zero.log;
  }
}
`,
  );
  fifo("/etc/nginx/sites/fifo.conf", "/var/log/nginx/fifo.log");
  link("/etc/nginx/sites/out.conf", outside);
  link("/etc/nginx/sites/up.conf", `../../../../../../../..${outside}`);
  link("/etc/nginx/loop", "loop");
  link("/etc/nginx/out", `../../../../../../../..${dirname(outside)}`);
  file(
    "/etc/nginx/sites/evil\x1b[2J\n<script>alert(1)</script>`|.conf",
    "server { listen 81; acces_log x; }\n",
  );
  link("/var/log/loop", "/var/log/pool");
  link("/var/log/pool", "loop");
  link("/var/log/out", dirname(outside));
  link("/var/log/nginx/zero.log", "/dev/zero");
  folder("/etc/systemd/system/multi-user.target.wants");
  fifo("/etc/systemd/system/fifo.service", "/etc/logrotate.d/nginx", "/etc/logrotate.conf", "/etc/crontab");
  fifo("/var/lib/logrotate/status", "/etc/fstab", "/var/lib/dpkg/status", "/etc/docker/daemon.json");
  fifo("/srv/shop/requirements.txt", "/srv/shop/shop/wsgi.py", "/etc/systemd/journald.conf");
  link("/etc/systemd/system/loop.service", "/etc/systemd/system/loop.service");
  link("/etc/systemd/system/out.service", outside);
  link("/etc/systemd/system/root.service.d", "/");
  link("/etc/systemd/system/dot.wants", ".");
  file(
    "/etc/systemd/system/shop.service",
    `[Service]
User=ev\x1bil
WorkingDirectory=/srv/shop
EnvironmentFile=/srv/shop/env
ExecStart=/usr/bin/gunicorn --access-logfile "/var/log/shop/\x1b]0;owned\x07.log" --error-logfile /var/log/shop/e.log shop.wsgi
`,
  );
  link("/etc/systemd/system/multi-user.target.wants/shop.service", "../shop.service");
  link("/etc/systemd/system/multi-user.target.wants/fifo.service", "../fifo.service");
  link("/srv/shop/env", outside);
  link("/srv/shop/srv", "/srv");
  file(
    "/srv/shop/manage.py",
    'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  );
  file("/srv/shop/shop/settings.py", "DEBUG = True\n");
}

/** A `/proc` with `count` processes whose files hold anything but what a kernel writes. */
export function makeHostileProcesses(root: string, count: number): void {
  const { file, link } = rootMaker(root);
  const random = fixedRandom(6);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const commands: (string | Uint8Array)[] = [
    "/usr/bin/gunicorn\0shop.wsgi\0",
    "nginx: worker process\0",
    "nginx: master process \x1b[31m -c /etc/nginx/loop\0",
    "gunicorn: master [\x1b[31m]\0",
    bytes(100),
    "",
    "\0\0\0",
    "celery\0-A\0\x1b]0;x\x07\n\n\0",
    "sh\0-c\0gunicorn a\0",
  ];
  const statuses = ["", bytes(50), "PPid: 99999999999\nUid: -1 -1 -1 -1\nGid: 1 1 1 1\n"];
  for (let pid = 1; pid <= count; pid++) {
    const at = `/proc/${String(pid)}`;
    const own = `Uid:\t0 0 0 0\nGid:\t0 0 0 0\nPPid:\t${String(one([pid, pid - 1, pid + 1]))}\nCapEff: zz\n`;
    file(`${at}/cmdline`, one(commands));
    file(`${at}/status`, one([own, own, ...statuses]));
    file(
      `${at}/stat`,
      one(["", `1 (a) b) S ${"1 ".repeat(30)}`, `1 (x) S ${"99999999999999999 ".repeat(30)}`]),
    );
    file(`${at}/environ`, one(["A=b\0C\0", "__proto__=x\0constructor=y\0", bytes(200), "=\0"]));
    file(`${at}/cgroup`, one(["0::/system.slice/shop.service\n", "0::/\n", bytes(30), "\\x1b.service"]));
    link(`${at}/cwd`, "../".repeat(30));
    link(`${at}/fd/3`, "/var/log/shop/e.log (deleted)");
    link(`${at}/fd/x`, "socket:[1]");
  }
  file("/proc/1/cmdline", `gunicorn\0${"--x\0".repeat(200_000)}`);
  file("/proc/1/environ", Array.from({ length: 50_000 }, (_, i) => `V${String(i)}=x\0`).join(""));
  file("/proc/2/cmdline", `gunicorn\0${"a".repeat(5_000_000)}`);
  file("/proc/stat", "btime 99999999999999\n");
  file("/proc/self/mountinfo", `${"\uFFFD".repeat(1000)}\n1 2 3 4 \\999 - - - - -\n`);
}
