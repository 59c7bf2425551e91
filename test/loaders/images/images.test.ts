import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { containerFileSystem, outsidePath } from "../../../src/loaders/images/container-file-system.ts";
import { findImage, imageFiles, imageVersion } from "../../../src/loaders/images/find-image.ts";
import { parseImage } from "../../../src/loaders/images/image-reference.ts";
import { IMAGES } from "../../../src/loaders/images/images.data.ts";
import { DEBIAN_NGINX_FILES } from "../../../src/loaders/images/nginx-files.data.ts";
import type { ContainerView } from "../../../src/model/launch.ts";
import { readNginx } from "../../../src/read/nginx/read-nginx.ts";
import { isUnreadable } from "../../../src/text/file-system.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { realProgram } from "../../real-programs.ts";

/** distribution/reference, "normalized names": name, registry, tag. */
const NAMES: readonly (readonly [string, string, string | null, string | null])[] = [
  ["nginx", "nginx", null, null],
  ["nginx:1.27-alpine", "nginx", null, "1.27-alpine"],
  ["library/nginx:1", "nginx", null, "1"],
  ["docker.io/library/python:3.12-slim", "python", null, "3.12-slim"],
  ["docker.io/nginxinc/nginx-unprivileged", "nginxinc/nginx-unprivileged", null, null],
  ["public.ecr.aws/docker/library/python:3.12", "python", "public.ecr.aws", "3.12"],
  ["registry.example.com:5000/team/site:1.4", "team/site", "registry.example.com:5000", "1.4"],
  ["localhost/site", "site", "localhost", null],
  ["python@sha256:abc", "python", null, null],
  ["ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "astral-sh/uv", "ghcr.io", "python3.12-bookworm-slim"],
];

describe("image names", () => {
  it.each(NAMES)("%s is %s of %s with tag %s", (text, name, registry, tag) => {
    expect(parseImage(text)).toMatchObject({ name, registry, tag });
  });

  it("pin versions by their tags", () => {
    const tags = [
      "nginx:1.27-alpine",
      "python:3.12",
      "python:3.12.1-slim-bookworm",
      "nginx",
      "nginx:stable-alpine",
      "app:v2.1",
    ];
    expect(tags.map(imageVersion)).toEqual(["1.27", "3.12", "3.12.1", null, null, "2.1"]);
  });

  it("find what is known of an image, whatever mirror it comes from", () => {
    expect(findImage("public.ecr.aws/nginx/nginx:1.27")?.runs).toBe("nginx");
    expect(findImage("tiangolo/uvicorn-gunicorn-fastapi:python3.11")?.runs).toBe("gunicorn");
    expect(findImage("ghcr.io/astral-sh/uv:python3.12-bookworm")?.title).toBe("uv with python");
    expect(findImage("ghcr.io/astral-sh/uv:latest")).toBe(null);
    expect(findImage("team/python-nginx")).toBe(null);
  });
});

describe("the table of images", () => {
  it("tells absolute paths once, with a source for each row", () => {
    for (const row of IMAGES) {
      const paths = [...row.paths, ...row.links].map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      expect(paths.filter((path) => !path.startsWith("/"))).toEqual([]);
      expect(row.source).not.toBe("");
    }
  });
});

const nginx = realProgram("nginx");

describe("the nginx configuration of images", () => {
  it.skipIf(nginx === null).each([
    ["nginx", imageFiles("nginx")],
    ["nginx-unprivileged", imageFiles("nginxinc/nginx-unprivileged")],
    ["Debian's package", DEBIAN_NGINX_FILES],
  ])("of %s is accepted by nginx", (_, files) => {
    const folder = mkdtempSync(join(tmpdir(), "loglint-images-"));
    try {
      const text = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
      // The main file with its includes in place, and paths that may be written here.
      const whole = text("/etc/nginx/nginx.conf")
        .replace(/^user .*$/m, "")
        .replace("include /etc/nginx/mime.types;", text("/etc/nginx/mime.types"))
        .replace("include /etc/nginx/conf.d/*.conf;", text("/etc/nginx/conf.d/default.conf"))
        .replace("include /etc/nginx/sites-enabled/*;", text("/etc/nginx/sites-enabled/default"))
        .replace("include /etc/nginx/modules-enabled/*.conf;", "")
        .replaceAll("/var/log/nginx/", `${folder}/`)
        .replace(/pid .*;/, `pid ${folder}/nginx.pid;`);
      writeFileSync(join(folder, "nginx.conf"), whole);
      const run = spawnSync(
        nginx ?? "",
        ["-t", "-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "e.log")],
        { encoding: "utf8" },
      );
      expect(run.stderr).toContain("test is successful");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("logs to the linked files, with the format main", () => {
    const [main] = imageFiles("nginx");
    const words = readNginx(main?.text ?? "")
      .directives.flatMap((each) => [each, ...(each.block ?? [])])
      .map(({ name, args }) => [name, ...args.map(({ value }) => value)].join(" "));
    expect(words).toContain("access_log /var/log/nginx/access.log main");
    expect(words).toContain("error_log /var/log/nginx/error.log notice");
    expect(words).toContain("include /etc/nginx/conf.d/*.conf");
    const links = findImage("nginx")?.links.map(({ path, target }) => `${path} ${target}`);
    expect(links).toEqual(["/var/log/nginx/access.log /dev/stdout", "/var/log/nginx/error.log /dev/stderr"]);
  });
});

describe("the files of a container", () => {
  const at = { file: "compose.yml", start: 0, end: 1 };
  const view: ContainerView = {
    name: "nginx",
    image: "nginx:1.27",
    maps: [
      { inside: "/etc/nginx/conf.d/site.conf", outside: "deploy/site.conf", at, kind: "bind" },
      { inside: "/app", outside: ".", at, kind: "copy" },
      { inside: "/app/conf", outside: "other", at, kind: "bind" },
      { inside: "/app/data", outside: null, at, kind: "volume" },
    ],
  };
  const fs = memoryFileSystem({
    "deploy/site.conf": "server {}",
    "manage.py": "x",
    "conf/a": "1",
    "other/a": "2",
    "data/b": "3",
  });
  const inside = containerFileSystem(fs, view, imageFiles("nginx"));
  const textAt = (path: string): string => {
    const source = inside.read(path);
    return isUnreadable(source) ? source.unreadable : `${source.path}: ${source.text}`;
  };

  it("are those of the repository by the deepest mount, with their own paths", () => {
    expect(textAt("/etc/nginx/conf.d/site.conf")).toBe("deploy/site.conf: server {}");
    expect(textAt("/app/manage.py")).toBe("manage.py: x");
    expect(textAt("/app/../app/conf/a")).toBe("other/a: 2");
    expect([
      outsidePath(view, "/app"),
      outsidePath(view, "/app/x/y"),
      outsidePath(view, "/application"),
    ]).toEqual([".", "x/y", null]);
  });

  it("are nobody's below a volume", () => {
    expect(inside.kindOf("/app/data/b")).toBe(undefined);
    expect(textAt("/app/data/b")).toBe("not in the repository");
  });

  it("are the image's where nothing is mounted", () => {
    expect(textAt("/etc/nginx/nginx.conf")).toContain("/etc/nginx/nginx.conf: user nginx;");
    expect(inside.list("/etc/nginx/conf.d").map(({ name }) => name)).toEqual(["default.conf", "site.conf"]);
    expect(inside.list("/etc/nginx").map(({ name, kind }) => `${name} ${kind}`)).toContain(
      "conf.d directory",
    );
    expect([inside.kindOf("/"), inside.kindOf("/etc"), inside.kindOf("/opt")]).toEqual([
      "directory",
      "directory",
      undefined,
    ]);
    expect(inside.sizeOf("/app/manage.py")).toBe(1);
  });

  it("are hidden by what is mounted over their folder", () => {
    const covered: ContainerView = {
      ...view,
      maps: [{ inside: "/etc/nginx/conf.d", outside: "deploy", at, kind: "bind" }],
    };
    const files = containerFileSystem(fs, covered, imageFiles("nginx"));
    expect(files.list("/etc/nginx/conf.d").map(({ name }) => name)).toEqual(["site.conf"]);
    expect(files.kindOf("/etc/nginx/conf.d/default.conf")).toBe(undefined);
  });

  it("leave relative paths alone", () => {
    expect(inside.kindOf("manage.py")).toBe("file");
  });
});
