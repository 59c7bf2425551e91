import type { RealStack } from "./reality.ts";
import { SETTINGS, SITE } from "./site.ts";

const UNIT = `[Unit]
Description=Blog

[Service]
User=root
WorkingDirectory=/srv/blog
ExecStart=/usr/bin/gunicorn -c /srv/blog/gunicorn.conf.py blog.wsgi:application

[Install]
WantedBy=multi-user.target
`;

const console_ = (extra: string): string => `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {"console": {${extra}}},
  "root": {"handlers": ["console"], "level": "INFO"},
}
`;
const STREAM = `"class": "logging.StreamHandler", "stream": "ext://sys.stdout"`;
const DEVICE = `"class": "logging.FileHandler", "filename": "/dev/stdout"`;

/** Name, gunicorn.conf.py, LOGGING, and whether gunicorn starts. */
const STACKS: readonly (readonly [string, string, string, boolean])[] = [
  ["both to -", `accesslog = "-"\nerrorlog = "-"\n`, console_(STREAM), true],
  ["nothing written", "", "", true],
  [
    "errors to a file, captured",
    `accesslog = "-"\nerrorlog = "/var/log/gunicorn/error.log"\ncapture_output = True\n`,
    console_(STREAM),
    true,
  ],
  ["preloaded", `accesslog = "-"\npreload_app = True\n`, console_(`"class": "logging.StreamHandler"`), true],
  [
    "accesslog /dev/stdout after capture_output",
    `accesslog = "/dev/stdout"\nerrorlog = "/var/log/gunicorn/error.log"\ncapture_output = True\n`,
    console_(DEVICE),
    true,
  ],
  ["accesslog /dev/stdout of a daemon", `accesslog = "/dev/stdout"\ndaemon = True\n`, "", true],
  [
    "a handler for /dev/stdout that waits",
    `accesslog = "-"\n`,
    console_(`${DEVICE}, "delay": True, "level": "CRITICAL"`),
    true,
  ],
  ["accesslog /dev/stdout", `accesslog = "/dev/stdout"\n`, "", false],
  ["errorlog /dev/stderr", `accesslog = "-"\nerrorlog = "/dev/stderr"\n`, console_(STREAM), false],
  ["errorlog /proc/self/fd/2", `errorlog = "/proc/self/fd/2"\n`, "", false],
  ["a handler for /dev/stdout", `accesslog = "-"\n`, console_(DEVICE), false],
];

/** gunicorn with sockets for its output, as systemd gives a service whose output goes to the journal. */
export function journalStacks(): RealStack[] {
  return STACKS.map(([name, gunicorn, logging, starts]) => ({
    name: `journal: ${name}`,
    stdio: "socket",
    starts,
    files: {
      ...SITE,
      "blog/settings.py": SETTINGS + logging,
      "gunicorn.conf.py": gunicorn,
      "deploy/blog.service": UNIT,
    },
  }));
}
