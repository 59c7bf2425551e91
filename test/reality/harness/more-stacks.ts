import type { RealStack } from "./reality.ts";
import { SETTINGS, SITE } from "./site.ts";

const UVICORN = `wsgi_app = "blog.asgi:application"\nworker_class = "uvicorn.workers.UvicornWorker"\n`;
const SYNC = `wsgi_app = "blog.wsgi:application"\n`;
const BOTH = `accesslog = "/var/log/gunicorn/access.log"\nerrorlog = "/var/log/gunicorn/error.log"\n`;
const SOCKET = "@ROOT@/run/log.sock";

const logging = (handlers: string, loggers: string, rest = `"disable_existing_loggers": False,`): string =>
  `LOGGING = {"version": 1, ${rest}\n  "handlers": {${handlers}},\n  "loggers": {${loggers}}}\n`;
const FILE = `"file": {"class": "logging.FileHandler", "filename": "/var/log/blog/site.log"}`;
const STDOUT = `"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}`;
const SYSLOG = `"log": {"class": "logging.handlers.SysLogHandler", "address": "${SOCKET}"}`;

interface More extends Pick<RealStack, "hangs" | "workers" | "stdio" | "loggers"> {
  readonly gunicorn: string;
  readonly logging?: string;
  readonly nginx?: string;
}

const STACKS: Readonly<Record<string, More>> = {
  "uvicorn, captured": { gunicorn: `${UVICORN}${BOTH}capture_output = True\n`, stdio: "pipe" },
  "uvicorn, preloaded": {
    gunicorn: `${UVICORN}accesslog = "-"\npreload_app = True\n`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`),
  },
  "uvicorn, preloaded, flag omitted": {
    gunicorn: `${UVICORN}${BOTH}preload_app = True\n`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`, ""),
  },
  "uvicorn, preloaded, its loggers named": {
    gunicorn: `${UVICORN}${BOTH}preload_app = True\n`,
    logging: logging(
      FILE,
      `"uvicorn.access": {"handlers": ["file"], "level": "ERROR"}, "uvicorn": {"handlers": ["file"]}, "gunicorn": {"level": "INFO"}`,
      "",
    ),
  },
  "uvicorn, preloaded, gunicorn.access named": {
    gunicorn: `${UVICORN}preload_app = True\n`,
    logging: logging(FILE, `"gunicorn.access": {"handlers": ["file"], "level": "INFO"}`, ""),
  },
  "uvicorn as a daemon": { gunicorn: `${UVICORN}${BOTH}daemon = True\n` },
  "uvicorn.access named, no accesslog": {
    gunicorn: UVICORN,
    logging: logging(FILE, `"uvicorn.access": {"handlers": ["file"], "level": "INFO"}`),
  },
  "uvicorn.error named": {
    gunicorn: `${UVICORN}${BOTH}`,
    logging: logging(FILE, `"uvicorn.error": {"handlers": ["file"], "level": "ERROR"}`),
  },
  "uvicorn named, to stdout": {
    gunicorn: `${UVICORN}accesslog = "-"\n`,
    logging: logging(STDOUT, `"uvicorn": {"handlers": ["out"], "level": "INFO"}`),
    stdio: "socket",
  },
  "uvicorn, two workers": {
    gunicorn: `${UVICORN}${BOTH}`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`),
    workers: 2,
  },
  "two workers": {
    gunicorn: `${SYNC}${BOTH}capture_output = True\n`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`),
    workers: 2,
  },
  "syslog by its socket": {
    gunicorn: `${SYNC}accesslog = "-"\nsyslog = True\nsyslog_addr = "unix://${SOCKET}#dgram"\n`,
    logging: logging(`${SYSLOG}, ${FILE}`, `"": {"handlers": ["log"], "level": "INFO"}`),
    nginx: `error_log syslog:server=unix:${SOCKET} warn;
events { }
http { access_log syslog:server=unix:${SOCKET},nohostname,tag=web;
  server { listen 80; server_name blog.example.com; location / { proxy_pass http://127.0.0.1:8000; }
    location /files/ { root /srv/none; access_log /var/log/nginx/files.log; } } }
`,
  },
  "syslog by its socket for errors only": {
    gunicorn: `${SYNC}${BOTH}`,
    logging: logging(
      `"log": {"class": "logging.handlers.SysLogHandler", "address": "${SOCKET}", "level": "ERROR"}, ${FILE}`,
      `"django": {"handlers": ["log", "file"], "level": "WARNING", "propagate": False}`,
    ),
  },
  "a worker that hangs": { gunicorn: `${SYNC}${BOTH}timeout = 6\n`, hangs: true },
  "a worker that hangs, on stderr": {
    gunicorn: `${SYNC}accesslog = "-"\ntimeout = 6\n`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`, ""),
    hangs: true,
    stdio: "pipe",
  },
  "a worker that hangs, preloaded": {
    gunicorn: `${SYNC}${BOTH}timeout = 6\npreload_app = True\n`,
    logging: logging(FILE, `"gunicorn.error": {"handlers": ["file"], "level": "INFO"}`),
    hangs: true,
  },
  "a worker that hangs, preloaded, flag omitted": {
    gunicorn: `${SYNC}${BOTH}timeout = 6\npreload_app = True\n`,
    logging: logging(FILE, `"": {"handlers": ["file"], "level": "INFO"}`, ""),
    hangs: true,
  },
};

/** Stacks that the turning wheels do not bring. */
export function moreStacks(): RealStack[] {
  return Object.entries(STACKS).map(([name, { gunicorn, logging: settings, nginx, ...rest }]) => ({
    name,
    ...rest,
    files: {
      ...SITE,
      "blog/settings.py": SETTINGS + (settings ?? ""),
      "gunicorn.conf.py": gunicorn,
      ...(nginx === undefined ? {} : { "nginx.conf": nginx }),
    },
  }));
}
