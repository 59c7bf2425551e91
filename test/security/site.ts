import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Secrets as people write them into configuration, each of a shape that occurs nowhere else. */
export const SECRETS = {
  secretKey: "k7Qz-PLANTED-secret-key-9fX2",
  databasePassword: "PLANTED-db-pa55-Wq81",
  urlPassword: "PLANTED-url-pw-33Ty",
  apiToken: "PLANTED-token-55Uv77",
  sentryKey: "PLANTEDf00dfacef00dface",
  unitPassword: "PLANTED-unit-pw-66",
  composePassword: "PLANTED-compose-pw-77",
  dotenvPassword: "PLANTED-dotenv-pw-88",
  mailPassword: "PLANTED-mail-pw-99",
  bearer: "PLANTEDbearerAAAABBBB",
} as const;

/** A site each of whose files leaves a mark in `marks` when it is run, and holds the secrets above. */
export function plantSite(folder: string, marks: string): void {
  const python = (name: string): string =>
    `import os\nopen(${JSON.stringify(join(marks, name))}, "w").write("ran")\nos.system("touch ${join(marks, `${name}-shell`)}")\n`;
  const script = (name: string): string =>
    `require("node:fs").writeFileSync(${JSON.stringify(join(marks, name))}, "ran");\n`;
  const files: Record<string, string> = {
    "shop/__init__.py": python("package"),
    "shop/settings.py": `${python("settings")}
SECRET_KEY = "${SECRETS.secretKey}"
DEBUG = False
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "PASSWORD": "${SECRETS.databasePassword}"}}
CACHES = {"default": {"LOCATION": "redis://:${SECRETS.urlPassword}@cache:6379/1"}}
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "${SECRETS.mailPassword}")
STRIPE_API_TOKEN = "${SECRETS.apiToken}"
exec("open('${join(marks, "exec")}', 'w')")
eval("__import__('os').system('touch ${join(marks, "eval")}')")
import sentry_sdk
sentry_sdk.init(dsn="https://${SECRETS.sentryKey}@o1.ingest.sentry.io/1")
LOGGING = {
    "version": 1,
    "handlers": {
        "http": {"class": "logging.handlers.HTTPHandler", "host": "logs", "url": "/x", "credentials": ("u", "${SECRETS.apiToken}")},
        "mail": {"class": "logging.handlers.SMTPHandler", "mailhost": "mx", "fromaddr": "a@b", "toaddrs": ["c@d"], "subject": "s", "credentials": (
            "u",
            "${SECRETS.mailPassword}",
        )},
        "file": {"class": "logging.FileHandler", "filename": "${join(marks, "handler.log")}"},
    },
    "loggers": {"shop": {"handlers": ["http", "mail", "missing"], "level": "INF"}},
}
`,
    "shop/wsgi.py": `${python("wsgi")}os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
    "manage.py": `${python("manage")}os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n`,
    "gunicorn.conf.py": `${python("gunicorn")}
accesslog = "${join(marks, "access.log")}"
errorlog = "-"
capture_output = True
raw_env = ["DB_PASSWORD=${SECRETS.databasePassword}"]
access_log_format = '%(h)s "%(r)s" %({Authorization}i)s'
def on_starting(server):
    open("${join(marks, "hook")}", "w")
`,
    "nginx.conf": `events {}
http {
  log_format full '$remote_addr "$request" $http_authorization $http_cookie';
  access_log ${join(marks, "nginx.log")} full;
  error_log /var/log/nginx/error.log verbose;
  server {
    listen 80;
    set $upstream_token "${SECRETS.apiToken}";
    location / { proxy_set_header Authorization "Bearer ${SECRETS.bearer}"; proxy_pass http://127.0.0.1:8000; }
    location /b { proxy_pass http://user:${SECRETS.urlPassword}@127.0.0.1:9000; access_log off }
  }
}
`,
    "shop.service": `[Service]
ExecStartPre=/usr/bin/touch ${join(marks, "unit")}
Environment=DB_PASSWORD=${SECRETS.unitPassword} DJANGO_SETTINGS_MODULE=shop.settings
ExecStart=/usr/bin/gunicorn -c gunicorn.conf.py --env API_TOKEN=${SECRETS.apiToken} shop.wsgi
`,
    "docker-compose.yml": `services:
  web:
    build: .
    command: sh -c "touch ${join(marks, "compose")}; gunicorn shop.wsgi"
    environment: {POSTGRES_PASSWORD: ${SECRETS.composePassword}, DATABASE_URL: "postgres://u:${SECRETS.urlPassword}@db/x"}
`,
    Dockerfile: `FROM python:3.12\nENV API_TOKEN=${SECRETS.apiToken}\nRUN touch ${join(marks, "docker")}\nCMD ./start.sh\n`,
    "start.sh": `#!/bin/sh\ntouch ${join(marks, "sh")}\nX=$(touch ${join(marks, "substitution")})\nexport SECRET_KEY=${SECRETS.secretKey}\nexec gunicorn shop.wsgi\n`,
    ".env": `DB_PASSWORD=${SECRETS.dotenvPassword}\nDATABASE_URL=postgres://u:${SECRETS.urlPassword}@db/x\n`,
    Procfile: `web: touch ${join(marks, "procfile")}; gunicorn shop.wsgi --env DB_PASSWORD=${SECRETS.dotenvPassword}\n`,
    "package.json": JSON.stringify({
      loglint: { extends: "strict" },
      scripts: { preinstall: `touch ${join(marks, "npm")}` },
    }),
    "loglint.config.js": script("config.js"),
    "loglint.config.cjs": script("config.cjs"),
    "loglint.config.mjs": `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(marks, "config.mjs"))}, "ran");\n`,
    ".loglintrc.js": script("loglintrc"),
    "node_modules/loglint-plugin-evil/index.js": script("plugin"),
    "node_modules/loglint/dist/index.js": script("local-loglint"),
    "rules/nginx/evil/rule.ts": script("rule"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
