import type { RecommendedFile } from "./recommendation.ts";
import type { Site } from "./site.ts";

/** The unit: its streams to the journal, its own runtime folder, no buffering of print(). */
export function systemdUnit({ name, application, settings }: Site): RecommendedFile {
  return {
    path: `deploy/${name}.service`,
    deployedAt: `/etc/systemd/system/${name}.service`,
    why:
      "Everything that gunicorn and Django write goes to the journal: journalctl -u " +
      name +
      ". The journal rotates itself.",
    text: `[Unit]
Description=${name} behind gunicorn
After=network.target

[Service]
Type=notify
User=${name}
Group=${name}
WorkingDirectory=/srv/${name}
RuntimeDirectory=${name}
Environment=PYTHONUNBUFFERED=1
Environment=DJANGO_SETTINGS_MODULE=${settings}
EnvironmentFile=-/etc/${name}.env
ExecStart=/srv/${name}/venv/bin/gunicorn --config gunicorn.conf.py ${application}
ExecReload=/bin/kill -s HUP $MAINPID
StandardOutput=journal
StandardError=journal
SyslogIdentifier=${name}
# the journal drops what is above its limit: set it for the worst minute
LogRateLimitIntervalSec=30s
LogRateLimitBurst=20000
ProtectSystem=full
PrivateTmp=true

[Install]
WantedBy=multi-user.target
`,
  };
}

/** nginx's files: daily, two weeks, reopened by the signal. */
export function logrotateStanza({ name }: Site): RecommendedFile {
  return {
    path: `deploy/${name}.logrotate`,
    deployedAt: `/etc/logrotate.d/nginx`,
    why: "The stanza of Debian's nginx package in full: nginx opens its files anew at USR1, so no line is lost.",
    text: `/var/log/nginx/*.log {
    daily
    rotate 14
    missingok
    notifempty
    compress
    delaycompress
    create 0640 www-data adm
    sharedscripts
    postrotate
        [ ! -f /run/nginx.pid ] || kill -USR1 \`cat /run/nginx.pid\`
    endscript
}
`,
  };
}

export function composeFile({ name, settings }: Site): RecommendedFile {
  const logging = `    logging:
      driver: json-file
      options:
        max-size: "20m"
        max-file: "5"`;
  return {
    path: "compose.yaml",
    deployedAt: null,
    why: "docker keeps what each container writes to its standard streams: docker compose logs web. Its files are bounded; without max-size they grow until the disk is full.",
    text: `name: ${name}
services:
  web:
    build: .
    environment:
      DJANGO_SETTINGS_MODULE: ${settings}
      PYTHONUNBUFFERED: "1"
      SENTRY_DSN: \${SENTRY_DSN:-}
${logging}
  nginx:
    image: nginx:1.27
    depends_on: [web]
    ports: ["80:80"]
    volumes:
      - ./nginx/default.conf:/etc/nginx/conf.d/default.conf:ro
${logging}
`,
  };
}

export function dockerfile({ application }: Site): RecommendedFile {
  return {
    path: "Dockerfile",
    deployedAt: null,
    why: "PYTHONUNBUFFERED makes print() appear at once. No log file, so no directory that a user must be able to write.",
    text: `FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system app
USER app
CMD ["gunicorn", "--config", "gunicorn.conf.py", "${application}"]
`,
  };
}

export function procfile({ application }: Site): RecommendedFile {
  return {
    path: "Procfile",
    deployedAt: null,
    why: "The platform keeps the standard streams; set PYTHONUNBUFFERED=1 and DJANGO_SETTINGS_MODULE in its configuration.",
    text: `web: PYTHONUNBUFFERED=1 gunicorn --config gunicorn.conf.py ${application}
`,
  };
}
