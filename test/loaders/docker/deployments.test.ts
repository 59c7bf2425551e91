import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { composeProjects, loadCompose } from "../../../src/loaders/compose/load-compose.ts";
import { buildImage } from "../../../src/loaders/docker/build-image.ts";
import { loadDockerfile } from "../../../src/loaders/docker/load-dockerfile.ts";
import { scriptsIn } from "../../../src/loaders/docker/open-script.ts";
import { containerFileSystem } from "../../../src/loaders/images/container-file-system.ts";
import { loadKubernetes } from "../../../src/loaders/kubernetes/load-kubernetes.ts";
import { followLaunch, type FollowedLaunch } from "../../../src/loaders/shell/follow-launch.ts";
import { certainValue } from "../../../src/model/fact.ts";
import type { Launch } from "../../../src/model/launch.ts";
import { diskFileSystem } from "../../../src/text/disk-file-system.ts";
import { isUnreadable, type FileSystem } from "../../../src/text/file-system.ts";

/** What the launches of a fixture run in the end: `user$ program args`. */
function follow(fs: FileSystem, launches: readonly Launch[]): FollowedLaunch[] {
  return launches.flatMap((launch) => {
    const open = launch.container === null ? () => null : scriptsIn(fs, launch.container, []);
    const sourceOf = (file: string): string => {
      const source = fs.read(file);
      return isUnreadable(source) ? "" : source.text;
    };
    return followLaunch({ launch, open, sourceOf }).launches;
  });
}

function told(each: FollowedLaunch): string {
  const words = each.args.map(({ value, usually }) => value ?? (usually === undefined ? "?" : `~${usually}`));
  return `${certainValue(each.launch.user) ?? "?"}$ ${[each.program, ...words].join(" ")}`;
}

function composeOf(fixture: string): { fs: FileSystem; projects: ReturnType<typeof composeProjects> } {
  const fs = diskFileSystem(`fixtures/${fixture}`);
  const files = readdirSync(`fixtures/${fixture}`).filter((name) => /\.ya?ml$/.test(name));
  return { fs, projects: composeProjects(fs, files) };
}

describe("fixtures/start-scripts", () => {
  const { fs, projects } = composeOf("start-scripts");

  it("has a project for production and one for development", () => {
    expect(projects.map(({ name, purpose }) => `${name} ${purpose}`)).toEqual([
      "local.yml development",
      "production.yml production",
    ]);
  });

  it("starts gunicorn as django through entrypoint and start script", () => {
    const loaded = loadCompose({
      fs,
      project: projects[1] ?? { name: "", files: [], purpose: "unknown" },
      deployment: "p",
    });
    expect(follow(fs, loaded.launches).map(told)).toEqual([
      "django$ manage.py collectstatic --noinput",
      "django$ gunicorn config.wsgi --bind 0.0.0.0:5000 --chdir=/app --access-logfile - --error-logfile -",
      "django$ celery -A config.celery_app worker -l INFO",
      "root$ nginx -g daemon off;",
    ]);
    const [django] = loaded.launches;
    expect(certainValue(django?.environment.values["DJANGO_SETTINGS_MODULE"])).toBe(
      "config.settings.production",
    );
    expect(certainValue(django?.environment.values["PYTHONUNBUFFERED"])).toBe("1");
    expect(django?.environment.complete).toBe(true);
    expect(django?.access.provides.findLast(({ path }) => path === "/app")?.owner).toBe("django");
  });

  it("gives nginx the image's main file and the site of the repository, without the default one", () => {
    const loaded = loadCompose({
      fs,
      project: projects[1] ?? { name: "", files: [], purpose: "unknown" },
      deployment: "p",
    });
    const nginx = loaded.services.find(({ name }) => name === "nginx");
    const inside = containerFileSystem(
      fs,
      nginx?.view ?? { name: "", image: "", maps: [] },
      nginx?.image?.files ?? [],
    );
    expect(inside.list("/etc/nginx/conf.d").map(({ name }) => name)).toEqual(["shop.conf"]);
    expect(inside.kindOf("/etc/nginx/nginx.conf")).toBe("file");
    const site = inside.read("/etc/nginx/conf.d/shop.conf");
    expect(site.path).toBe("compose/production/nginx/shop.conf");
  });
});

describe("fixtures/shared-logs", () => {
  const { fs, projects } = composeOf("shared-logs");
  const loaded = loadCompose({
    fs,
    project: projects[0] ?? { name: "", files: [], purpose: "unknown" },
    deployment: "p",
  });
  const [web] = loaded.launches;

  it("keeps gunicorn's logs on a volume that the image made for its user", () => {
    expect(follow(fs, loaded.launches).map(told).slice(0, 2)).toEqual([
      "portal$ gunicorn -c deploy/gunicorn.conf.py portal.wsgi:application",
      "root$ nginx -g daemon off;",
    ]);
    expect(web?.access.provides.findLast(({ path }) => path === "/var/log/portal")).toMatchObject({
      owner: "portal",
      group: "portal",
      mode: "0775",
      by: "volume logs",
    });
    expect([certainValue(web?.groups), web?.access.complete]).toEqual([undefined, true]);
  });

  it("knows no secret, and no image of others", () => {
    expect(web?.environment.values["SECRET_KEY"]?.state).toBe("unknown");
    expect(loaded.services.find(({ name }) => name === "shipper")?.launches).toEqual([]);
    expect(loaded.rotations.map(({ pattern }) => pattern)).toEqual(["web", "proxy"]);
  });
});

describe("fixtures/one-container", () => {
  const fs = diskFileSystem("fixtures/one-container");
  const { launches, image } = loadDockerfile({
    fs,
    file: "Dockerfile",
    context: null,
    name: "web",
    deployment: "d",
    purpose: "unknown",
  });

  it("starts nginx as root and gunicorn as its own user", () => {
    expect(follow(fs, launches).map(told)).toEqual([
      "notes$ manage.py migrate --noinput",
      "root$ nginx",
      "notes$ gunicorn notes.wsgi:application --bind unix:/tmp/notes.sock --workers ~2 --access-logfile - --log-level info",
    ]);
  });

  it("links nginx's logs to the streams, and has no folder for the log of Django", () => {
    const path = (wanted: string) => image?.provides.find((each) => each.path === wanted);
    expect(path("/var/log/nginx/access.log")?.linksTo).toBe("/dev/stdout");
    expect(path("/opt/notes")?.owner).toBe("root");
    expect(path("/opt/notes/logs")).toBe(undefined);
    expect(image?.complete).toBe(true);
  });

  it("includes the site through the link in sites-enabled", () => {
    const [launch] = launches;
    const inside = containerFileSystem(
      fs,
      launch?.container ?? { name: "", image: "", maps: [] },
      image?.files ?? [],
    );
    expect(inside.list("/etc/nginx/sites-enabled").map(({ name }) => name)).toEqual(["notes"]);
    expect(inside.read("/etc/nginx/sites-enabled/notes").path).toBe("etc/nginx-notes.conf");
  });
});

describe("fixtures/read-only-image", () => {
  const { fs, projects } = composeOf("read-only-image");

  it("has a development project with its override, and production over the base", () => {
    expect(projects.map(({ name, purpose }) => `${name} ${purpose}`)).toEqual([
      "compose.yaml + compose.override.yaml development",
      "compose.yaml + compose.prod.yaml production",
    ]);
  });

  it("runs another stage in production, where only /tmp can be written", () => {
    const loaded = loadCompose({
      fs,
      project: projects[1] ?? { name: "", files: [], purpose: "unknown" },
      deployment: "p",
    });
    const [web] = loaded.launches;
    expect(follow(fs, loaded.launches).map(told)).toEqual([
      "10001$ gunicorn inventory.wsgi --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile -",
      "root$ nginx -g daemon off;",
    ]);
    expect(web?.access.rules.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "read-only /",
      "tmpfs /dev/shm",
      "tmpfs /tmp",
    ]);
    expect(web?.access.provides.findLast(({ path }) => path === "/app/log")?.owner).toBe("inventory");
    const edge = loaded.services.find(({ name }) => name === "edge");
    const site = edge?.view.maps.find(({ inside }) => inside === "/etc/nginx/conf.d/default.conf");
    expect(site?.outside).toBe("edge/templates/default.conf.template");
  });
});

describe("fixtures/kubernetes", () => {
  const fs = diskFileSystem("fixtures/kubernetes");
  const image = buildImage({ fs, file: "Dockerfile", context: null });
  const loaded = loadKubernetes({
    fs,
    files: ["k8s/configmap.yaml", "k8s/deployment.yaml", "k8s/migrate-job.yaml"],
    images: image === null ? {} : { ledger: image },
    deployment: "k8s",
    purpose: "production",
  });

  it("puts the arguments behind the image's entrypoint", () => {
    expect(follow(fs, loaded.launches).map(told)).toEqual([
      '1000$ gunicorn ledger.wsgi:application --bind=127.0.0.1:8000 --worker-tmp-dir=/dev/shm --access-logfile=- --access-logformat=%({x-forwarded-for}i)s %(t)s "%(r)s" %(s)s %({x-request-id}i)s',
      "1000$ nginx -g daemon off;",
      "ledger$ manage.py migrate --noinput",
    ]);
    expect(certainValue(loaded.launches[0]?.environment.values["GUNICORN_CMD_ARGS"])).toBe(
      "--workers=2 --threads=4",
    );
  });

  it("gives nginx the text of the ConfigMap in place of its own", () => {
    const nginx = loaded.containers.find(({ name }) => name === "ledger/nginx");
    const inside = containerFileSystem(
      fs,
      nginx?.view ?? { name: "", image: "", maps: [] },
      nginx?.files ?? [],
    );
    const source = inside.read("/etc/nginx/nginx.conf");
    expect(source.path).toBe("k8s/configmap.yaml");
    expect(isUnreadable(source) ? "" : source.text).toContain("error_log /dev/stderr warn;");
    expect(loaded.gaps).toEqual([]);
  });
});
