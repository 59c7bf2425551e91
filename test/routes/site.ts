import { loadStack, memoryFileSystem, where, type AskedLogger, type Route } from "../../src/index.ts";

/** A Django project that gunicorn serves; `settings` are lines of Python. */
export function siteOf(
  settings: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const entry = (lines: string): string =>
    `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n${lines}\n`;
  return {
    "manage.py": entry(
      "from django.core.management import execute_from_command_line\nexecute_from_command_line()",
    ),
    "shop/__init__.py": "",
    "shop/settings.py": `DEBUG = False\nINSTALLED_APPS = []\nROOT_URLCONF = "shop.urls"\n${settings}`,
    "shop/urls.py": "urlpatterns = []\n",
    "shop/wsgi.py": entry(
      "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()",
    ),
    ...more,
  };
}

export function routesIn(files: Readonly<Record<string, string>>, asked?: AskedLogger): Route[] {
  return where(loadStack({ fs: memoryFileSystem(files), paths: ["."] }).stacks, asked);
}

/** The ends of the first route of this event, as short texts. */
export function endsOf(routes: readonly Route[], event: Route["event"], more: Partial<Route> = {}): string[] {
  const found = routeOf(routes, event, more);
  return found.sinks.map((sink) => {
    const sure = sink.certain ? "" : "?";
    switch (sink.kind) {
      case "file":
        return sink.path + sure;
      case "stdout":
      case "stderr":
      case "null":
        return sink.kind + sure;
      case "journal":
        return `journal ${sink.unit}${sure}`;
      case "docker":
        return `docker ${sink.service}${sure}`;
      case "syslog":
        return `syslog ${sink.address}${sure}`;
      case "mail":
        return `mail ${sink.to}${sure}`;
      case "http":
      case "third-party":
        return sink.name + sure;
    }
  });
}

export function routeOf(routes: readonly Route[], event: Route["event"], more: Partial<Route> = {}): Route {
  const found = routes.find(
    (route) =>
      route.event === event &&
      Object.entries(more).every(([key, value]) => route[key as keyof Route] === value),
  );
  if (found === undefined) throw new Error(`no route ${event} ${JSON.stringify(more)}`);
  return found;
}
