import type { Programs, RealStack } from "./reality.ts";
import { runRollover } from "./rollover.ts";
import { runRotations, type RotationCase } from "./rotation.ts";
import { SITE, SETTINGS } from "./site.ts";

const LOG = "/var/log/blog";

/** Loggers of the rotation stacks, and the handlers that only they lead to; the root's handlers get what is left. */
export const NAMED = ["plain", "watched", "sized", "timed"] as const;

const CLASSES: Readonly<Record<(typeof NAMED)[number], string>> = {
  plain: `"class": "logging.FileHandler"`,
  watched: `"class": "logging.handlers.WatchedFileHandler"`,
  sized: `"class": "logging.handlers.RotatingFileHandler", "maxBytes": 10485760, "backupCount": 3`,
  timed: `"class": "logging.handlers.TimedRotatingFileHandler", "when": "W6", "backupCount": 3`,
};

function handlers(): string {
  return NAMED.flatMap((name) =>
    ["root", "named"].map(
      (on) => `"${on}-${name}": {${CLASSES[name]}, "filename": "${LOG}/${on}-${name}.log"},`,
    ),
  ).join("\n    ");
}

const LOGGING = `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "handlers": {
    ${handlers()}
  },
  "loggers": {${NAMED.map((name) => `"only.${name}": {"handlers": ["named-${name}"], "level": "INFO", "propagate": False},`).join(" ")}},
  "root": {"handlers": [${NAMED.map((name) => `"root-${name}"`).join(", ")}], "level": "INFO"},
}
`;

const NGINX = `worker_processes 1;
error_log /var/log/nginx/error.log;
events { }
http { access_log /var/log/nginx/access.log;
  server { listen 80; server_name blog.example.com;
    location /cached/ { open_log_file_cache max=10 inactive=1h valid=1h; access_log /var/log/nginx/cached-$host.log; return 204; }
    location /open/ { access_log /var/log/nginx/open-$host.log; return 204; }
    location /files/ { } } }
`;

/** A stanza for everything; nothing is compressed, each writer is told. */
const STANZA = `@ROOT@/var/log/blog/*.log @ROOT@/var/log/gunicorn/*.log @ROOT@/var/log/nginx/*.log {
    daily
    rotate 9
    missingok
    notifempty
    create 0644
    sharedscripts
    postrotate
        kill -USR1 $(cat @ROOT@/run/gunicorn.pid)
        kill -USR1 $(cat @ROOT@/nginx/nginx.pid)
    endscript
}
`;

const GUNICORN: Readonly<Record<string, string>> = {
  sync: "",
  "gthread, captured": `worker_class = "gthread"\nthreads = 2\ncapture_output = True\n`,
  preloaded: "preload_app = True\n",
  uvicorn: `worker_class = "uvicorn.workers.UvicornWorker"\n`,
};

/** Stacks whose logs are rotated while they serve, by name. */
export function rotationStacks(): RealStack[] {
  return Object.entries(GUNICORN).map(([name, lines]) => {
    const app = name === "uvicorn" ? "blog.asgi" : "blog.wsgi";
    const own = `accesslog = "/var/log/gunicorn/access.log"\nerrorlog = "/var/log/gunicorn/error.log"\n`;
    return {
      name,
      environment: { PYTHONUNBUFFERED: "1" },
      files: {
        ...SITE,
        "blog/settings.py": SETTINGS + LOGGING,
        "gunicorn.conf.py": `wsgi_app = "${app}:application"\n${own}${lines}`,
        "nginx.conf": NGINX,
        "deploy/logrotate.d/blog": STANZA,
      },
    };
  });
}

/** Every case of rotation: the stacks above, and handlers that rotate themselves in one worker and in two. */
export async function allRotations(
  programs: Programs & { readonly logrotate: string },
): Promise<RotationCase[]> {
  const cases: RotationCase[] = [];
  for (const stack of rotationStacks()) cases.push(...(await runRotations(stack, programs)));
  for (const workers of [1, 2]) cases.push(await runRollover(programs, workers));
  return cases;
}
