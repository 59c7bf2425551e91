import type { WrittenRequest } from "./events.ts";

/** One nginx.conf, and requests whose answering context only a person can tell. */
export interface NginxVariant {
  readonly text: string;
  readonly requests?: readonly WrittenRequest[];
}

const LOG = "/var/log/nginx";

function conf(http: string, main = `error_log ${LOG}/error.log;`): string {
  return `${main}\nevents { }\nhttp {\n${http}\n}\n`;
}

const PROXY = "proxy_pass http://127.0.0.1:8000;";
const HOST = "blog.example.com";

export const NGINX_VARIANTS: Readonly<Record<string, NginxVariant>> = {
  "inherited from http": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /static/ { root /srv/blog; } }`),
  },
  "own logs per server": {
    text: conf(`access_log ${LOG}/http.log;
      server { listen 80 default_server; server_name a.example.com; access_log ${LOG}/a.log; error_log ${LOG}/a-error.log;
        location / { ${PROXY} } }
      server { listen 80; server_name b.example.com; access_log off; location / { ${PROXY} } }
      server { listen 80; server_name c.example.com; location / { ${PROXY} } }`),
  },
  "off and nested": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST};
        location / { access_log off; ${PROXY} location /api/ { ${PROXY} } location /admin/ { access_log ${LOG}/admin.log; ${PROXY} } }
        location = /healthz { access_log off; return 200; } }`),
  },
  "off beside a path": {
    text: conf(`server { listen 80; server_name ${HOST}; access_log ${LOG}/a.log;
        location / { access_log off; access_log ${LOG}/never.log; ${PROXY} } }`),
  },
  "several logs": {
    text: conf(`log_format long '$host $request $status $http_user_agent';
      access_log ${LOG}/one.log; access_log ${LOG}/two.log long;
      server { listen 80; server_name ${HOST}; error_log ${LOG}/e1.log; error_log ${LOG}/e2.log crit; location / { ${PROXY} } }`),
  },
  "crit hides errors": {
    text: conf(
      `access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /files/ { root /srv/none; } }`,
      `error_log ${LOG}/error.log crit;`,
    ),
  },
  "socket that goes missing": {
    text: conf(`upstream app { server unix:/run/gunicorn.sock; } access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; error_log ${LOG}/crit.log crit; location / { proxy_pass http://app; }
        location /alert/ { error_log ${LOG}/alert.log alert; proxy_pass http://app; }
        location /warn/ { error_log ${LOG}/warn.log warn; proxy_pass http://app; } }`),
  },
  "return in the server": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80 default_server; server_name _; return 444; access_log ${LOG}/unknown.log; }
      server { listen 80; server_name old.example.com; return 301 http://${HOST}$request_uri;
        location / { access_log ${LOG}/never.log; } }
      server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /gone { return 410; access_log ${LOG}/gone.log; } }`),
  },
  "error page": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; error_page 404 /missing.html; error_page 500 502 503 504 /50x.html;
        location / { ${PROXY} }
        location /files/ { root /srv/none; }
        location = /missing.html { access_log ${LOG}/missing.log; return 200 "missing"; }
        location = /50x.html { access_log off; internal; return 200 "sorry"; } }`),
    requests: [{ host: HOST, path: "/files/@", server: HOST, location: "= /missing.html", fails: true }],
  },
  "named location": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; root /srv/none;
        location / { access_log ${LOG}/never.log; try_files $uri @app; }
        location @app { access_log ${LOG}/app.log; ${PROXY} } }`),
    requests: [{ host: HOST, path: "/page/@", server: HOST, location: "@app", proxied: true }],
  },
  "default server": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name first.example.com; access_log ${LOG}/first.log; location / { ${PROXY} } }
      server { listen 80 default_server; server_name second.example.com; access_log ${LOG}/second.log; location / { ${PROXY} } }
      server { listen 8080; server_name third.example.com; access_log ${LOG}/third.log; location / { ${PROXY} } }`),
    requests: [
      {
        host: "nobody.example.com",
        path: "/x/@",
        server: "second.example.com",
        location: "/",
        proxied: true,
      },
      {
        host: "nobody.example.com",
        path: "/x/@",
        server: "third.example.com",
        location: "/",
        port: "8080",
        proxied: true,
      },
    ],
  },
  "constant conditions": {
    text: conf(`access_log ${LOG}/access.log combined if=1;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} }
        location /no/ { access_log ${LOG}/no.log combined if=0; ${PROXY} }
        location /false/ { access_log ${LOG}/false.log combined if=false; ${PROXY} } }`),
  },
  "a condition by map": {
    text: conf(`map $status $loggable { ~^[23] 0; default 1; }
      server { listen 80; server_name ${HOST}; access_log ${LOG}/some.log combined if=$loggable; location / { ${PROXY} } }`),
  },
  "relative and odd targets": {
    text: conf(
      `access_log on;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /x/ { access_log "a b.log"; error_log stdout; ${PROXY} } }`,
      "error_log off;",
    ),
  },
  "standard streams": {
    text: conf(
      `access_log /dev/stdout; server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /f/ { root /srv/none; } }`,
      "error_log stderr;",
    ),
  },
  devices: {
    text: conf(
      `access_log /dev/null; server { listen 80; server_name ${HOST}; location / { ${PROXY} } location /f/ { root /srv/none; } }`,
      "error_log /dev/null;",
    ),
  },
  syslog: {
    text: conf(`access_log syslog:server=127.0.0.1:@SYSLOG@,tag=web; error_log syslog:server=127.0.0.1:@SYSLOG@;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} }
        location /two/ { access_log ${LOG}/two.log; ${PROXY} } }`),
  },
  "the compiled-in path": {
    text: `error_log ${LOG}/error.log;
include /etc/nginx/modules-enabled/*.conf;
events { }
http { server { listen 80; server_name ${HOST}; location / { ${PROXY} } } }\n`,
  },
  buffered: {
    text: conf(`access_log ${LOG}/access.log combined buffer=32k flush=1m;
      server { listen 80; server_name ${HOST}; location / { ${PROXY} } location ~ ^/v\\d+/ { access_log ${LOG}/v.log; ${PROXY} } }`),
    requests: [{ host: HOST, path: "/v1/@", server: HOST, location: "~ ^/v\\d+/", proxied: true }],
  },
  "debug level on one server": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST}; error_log ${LOG}/warn.log warn; location / { ${PROXY} }
        location /emerg/ { error_log ${LOG}/emerg.log emerg; ${PROXY} } }`),
  },
  "if in a location": {
    text: conf(`access_log ${LOG}/access.log;
      server { listen 80; server_name ${HOST};
        location / { if ($arg_quiet) { access_log ${LOG}/quiet.log; ${PROXY} } ${PROXY} } }`),
    requests: [
      { host: HOST, path: "/x?quiet=1&m=@", server: HOST, location: "/ if ($arg_quiet)", proxied: true },
      { host: HOST, path: "/x?m=@", server: HOST, location: "/", proxied: true },
    ],
  },
};
