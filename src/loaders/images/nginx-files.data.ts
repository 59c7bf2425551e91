import type { ImageFile } from "./image-files.ts";

/**
 * What the nginx.org packages bring, with the directives and values of `nginx.conf` and `conf.d/default.conf` in pkg-oss (1.19 to 1.29;
 * `notice` since 1.19.9). Only what bears on logging and on what is included is told.
 */
const MAIN = `user nginx;
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent" "$http_x_forwarded_for"';
    access_log /var/log/nginx/access.log main;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const DEFAULT_SERVER = (port: number): string => `server {
    listen ${String(port)};
    server_name localhost;
    location / {
        root /usr/share/nginx/html;
        index index.html index.htm;
    }
    error_page 500 502 503 504 /50x.html;
    location = /50x.html { root /usr/share/nginx/html; }
}
`;

const MIME_TYPES = `types {
    text/html html htm shtml;
    text/css css;
    application/javascript js;
    application/json json;
    text/plain txt;
}
`;

/** `*_params` files hold nothing about logging: they are there so that an include of them is found. */
const PARAMS = ["fastcgi_params", "scgi_params", "uwsgi_params"].map((name): ImageFile => ({
  path: `/etc/nginx/${name}`,
  text: "",
}));

const SHARED: readonly ImageFile[] = [{ path: "/etc/nginx/mime.types", text: MIME_TYPES }, ...PARAMS];

/** The official image: the nginx.org package as it is. */
export const OFFICIAL_NGINX_FILES: readonly ImageFile[] = [
  { path: "/etc/nginx/nginx.conf", text: MAIN },
  { path: "/etc/nginx/conf.d/default.conf", text: DEFAULT_SERVER(80) },
  ...SHARED,
];

/** nginxinc/nginx-unprivileged edits the same files: no `user`, the pid and temporary files below /tmp, port 8080. */
export const UNPRIVILEGED_NGINX_FILES: readonly ImageFile[] = [
  {
    path: "/etc/nginx/nginx.conf",
    text: MAIN.replace("user nginx;\n", "").replace("/run/nginx.pid", "/tmp/nginx.pid"),
  },
  { path: "/etc/nginx/conf.d/default.conf", text: DEFAULT_SERVER(8080) },
  ...SHARED,
];

/** Debian's package nginx-common (1.22 to 1.26): `apt-get install nginx` in an image. Its error_log has no level. */
export const DEBIAN_NGINX_FILES: readonly ImageFile[] = [
  {
    path: "/etc/nginx/nginx.conf",
    text: `user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;
events { worker_connections 768; }
http {
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log;
    gzip on;
    include /etc/nginx/conf.d/*.conf;
    include /etc/nginx/sites-enabled/*;
}
`,
  },
  { path: "/etc/nginx/sites-available/default", text: DEFAULT_SERVER(80) },
  { path: "/etc/nginx/sites-enabled/default", text: DEFAULT_SERVER(80) },
  { path: "/etc/nginx/proxy_params", text: "" },
  ...SHARED,
];
