import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { diskFileSystem } from "../../src/text/disk-file-system.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import type { FileSystem } from "../../src/text/file-system.ts";

const MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")\n';
const WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n";
const SETTINGS = 'INSTALLED_APPS = []\nROOT_URLCONF = "config.urls"\nLOGGING = {}\n';
const NGINX =
  "events {}\nhttp {\n  server {\n    listen 80;\n    location / { proxy_pass http://app; }\n  }\n}\n";
const VHOST = "server {\n  listen 80;\n  server_name a.example;\n  access_log /var/log/nginx/a.log;\n}\n";
const GUNICORN = 'bind = ":8000"\nworkers = 3\naccesslog = "-"\n';
const UNIT = "[Unit]\nDescription=x\n[Service]\nExecStart=/srv/venv/bin/gunicorn config.wsgi\n";
const SUPERVISOR = "[program:web]\ncommand=gunicorn config.wsgi\n";
const COMPOSE = "services:\n  web:\n    image: x\n    command: gunicorn config.wsgi\n";
const APACHE = "<VirtualHost *:80>\n  ServerName a\n</VirtualHost>\n";
const START = "#!/bin/sh\nexec gunicorn config.wsgi --bind :8000\n";

/** `{path: technology}` of what is found in these files, from the root unless told. */
function found(
  files: Record<string, string>,
  paths: string[] = ["."],
  ignores: string[] = [],
): Record<string, string> {
  const result = discover({ fs: memoryFileSystem(files), paths, ignores });
  return Object.fromEntries(result.files.map((file) => [file.file, file.as]));
}

function skippedIn(files: Record<string, string>, paths: string[] = ["."]): Record<string, string> {
  const result = discover({ fs: memoryFileSystem(files), paths });
  return Object.fromEntries(result.skipped.map((each) => [each.path, each.why]));
}

describe("layouts of real projects", () => {
  it("startproject with gunicorn and nginx beside it", () => {
    expect(
      found({
        "manage.py": MANAGE,
        "mysite/__init__.py": "",
        "mysite/settings.py": SETTINGS,
        "mysite/urls.py": "urlpatterns = []\n",
        "mysite/wsgi.py": WSGI,
        "mysite/asgi.py": WSGI,
        "polls/models.py": "x = 1\n",
        "polls/tests.py": "x = 1\n",
        "gunicorn.conf.py": GUNICORN,
        "deploy/nginx.conf": NGINX,
        "deploy/gunicorn.service": UNIT,
        "deploy/gunicorn.socket": "[Socket]\nListenStream=/run/g.sock\n",
        "requirements.txt": "django\n",
        "README.md": "# site\n",
      }),
    ).toEqual({
      "manage.py": "django",
      "mysite/settings.py": "django",
      "mysite/wsgi.py": "django",
      "mysite/asgi.py": "django",
      "gunicorn.conf.py": "gunicorn",
      "deploy/nginx.conf": "nginx",
      "deploy/gunicorn.service": "systemd",
      "deploy/gunicorn.socket": "systemd",
      "requirements.txt": "requirements",
    });
  });

  it("cookiecutter-django: settings package, scripts and env files without extension, local.yml", () => {
    expect(
      found({
        "manage.py": MANAGE,
        "config/wsgi.py": WSGI,
        "config/settings/__init__.py": "",
        "config/settings/base.py": SETTINGS,
        "config/settings/local.py": "from .base import *\nDEBUG = True\n",
        "config/settings/production.py": "from .base import *\nLOGGING = {}\n",
        "config/settings/test.py": "from .base import *\n",
        "config/urls.py": "urlpatterns = []\n",
        "compose/production/django/Dockerfile": "FROM python\n",
        "compose/production/django/start": START,
        "compose/production/django/entrypoint": '#!/bin/bash\nset -e\nexec "$@"\n',
        "compose/production/nginx/default.conf": VHOST,
        "production.yml": COMPOSE,
        "local.yml": COMPOSE,
        ".envs/.production/.django": "DJANGO_SETTINGS_MODULE=config.settings.production\n",
        "requirements/base.txt": "django\n",
        "requirements/production.txt": "gunicorn\n",
        "blog/users/models.py": "x = 1\n",
        ".pre-commit-config.yaml": "repos: []\n",
      }),
    ).toEqual({
      "manage.py": "django",
      "config/wsgi.py": "django",
      "config/settings/base.py": "django",
      "config/settings/local.py": "django",
      "config/settings/production.py": "django",
      "config/settings/test.py": "django",
      "compose/production/django/Dockerfile": "dockerfile",
      "compose/production/django/start": "shell",
      "compose/production/nginx/default.conf": "nginx",
      "production.yml": "compose",
      "local.yml": "compose",
      ".envs/.production/.django": "env",
      "requirements/base.txt": "requirements",
      "requirements/production.txt": "requirements",
    });
  });

  it("netbox-like: configuration.py, contrib with several servers' files", () => {
    expect(
      found({
        "netbox/manage.py": MANAGE,
        "netbox/netbox/settings.py": SETTINGS,
        "netbox/netbox/configuration.py": 'ALLOWED_HOSTS = ["*"]\nLOGGING = {}\n',
        "netbox/netbox/wsgi.py": WSGI,
        "contrib/gunicorn.py": GUNICORN,
        "contrib/nginx.conf": VHOST,
        "contrib/apache.conf": APACHE,
        "contrib/netbox.service": UNIT,
        "contrib/uwsgi.ini": "[uwsgi]\nmodule = netbox.wsgi\n",
        "docs/conf.py": 'project = "netbox"\nextensions = []\n',
      }),
    ).toEqual({
      "netbox/manage.py": "django",
      "netbox/netbox/settings.py": "django",
      "netbox/netbox/configuration.py": "django",
      "netbox/netbox/wsgi.py": "django",
      "contrib/gunicorn.py": "gunicorn",
      "contrib/nginx.conf": "nginx",
      "contrib/netbox.service": "systemd",
    });
  });

  it("ansible roles: templates of nginx, gunicorn, supervisor, env and logrotate", () => {
    const result = discover({
      fs: memoryFileSystem({
        "roles/web/templates/nginx.conf.j2": NGINX,
        "roles/web/templates/site.conf.j2": "server {\n  listen {{ port }};\n  server_name {{ host }};\n}\n",
        "roles/app/templates/gunicorn.service.j2": UNIT,
        "roles/app/templates/supervisor.conf.j2": SUPERVISOR,
        "roles/app/templates/env.j2": "DEBUG=False\n",
        "roles/app/templates/logrotate.j2": "/var/log/app/*.log {\n  daily\n}\n",
        "roles/app/tasks/main.yml": "- name: install\n  apt: name=nginx\n",
        "site.yml": "- hosts: all\n  roles: [web]\n",
      }),
      paths: ["."],
    });
    expect(result.files.map(({ file, as, template }) => [file.slice("roles/".length), as, template])).toEqual(
      [
        ["app/templates/gunicorn.service.j2", "systemd", "jinja"],
        ["app/templates/logrotate.j2", "logrotate", "jinja"],
        ["app/templates/supervisor.conf.j2", "supervisor", "jinja"],
        ["web/templates/nginx.conf.j2", "nginx", "jinja"],
        ["web/templates/site.conf.j2", "nginx", "jinja"],
      ],
    );
  });

  it("helm chart and plain Kubernetes manifests, not a workflow or any other YAML", () => {
    const deployment = "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n";
    expect(
      found({
        "chart/Chart.yaml": "apiVersion: v2\nname: x\n",
        "chart/templates/deployment.yaml": deployment,
        "k8s/web.yaml": deployment,
        "deploy/ingress.yml": deployment,
        ".github/workflows/ci.yml": "on: push\njobs: {}\n",
        "mkdocs.yml": "site_name: x\n",
      }),
    ).toEqual({
      "chart/templates/deployment.yaml": "kubernetes",
      "k8s/web.yaml": "kubernetes",
      "deploy/ingress.yml": "kubernetes",
    });
  });

  it("a server's /etc: vhosts without extension, drop-ins, logrotate.d, and none of the neighbours", () => {
    expect(
      found(
        {
          "/etc/nginx/nginx.conf": NGINX,
          "/etc/nginx/mime.types": "types {\n  text/html html;\n}\n",
          "/etc/nginx/sites-available/default": VHOST,
          "/etc/nginx/fastcgi_params": "fastcgi_param A b;\n",
          "/etc/systemd/system/multi-user.target.wants/gunicorn.service": UNIT,
          "/etc/rc3.d/S01nginx": "#!/bin/sh\nnginx\n",
          "/etc/nginx/sites-enabled/blog": VHOST,
          "/etc/nginx/conf.d/gzip.conf": "gzip on;\ngzip_types text/css;\n",
          "/etc/nginx/snippets/headers.conf": "add_header X-Frame-Options DENY;\n",
          "/etc/systemd/system/gunicorn.service": UNIT,
          "/etc/systemd/system/gunicorn.service.d/override.conf": "[Service]\nUMask=0027\n",
          "/etc/supervisor/conf.d/blog.conf": SUPERVISOR,
          "/etc/logrotate.d/nginx": "/var/log/nginx/*.log {\n  daily\n}\n",
          "/etc/apache2/sites-enabled/000-default.conf": APACHE,
          "/etc/rsyslog.conf": 'module(load="imuxsock")\n*.* /var/log/syslog\n',
          "/etc/sysctl.conf": "net.ipv4.ip_forward = 1\n",
          "/etc/dbus-1/system-services/x.service": "[D-BUS Service]\nName=x\n",
        },
        ["/etc"],
      ),
    ).toEqual({
      "/etc/nginx/nginx.conf": "nginx",
      "/etc/nginx/sites-enabled/blog": "nginx",
      "/etc/nginx/conf.d/gzip.conf": "nginx",
      "/etc/nginx/snippets/headers.conf": "nginx",
      "/etc/systemd/system/gunicorn.service": "systemd",
      "/etc/systemd/system/gunicorn.service.d/override.conf": "systemd",
      "/etc/supervisor/conf.d/blog.conf": "supervisor",
      "/etc/logrotate.d/nginx": "logrotate",
    });
  });

  it("a monorepo of several sites beside code that has files of the same names", () => {
    expect(
      found({
        "services/blog/manage.py": MANAGE,
        "services/blog/blog/settings.py": SETTINGS,
        "services/shop/manage.py": MANAGE,
        "services/shop/shop/settings/prod.py": "from .base import *\n",
        "services/shop/shop/settings/base.py": SETTINGS,
        "services/api/wsgi.py": "from flask import Flask\napplication = Flask(__name__)\n",
        "services/crawler/settings.py": 'BOT_NAME = "x"\nSPIDER_MODULES = []\n',
        "packages/app/settings.py":
          "from django.conf import settings\nDEBUG = getattr(settings, 'X', False)\n",
        "packages/scala/src/main/resources/application.conf": "server {\n  port = 8080\n}\n",
        "packages/go/config.py": "x = 1\n",
      }),
    ).toEqual({
      "services/blog/manage.py": "django",
      "services/blog/blog/settings.py": "django",
      "services/shop/manage.py": "django",
      "services/shop/shop/settings/prod.py": "django",
      "services/shop/shop/settings/base.py": "django",
    });
  });
});

describe("gunicorn configuration under other names", () => {
  it.each([
    ["Dockerfile", 'FROM x\nCMD ["gunicorn", "-c", "conf/server.py", "app.wsgi"]\n'],
    ["Procfile", "web: gunicorn --config conf/server.py app.wsgi\n"],
    ["gunicorn.service", "[Service]\nExecStart=/x/gunicorn -c /srv/app/conf/server.py app.wsgi\n"],
    [
      "compose.yml",
      "services:\n  web:\n    image: x\n    command:\n      - gunicorn\n      - -c\n      - conf/server.py\n",
    ],
    ["start.sh", "exec gunicorn --config=conf/server.py app.wsgi\n"],
    ["run.sh", "exec gunicorn -c python:conf.server app.wsgi\n"],
  ])("is found because %s names it", (name, text) => {
    expect(
      found({ [name]: text, "conf/server.py": "errorlog = '-'\n", "other/server.py": "x = 1\n" }),
    ).toMatchObject({
      "conf/server.py": "gunicorn",
    });
    expect(found({ [name]: text, "conf/server.py": "", "other/server.py": "" })).not.toHaveProperty(
      "other/server.py",
    );
  });

  it("is found by what it sets", () => {
    expect(
      found({
        "deploy/conf.py": GUNICORN,
        "config/prod_config.py": GUNICORN,
        "etc/gunicorn/web.py": GUNICORN,
      }),
    ).toEqual({
      "deploy/conf.py": "gunicorn",
      "config/prod_config.py": "gunicorn",
      "etc/gunicorn/web.py": "gunicorn",
    });
  });
});

describe("what is left out", () => {
  it("respects .gitignore of the folder and of folders below, with negation", () => {
    const files = {
      ".gitignore": "*.conf\n!keep.conf\n/build/\n",
      "a.conf": VHOST,
      "keep.conf": VHOST,
      "sub/.gitignore": "!b.conf\nkeep.conf\n",
      "sub/b.conf": VHOST,
      "sub/keep.conf": VHOST,
      "build/nginx.conf": NGINX,
      "sub/build/keep.conf": VHOST,
    };
    expect(Object.keys(found(files))).toEqual(["keep.conf", "sub/b.conf"]);
    expect(skippedIn(files)).toMatchObject({
      "a.conf": "ignored by .gitignore",
      build: "ignored by .gitignore",
      "sub/keep.conf": "ignored by sub/.gitignore",
    });
  });

  it("respects the .gitignore files above the folder that was asked for, inside its repository", () => {
    const files = {
      ".git/HEAD": "x",
      ".gitignore": "secret.conf\n",
      "deploy/secret.conf": VHOST,
      "deploy/a.conf": VHOST,
    };
    expect(found(files, ["deploy"])).toEqual({ "deploy/a.conf": "nginx" });
    expect(found({ ...files, ".git/HEAD": "x" }, ["deploy/secret.conf"])).toEqual({
      "deploy/secret.conf": "nginx",
    });
  });

  it("obeys ignore patterns of the configuration, which no .gitignore overrides", () => {
    const files = { ".gitignore": "!a.conf\n", "a.conf": VHOST, "b.conf": VHOST, "old/c.conf": VHOST };
    expect(found(files, ["."], ["a.conf", "old/"])).toEqual({ "b.conf": "nginx" });
  });

  it("never looks into installed packages, virtual environments, caches and bundles", () => {
    const files = {
      "node_modules/x/nginx.conf": NGINX,
      "myenv/pyvenv.cfg": "home = x\n",
      "myenv/lib/python3/settings.py": SETTINGS,
      "lib/site-packages/django/conf/settings.py": SETTINGS,
      ".tox/py/settings.py": SETTINGS,
      "vendor/x/nginx.conf": NGINX,
      "__pycache__/settings.py": SETTINGS,
      ".git/nginx.conf": NGINX,
    };
    expect(found(files)).toEqual({});
    expect(skippedIn(files)).toEqual({
      ".tox": "a test environment",
      "lib/site-packages": "installed packages",
      myenv: "a virtual environment",
      node_modules: "installed packages",
      vendor: "bundled code of others",
    });
  });

  it("says what files of other programs are, and which paths do not exist", () => {
    expect(skippedIn({ "a.conf": APACHE, "nginx/b.conf": APACHE }, [".", "nowhere"])).toEqual({
      "a.conf": "an Apache configuration",
      "nginx/b.conf": "an Apache configuration",
      nowhere: "no such file or folder",
    });
  });

  it("names the first 20 paths of one reason and counts the others", () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 50; i++) files[`p${String(i).padStart(2, "0")}/node_modules/x/a.js`] = "";
    const { skipped } = discover({ fs: memoryFileSystem(files), paths: ["."] });
    expect(skipped).toHaveLength(20);
    expect(skipped.at(-1)).toMatchObject({ more: 30 });
  });
});

describe("files that are named", () => {
  it.each([
    ["vhost.txt", VHOST, "nginx"],
    ["limits", "gzip on;\nroot /srv;\n", "nginx"],
    ["server.py", GUNICORN, "gunicorn"],
    ["site.py", SETTINGS, "django"],
    ["job", UNIT, "systemd"],
    ["x.yaml", COMPOSE, "compose"],
    ["serve-it", START, "shell"],
  ])("%s is told by its text", (path, text, as) => {
    expect(found({ [path]: text }, [path])).toEqual({ [path]: as });
  });

  it("the output of nginx -T is no configuration file, but many in one", () => {
    const dump = `# configuration file /etc/nginx/nginx.conf:\n${NGINX}`;
    const { files, skipped } = discover({ fs: memoryFileSystem({ dump }), paths: ["dump"] });
    expect(files).toEqual([]);
    expect(skipped).toMatchObject([{ path: "dump" }]);
  });

  it("a text that is nothing of ours is left out with a reason, once", () => {
    expect(skippedIn({ "a.txt": "Dear reader\n" }, ["a.txt", "./a.txt"])).toEqual({
      "a.txt": "nothing in it says what it is",
    });
  });
});

it("a folder of 2,000 unrelated files is only listed: none is read, none is asked for its size", () => {
  const files: Record<string, string> = {};
  const extensions = ["js", "ts", "css", "html", "png", "md", "json", "go", "rs", "py"];
  for (let i = 0; i < 2_000; i++)
    files[`src/m${String(i % 40)}/file${String(i)}.${extensions[i % 10] ?? ""}`] = "x";
  const inner = memoryFileSystem(files);
  const asked: string[] = [];
  const fs: FileSystem = {
    ...inner,
    read: (path) => (asked.push(path), inner.read(path)),
    sizeOf: (path) => (asked.push(path), inner.sizeOf(path)),
  };
  expect(discover({ fs, paths: ["."] })).toEqual({ files: [], skipped: [], listed: 2_000 });
  expect(asked).toEqual([]);
});

it("each file comes once and in order of path, however the paths overlap", () => {
  const files = { "b/nginx.conf": NGINX, "a/nginx.conf": NGINX };
  const fs = memoryFileSystem(files);
  const once = discover({ fs, paths: ["."] }).files;
  expect(
    discover({ fs, paths: ["b", "a/nginx.conf", ".", "b/nginx.conf"] }).files.map((file) => file.file),
  ).toEqual(once.map((file) => file.file));
});

it("ends on loops of symbolic links, follows links to files, and opens no FIFO", () => {
  const root = mkdtempSync(join(tmpdir(), "loglint-"));
  try {
    mkdirSync(join(root, "sites-available"));
    mkdirSync(join(root, "sites-enabled"));
    writeFileSync(join(root, "sites-available/blog"), VHOST);
    symlinkSync("../sites-available/blog", join(root, "sites-enabled/blog"));
    symlinkSync("..", join(root, "sites-enabled/loop"));
    symlinkSync("nowhere", join(root, "sites-enabled/dangling"));
    const result = discover({ fs: diskFileSystem(root), paths: ["."] });
    expect(result.files.map((file) => file.file)).toEqual(["sites-enabled/blog"]);
    expect(result.skipped).toEqual([
      { path: "sites-available/blog", why: "not enabled, or read under sites-enabled" },
      { path: "sites-enabled/loop", why: "a symbolic link to a folder" },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

it("leaves out the nginx and gunicorn files that tests read, unless they or their folder are named", () => {
  const fs = memoryFileSystem({
    "nginx/nginx.conf": NGINX,
    "tests/data/nginx.conf": NGINX,
    "tests/gunicorn.conf.py": "bind = 'x'\nworkers = 2\n",
    "pkg/test/site.conf": VHOST,
    "latest/nginx.conf": NGINX,
    "tests/docker-compose.yml": "services:\n  web:\n    build: .\n",
  });
  const filesOf = (paths: string[]): string[] => discover({ fs, paths }).files.map(({ file }) => file);
  expect(filesOf(["."])).toEqual(["latest/nginx.conf", "nginx/nginx.conf", "tests/docker-compose.yml"]);
  expect(filesOf(["tests"])).toEqual([
    "tests/data/nginx.conf",
    "tests/docker-compose.yml",
    "tests/gunicorn.conf.py",
  ]);
  expect(filesOf(["tests/data/nginx.conf"])).toEqual(["tests/data/nginx.conf"]);
  expect(discover({ fs, paths: ["."] }).skipped).toContainEqual({
    path: "tests/data/nginx.conf",
    why: "a file of tests",
  });
});
