import { describe, expect, it } from "vitest";
import { endsOf, routeOf, routesIn, siteOf } from "./site.ts";

const UNIT = (command: string, more = ""): string =>
  `[Unit]\nDescription=shop\n[Service]\nWorkingDirectory=/srv/shop\nExecStart=${command}\n${more}[Install]\nWantedBy=multi-user.target\n`;
const GUNICORN = "/srv/shop/venv/bin/gunicorn shop.wsgi:application";

describe("the streams of gunicorn", () => {
  it("end in the journal of the unit that starts it", () => {
    const routes = routesIn(siteOf("", { "deploy/shop.service": UNIT(`${GUNICORN} --access-logfile -`) }));
    expect(endsOf(routes, "gunicorn.access")).toEqual(["journal shop.service"]);
    expect(endsOf(routes, "python.print")).toEqual(["journal shop.service"]);
    const [sink] = routeOf(routes, "python.stderr").sinks;
    expect(sink?.read).toBe("journalctl -u shop.service");
  });

  it("end in the file that the unit names", () => {
    const more = "StandardOutput=append:/var/log/shop/out.log\nStandardError=append:/var/log/shop/err.log\n";
    const routes = routesIn(siteOf("", { "deploy/shop.service": UNIT(GUNICORN, more) }));
    expect(endsOf(routes, "python.print")).toEqual(["/var/log/shop/out.log"]);
    expect(endsOf(routes, "gunicorn.error")).toEqual(["/var/log/shop/err.log"]);
  });

  it("end in the container's log, where compose starts it", () => {
    const compose = `services:\n  web:\n    image: shop\n    command: gunicorn shop.wsgi --access-logfile -\n`;
    const routes = routesIn(siteOf("", { "docker-compose.yml": compose }));
    expect(endsOf(routes, "gunicorn.access")).toEqual(["docker web"]);
    expect(endsOf(routes, "python.stderr")).toEqual(["docker web"]);
  });

  it("are the process's own where nothing tells what starts it, and print() says that it waits in a buffer", () => {
    const routes = routesIn(siteOf("", { "gunicorn.conf.py": 'accesslog = "-"\nworkers = 2\n' }));
    expect(endsOf(routes, "gunicorn.access")).toEqual(["stdout"]);
    const print = routeOf(routes, "python.print");
    expect(print.certain).toBe(true);
    expect(print.steps[0]?.what).toBe("stdout is buffered");
    expect(print.steps[0]?.why).toContain("PYTHONUNBUFFERED");
  });

  it("have no buffer where the environment of the process sets PYTHONUNBUFFERED", () => {
    const unit = UNIT(GUNICORN, "Environment=PYTHONUNBUFFERED=1\n");
    const routes = routesIn(siteOf("", { "deploy/shop.service": unit }));
    expect(routeOf(routes, "python.print").steps.map((step) => step.what)).not.toContain(
      "stdout is buffered",
    );
  });

  it("are /dev/null for a daemon, and the errorlog for a daemon that captures", () => {
    const daemon = siteOf("", { "gunicorn.conf.py": 'daemon = True\naccesslog = "-"\n' });
    const route = routeOf(routesIn(daemon), "gunicorn.access");
    expect(route.sinks).toEqual([]);
    expect(route.dropped[0]?.why).toContain("daemon");
    const captured = siteOf("", {
      "gunicorn.conf.py": 'daemon = True\ncapture_output = True\nerrorlog = "/var/log/e.log"\n',
    });
    expect(endsOf(routesIn(captured), "python.print")).toEqual(["/var/log/e.log"]);
  });

  it("may be kept by a daemon with enable_stdio_inheritance", () => {
    const files = siteOf("", { "gunicorn.conf.py": "daemon = True\nenable_stdio_inheritance = True\n" });
    const route = routeOf(routesIn(files), "python.stderr");
    expect(route.certain).toBe(false);
    expect(route.sinks.map((sink) => sink.certain)).toEqual([false]);
  });
});

describe("gunicorn's own logs", () => {
  it("are nowhere with a worker class that never writes the access log, and the drop names its line", () => {
    const files = siteOf("", { "gunicorn.conf.py": 'worker_class = "tornado"\naccesslog = "-"\n' });
    const route = routeOf(routesIn(files), "gunicorn.access");
    expect(route.sinks).toEqual([]);
    expect(route.dropped[0]?.why).toContain("tornado");
    expect(route.dropped[0]?.at.file).toBe("gunicorn.conf.py");
  });

  it("are maybe where the environment decides, and only the one that it decides", () => {
    const conf = `import os\naccesslog = os.environ.get("ACCESS", "-")\nerrorlog = "/var/log/e.log"\n`;
    const routes = routesIn(siteOf("", { "gunicorn.conf.py": conf }));
    expect(routeOf(routes, "gunicorn.access").certain).toBe(false);
    expect(endsOf(routes, "gunicorn.access")).toContain("stdout?");
    expect(endsOf(routes, "gunicorn.error")).toEqual(["/var/log/e.log"]);
  });

  it("do not exist when gunicorn refuses to start", () => {
    const conf = `accesslog = "-"\nlogconfig_dict = {"handlers": {"h": {"class": "logging.StreamHandler"}}}\n`;
    const route = routeOf(routesIn(siteOf("", { "gunicorn.conf.py": conf })), "gunicorn.access");
    expect(route.sinks).toEqual([]);
    expect(route.dropped[0]?.why).toContain("gunicorn does not start");
  });

  it("tell where a default drops them: the config file that could say otherwise", () => {
    const route = routeOf(
      routesIn(siteOf("", { "gunicorn.conf.py": "workers = 2\nbind = ':8000'\naccesslog = None\n" })),
      "gunicorn.access",
    );
    expect(route.dropped[0]?.at.file).toBe("gunicorn.conf.py");
  });
});

describe("Django's records", () => {
  const SENTRY = `import sentry_sdk\nsentry_sdk.init(dsn="https://k@sentry.example.com/1")\n`;

  it("are followed for a project without any gunicorn", () => {
    const routes = routesIn(siteOf(""));
    const ends = endsOf(routes, "django.logger", { logger: "shop", level: "ERROR" });
    expect(ends).toEqual(["stderr"]);
    expect(routeOf(routes, "python.print").service).toBe("shop.settings");
  });

  it("reach Sentry: exceptions always, ERROR of a logger that lives, never what its level drops", () => {
    const conf = { "gunicorn.conf.py": "workers = 2\nbind = ':8000'\npreload_app = False\n" };
    const routes = routesIn(siteOf(SENTRY, conf));
    expect(endsOf(routes, "django.exception")).toEqual(["sentry"]);
    expect(endsOf(routes, "django.logger", { level: "ERROR" })).toEqual(["stderr", "sentry"]);
    expect(endsOf(routes, "django.logger", { level: "INFO" })).toEqual([]);
  });

  it("say filter and DEBUG where require_debug_true drops them", () => {
    const logging = `LOGGING = {"version": 1, "disable_existing_loggers": False,
      "filters": {"only_debug": {"()": "django.utils.log.RequireDebugTrue"}},
      "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["only_debug"]}},
      "root": {"handlers": ["console"]}}\n`;
    const route = routeOf(routesIn(siteOf(logging)), "django.logger", { level: "ERROR" });
    expect(route.sinks).toEqual([]);
    expect(route.dropped.map((drop) => drop.why)).toEqual(["filter only_debug, because DEBUG is False"]);
    expect(route.dropped[0]?.at.file).toBe("shop/settings.py");
  });

  it("count DEBUG as off when the environment decides it, and say so", () => {
    const logging = `import os
DEBUG = os.environ.get("DEBUG") == "1"
LOGGING = {"version": 1, "disable_existing_loggers": False,
      "filters": {"require_debug_true": {"()": "django.utils.log.RequireDebugTrue"}},
      "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["require_debug_true"]}},
      "root": {"handlers": ["console"]}}\n`;
    const route = routeOf(routesIn(siteOf(logging)), "django.logger", { level: "ERROR" });
    expect(route.dropped.map((drop) => drop.why)).toEqual([
      "filter require_debug_true: DEBUG counts as False, as in production",
    ]);
  });

  it("are maybe with a LOGGING that is not known, and nothing is called certain", () => {
    const routes = routesIn(siteOf("from company.logs import LOGGING\n"));
    const route = routeOf(routes, "django.exception");
    expect(route.certain).toBe(false);
  });

  it("follow the logger and level that are asked for", () => {
    const routes = routesIn(siteOf(""), { logger: "shop.views", level: "DEBUG" });
    const route = routeOf(routes, "django.logger", { logger: "shop.views", level: "DEBUG" });
    expect(route.dropped[0]?.why).toContain("the level of root is WARNING");
  });

  it("take names such as __proto__ and constructor for loggers like any other", () => {
    for (const logger of ["__proto__", "constructor", "a.__proto__.b", "."]) {
      const routes = routesIn(siteOf(""), { logger, level: "ERROR" });
      expect(endsOf(routes, "django.logger", { logger })).toEqual(["stderr"]);
    }
  });
});

describe("nginx", () => {
  const conf = (http: string, main = ""): string =>
    `${main}\nevents {}\nhttp {\naccess_log /var/log/nginx/access.log;\n${http}\n}\n`;

  it("tells servers of one name apart by what they listen on", () => {
    const text = conf(
      "server { listen 80; server_name a.b; }\nserver { listen 443; server_name a.b; access_log off; }",
    );
    const servers = routesIn({ "nginx.conf": text })
      .filter((route) => route.event === "nginx.access")
      .map((route) => route.server);
    expect(servers).toEqual(["a.b on 80", "a.b on 443"]);
  });

  it("shows the prefix of a relative target: that of the build, or a placeholder", () => {
    const server = "server { listen 80; server_name a.b; access_log logs/a.log; }";
    expect(endsOf(routesIn({ "nginx.conf": conf(server) }), "nginx.access")).toEqual(["{prefix}/logs/a.log"]);
    const debian = conf(server, "include /etc/nginx/modules-enabled/*.conf;");
    expect(endsOf(routesIn({ "nginx.conf": debian }), "nginx.access")).toEqual([
      "/usr/share/nginx/logs/a.log",
    ]);
  });

  it("has a route for crit where errors are hidden, and none where crit is hidden too", () => {
    const text = conf(
      "server { listen 80; server_name a.b; error_log /var/log/nginx/e.log crit; location /x { error_log /e2 emerg; } }",
    );
    const errors = routesIn({ "nginx.conf": text }).filter((route) => route.event === "nginx.error");
    expect(errors.map((route) => [route.location, route.level, route.sinks.length])).toEqual([
      [undefined, "error", 0],
      [undefined, "crit", 1],
      ["/x", "error", 0],
    ]);
  });

  it("decides a condition without variables, and no other", () => {
    const text = conf(
      "server { listen 80; server_name a.b; access_log /a combined if=0; access_log /b combined if=no; access_log /c combined if=$x; }",
    );
    expect(endsOf(routesIn({ "nginx.conf": text }), "nginx.access")).toEqual(["/b", "/c?"]);
  });

  it("records nothing in stream without an access_log", () => {
    const text = "events {}\nstream { server { listen 5432; proxy_pass db:5432; } }\n";
    const route = routeOf(routesIn({ "nginx.conf": text }), "nginx.access");
    expect(route.server).toBe("stream 5432");
    expect(route.sinks).toEqual([]);
  });

  it("is not known for a fragment whose surroundings decide", () => {
    const route = routeOf(
      routesIn({ "deploy/nginx/conf.d/site.conf": "server { listen 80; server_name a.b; }" }),
      "nginx.access",
    );
    expect(route.certain).toBe(false);
    expect(route.sinks).toEqual([]);
  });
});
