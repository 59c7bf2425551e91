import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";

const PROGRAMS = {
  nginx: ["/usr/sbin/nginx", "/usr/bin/nginx"],
  gunicorn: ["/usr/bin/gunicorn"],
  uvicorn: ["/usr/bin/uvicorn"],
  python: ["/usr/bin/python3"],
  logrotate: ["/usr/sbin/logrotate"],
  make: ["/usr/bin/make"],
  supervisord: ["/usr/bin/supervisord"],
  "systemd-analyze": ["/usr/bin/systemd-analyze"],
  "systemd-tmpfiles": ["/usr/bin/systemd-tmpfiles"],
  "pre-commit": ["/usr/bin/pre-commit"],
  zsh: ["/usr/bin/zsh"],
  fish: ["/usr/bin/fish"],
  man: ["/usr/bin/man"],
  envsubst: ["/usr/bin/envsubst"],
  dot: ["/usr/bin/dot"],
  chromium: ["/usr/bin/chromium"],
  setfacl: ["/usr/bin/setfacl"],
  getfacl: ["/usr/bin/getfacl"],
  dpkg: ["/usr/bin/dpkg"],
  tar: ["/usr/bin/tar", "/bin/tar"],
  unshare: ["/usr/bin/unshare"],
} as const;

export type RealProgram = keyof typeof PROGRAMS;

/**
 * Path of the real program that a test compares with, or null where it is not installed: use it with `describe.skipIf`.
 * With LOGLINT_REQUIRE_REAL=1, as in continuous integration, a missing program is an error instead of a skip.
 */
export function realProgram(name: RealProgram): string | null {
  const path = PROGRAMS[name].find((candidate) => existsSync(candidate)) ?? null;
  if (path === null && process.env["LOGLINT_REQUIRE_REAL"] === "1") {
    throw new Error(`${name} is not installed, and LOGLINT_REQUIRE_REAL=1 forbids skipping`);
  }
  if (path === null) console.warn(`skipped: ${name} is not installed, so nothing here is compared with it`);
  return path;
}

/** The Python that has this module, or null; see `realProgram`. */
export function pythonWith(module: "django" | "celery" | "sentry_sdk" | "rest_framework"): string | null {
  const python = realProgram("python");
  if (python === null) return null;
  const has = spawnSync(python, ["-c", `import ${module}`]).status === 0;
  if (!has && process.env["LOGLINT_REQUIRE_REAL"] === "1") throw new Error(`${python} has no ${module}`);
  if (!has) console.warn(`skipped: ${python} has no ${module}, so nothing here is compared with it`);
  return has ? python : null;
}

/** The Python that has Django, or null; see `realProgram`. */
export function pythonWithDjango(): string | null {
  return pythonWith("django");
}

/** True when the test runs as root, which alone may become others; see `realProgram`. */
export function runsAsRoot(): boolean {
  const root = process.getuid?.() === 0;
  if (!root && process.env["LOGLINT_REQUIRE_REAL"] === "1")
    throw new Error("not root, and LOGLINT_REQUIRE_REAL=1 forbids skipping");
  if (!root) console.warn("skipped: not root, so nothing here can be tried as another user");
  return root;
}
