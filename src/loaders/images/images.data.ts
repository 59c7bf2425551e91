import type { ImageFacts, ImagePath } from "./image-facts.ts";
import { OFFICIAL_NGINX_FILES, UNPRIVILEGED_NGINX_FILES } from "./nginx-files.data.ts";

function directory(path: string, mode = "0755", owner = "root", group = "root"): ImagePath {
  return { path, isDirectory: true, owner, group, mode };
}

/** Directories of every Debian, Ubuntu and Alpine image (debootstrap base-files 12, alpine-baselayout 3.4); all owned by root. */
const BASE_PATHS: readonly ImagePath[] = [
  ...[
    "/",
    "/bin",
    "/etc",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/run",
    "/srv",
    "/usr",
    "/usr/bin",
    "/usr/local",
  ].map((path) => directory(path)),
  ...["/usr/local/bin", "/usr/share", "/usr/src", "/var", "/var/cache", "/var/lib", "/var/log"].map((path) =>
    directory(path),
  ),
  directory("/root", "0700"),
  directory("/tmp", "1777"),
  directory("/var/tmp", "1777"),
  directory("/dev/shm", "1777"),
];

const BASE_USERS = { root: 0, daemon: 1, bin: 2, nobody: 65534 };

const NGINX_PATHS: readonly ImagePath[] = [
  ...BASE_PATHS,
  directory("/etc/nginx"),
  directory("/etc/nginx/conf.d"),
  directory("/usr/share/nginx"),
  directory("/usr/share/nginx/html"),
  directory("/var/cache/nginx"),
  directory("/var/log/nginx"),
  directory("/docker-entrypoint.d"),
];

const STREAM_LINKS = [
  { path: "/var/log/nginx/access.log", target: "/dev/stdout" },
  { path: "/var/log/nginx/error.log", target: "/dev/stderr" },
];

const PLAIN = {
  runs: null,
  user: "root",
  workdir: "/",
  environment: {},
  entrypoint: [],
  paths: BASE_PATHS,
  links: [],
  files: [],
  users: BASE_USERS,
  exposes: [],
  tags: null,
  complete: true,
} as const;

/**
 * The first row that fits holds. nginx's own `/docker-entrypoint.sh`, which fills in templates and then runs what it is given, is left out: what it
 * is given is what runs.
 */
export const IMAGES: readonly ImageFacts[] = [
  {
    ...PLAIN,
    names: ["nginx", "nginx/nginx"],
    title: "nginx (official)",
    runs: "nginx",
    environment: {
      NGINX_VERSION: null,
      NJS_VERSION: null,
      NJS_RELEASE: null,
      PKG_RELEASE: null,
      DYNPKG_RELEASE: null,
    },
    command: ["nginx", "-g", "daemon off;"],
    paths: NGINX_PATHS,
    links: STREAM_LINKS,
    files: OFFICIAL_NGINX_FILES,
    users: { ...BASE_USERS, nginx: 101 },
    exposes: [80],
    source: "nginx/docker-nginx Dockerfile-debian.template and Dockerfile-alpine-slim.template, 1.19 to 1.29",
  },
  {
    ...PLAIN,
    names: ["nginxinc/nginx-unprivileged", "nginx/nginx-unprivileged"],
    title: "nginx-unprivileged",
    runs: "nginx",
    user: "101",
    environment: {
      NGINX_VERSION: null,
      NJS_VERSION: null,
      NJS_RELEASE: null,
      PKG_RELEASE: null,
      DYNPKG_RELEASE: null,
    },
    command: ["nginx", "-g", "daemon off;"],
    paths: [
      ...NGINX_PATHS.filter(
        (each) => !["/etc/nginx", "/etc/nginx/conf.d", "/var/cache/nginx"].includes(each.path),
      ),
      ...["/etc/nginx", "/etc/nginx/conf.d", "/var/cache/nginx"].map((path) =>
        directory(path, "0775", "101", "root"),
      ),
    ],
    links: STREAM_LINKS,
    files: UNPRIVILEGED_NGINX_FILES,
    users: { ...BASE_USERS, nginx: 101 },
    exposes: [8080],
    source: "nginx/docker-nginx-unprivileged Dockerfile-debian.template, 1.19 to 1.29",
  },
  {
    ...PLAIN,
    names: ["bitnami/nginx", "bitnamilegacy/nginx"],
    title: "nginx of Bitnami",
    runs: "nginx",
    user: "1001",
    workdir: "/app",
    entrypoint: ["/opt/bitnami/scripts/nginx/entrypoint.sh"],
    command: ["/opt/bitnami/scripts/nginx/run.sh"],
    paths: [
      ...BASE_PATHS,
      directory("/app", "0775"),
      directory("/opt/bitnami/nginx/conf", "0775"),
      directory("/opt/bitnami/nginx/logs", "0775"),
    ],
    links: [
      { path: "/opt/bitnami/nginx/logs/access.log", target: "/dev/stdout" },
      { path: "/opt/bitnami/nginx/logs/error.log", target: "/dev/stderr" },
    ],
    exposes: [8080, 8443],
    complete: false,
    source: "bitnami/containers bitnami/nginx Dockerfile, 1.25 to 1.29",
  },
  {
    ...PLAIN,
    names: ["openresty/openresty"],
    title: "openresty",
    runs: "nginx",
    command: ["/usr/local/openresty/bin/openresty", "-g", "daemon off;"],
    paths: [
      ...BASE_PATHS,
      directory("/etc/nginx"),
      directory("/etc/nginx/conf.d"),
      directory("/usr/local/openresty/nginx/logs"),
    ],
    links: [
      { path: "/usr/local/openresty/nginx/logs/access.log", target: "/dev/stdout" },
      { path: "/usr/local/openresty/nginx/logs/error.log", target: "/dev/stderr" },
    ],
    exposes: [80],
    complete: false,
    source: "openresty/docker-openresty alpine/Dockerfile, 1.21 to 1.27",
  },
  {
    ...PLAIN,
    names: ["tiangolo/uvicorn-gunicorn*", "tiangolo/meinheld-gunicorn*"],
    title: "uvicorn-gunicorn of tiangolo",
    runs: "gunicorn",
    workdir: "/app/",
    environment: { PYTHONPATH: "/app", PYTHON_VERSION: null, PATH: null, LANG: "C.UTF-8" },
    command: ["/start.sh"],
    paths: [...BASE_PATHS, directory("/app")],
    exposes: [80],
    complete: false,
    source: "tiangolo/uvicorn-gunicorn-docker docker-images/python*.dockerfile and start.sh",
  },
  {
    ...PLAIN,
    names: ["python"],
    title: "python (official)",
    // LANG is set up to 3.12; the pip variables in images from before 2024.
    environment: {
      PATH: null,
      LANG: null,
      GPG_KEY: null,
      PYTHON_VERSION: null,
      PYTHON_SHA256: null,
      PYTHON_PIP_VERSION: null,
    },
    command: ["python3"],
    source: "docker-library/python Dockerfile-linux.template, 3.6 to 3.14",
  },
  {
    ...PLAIN,
    names: ["astral-sh/uv"],
    tags: /python/,
    title: "uv with python",
    environment: {
      PATH: null,
      LANG: null,
      GPG_KEY: null,
      PYTHON_VERSION: null,
      PYTHON_SHA256: null,
      UV_TOOL_BIN_DIR: null,
    },
    command: ["uv"],
    source:
      "astral-sh/uv .github/workflows/build-docker.yml, 0.4 to 0.9: made from python and buildpack-deps images",
  },
  {
    ...PLAIN,
    names: ["debian", "ubuntu", "buildpack-deps"],
    title: "Debian or Ubuntu",
    command: ["bash"],
    source: "debuerreotype, ubuntu cloud-images; base-files 12",
  },
  {
    ...PLAIN,
    names: ["alpine"],
    title: "Alpine",
    environment: { PATH: null },
    command: ["/bin/sh"],
    source: "alpinelinux/docker-alpine; alpine-baselayout 3.4",
  },
];
