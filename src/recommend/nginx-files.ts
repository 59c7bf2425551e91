import type { RecommendedFile } from "./recommendation.ts";
import type { Site } from "./site.ts";

/**
 * One line of JSON for each request, with what nginx alone knows: the client, the time of the application, the id that goes with
 * the request. Numbers that may be lists or absent stand in quotes. nginx 1.11.8 and later (escape=json).
 */
const FORMAT = `log_format site_json escape=json
    '{'
        '"time":"$time_iso8601",'
        '"request_id":"$request_id",'
        '"client":"$remote_addr",'
        '"forwarded_for":"$http_x_forwarded_for",'
        '"host":"$host",'
        '"method":"$request_method",'
        '"path":"$uri",'
        '"status":$status,'
        '"bytes":$body_bytes_sent,'
        '"seconds":$request_time,'
        '"upstream":"$upstream_addr",'
        '"upstream_status":"$upstream_status",'
        '"upstream_seconds":"$upstream_response_time",'
        '"agent":"$http_user_agent"'
    '}';`;

const PROXY = `proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Request-ID $request_id;
        # longer than gunicorn's timeout: who knows the reason speaks first
        proxy_read_timeout 35s;`;

const WHY =
  "nginx logs every request once, as JSON, and its errors from warn on: a refused or timed out upstream is an error and must not be hidden. The path is logged without its query string, where tokens stand.";

/** nginx on the machine itself: files that logrotate rotates. */
export function nginxOnHost(site: Site): RecommendedFile {
  return {
    path: `deploy/nginx/${site.name}.conf`,
    deployedAt: `/etc/nginx/conf.d/${site.name}.conf`,
    why: WHY,
    text: `${FORMAT}

upstream ${site.name} {
    server unix:/run/${site.name}/gunicorn.sock;
}

# whoever asks for another host is logged too, and goes no further
server {
    listen 80 default_server;
    access_log /var/log/nginx/unknown-host.log site_json;
    error_log /var/log/nginx/unknown-host.error.log warn;
    return 444;
}

server {
    listen 80;
    server_name ${site.serverName};
    access_log /var/log/nginx/${site.name}.log site_json;
    error_log /var/log/nginx/${site.name}.error.log warn;

    location = /health/ {
        # the probe of the load balancer
        access_log off;
        proxy_pass http://${site.name};
        ${PROXY}
    }

    location / {
        proxy_pass http://${site.name};
        ${PROXY}
    }
}
`,
  };
}

/** nginx in the official image, whose two log files are links to the standard streams. */
export function nginxInContainer(site: Site): RecommendedFile {
  return {
    path: "nginx/default.conf",
    deployedAt: "/etc/nginx/conf.d/default.conf",
    why: `${WHY} The two paths are links to stdout and stderr in the official image; another name would be a file that nobody sees.`,
    text: `${FORMAT}

upstream ${site.name} {
    server web:8000;
}

server {
    listen 80 default_server;
    server_name ${site.serverName};
    access_log /var/log/nginx/access.log site_json;
    error_log /var/log/nginx/error.log warn;

    location = /health/ {
        # the probe of the orchestrator
        access_log off;
        proxy_pass http://${site.name};
        ${PROXY}
    }

    location / {
        proxy_pass http://${site.name};
        ${PROXY}
    }
}
`,
  };
}
