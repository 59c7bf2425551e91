import { SETTINGS, SITE } from "./site.ts";
import type { RealStack } from "./reality.ts";

const CONSOLE = `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {"console": {"class": "logging.StreamHandler"}},
  "root": {"handlers": ["console"], "level": "INFO"},
}
`;

const NGINX = `error_log stderr;
events { }
http { access_log /dev/stdout;
  server { listen 80; server_name blog.example.com; location / { proxy_pass http://127.0.0.1:8000; }
    location /files/ { root /srv/none; } } }
`;

/** Lines of the programs' sections by name: gunicorn's, nginx's. */
const SECTIONS: Readonly<Record<string, readonly [string, string]>> = {
  "a file for each stream": [
    "stdout_logfile=/var/log/blog/out.log\nstderr_logfile=/var/log/blog/err.log",
    "stdout_logfile=/var/log/blog/nginx-out.log\nstderr_logfile=/var/log/blog/nginx-err.log",
  ],
  redirect_stderr: [
    "redirect_stderr=true\nstdout_logfile=/var/log/blog/all.log\nstderr_logfile=/var/log/blog/never.log",
    "redirect_stderr=yes\nstdout_logfile=/var/log/blog/nginx-all.log",
  ],
  "/dev/stdout, not rotated": [
    "stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0",
    "redirect_stderr=true\nstdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0",
  ],
  "/dev/stdout, rotated": [
    "stdout_logfile=/dev/stdout\nstderr_logfile=/var/log/blog/err.log",
    "stdout_logfile=/var/log/blog/nginx.log\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0",
  ],
  NONE: [
    "stdout_logfile=NONE\nstderr_logfile=/var/log/blog/err.log",
    "stdout_logfile=/var/log/blog/nginx.log\nstderr_logfile=NONE",
  ],
  AUTO: ["stdout_logfile=AUTO", ""],
  "AUTO, redirect_stderr": ["redirect_stderr=true", "redirect_stderr=true\nstdout_logfile=AUTO"],
  "/dev/null": [
    "stdout_logfile=/dev/null\nstdout_logfile_maxbytes=0\nstderr_logfile=/var/log/blog/err.log",
    "redirect_stderr=true\nstdout_logfile=/dev/null\nstdout_logfile_maxbytes=0",
  ],
};

/** gunicorn and nginx under the real supervisord, with each way of keeping their output. */
export function supervisorStacks(): RealStack[] {
  const settings = ["", CONSOLE];
  const gunicorn = [
    `accesslog = "-"\n`,
    `accesslog = "/dev/stdout"\nerrorlog = "/dev/stderr"\n`,
    `accesslog = "-"\nerrorlog = "/var/log/gunicorn/error.log"\ncapture_output = True\n`,
  ];
  return Object.entries(SECTIONS).map(([name, [ofGunicorn, ofNginx]], index) => ({
    name: `supervisor: ${name}`,
    stdio: "pipe" as const,
    files: {
      ...SITE,
      "blog/settings.py": SETTINGS + (settings[(index + 1) % settings.length] ?? ""),
      "gunicorn.conf.py": gunicorn[name.includes("rotated") ? 0 : index % gunicorn.length] ?? "",
      "nginx.conf": NGINX,
      "supervisord.conf": `[supervisord]
nodaemon=true

[program:web]
command=gunicorn -c gunicorn.conf.py blog.wsgi:application
autostart=true
${ofGunicorn}

[program:nginx]
command=/usr/sbin/nginx -g "daemon off;"
${ofNginx}
`,
    },
  }));
}
