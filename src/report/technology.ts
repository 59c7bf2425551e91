import type { Technology } from "../model/purpose.ts";

/** Names as their makers write them. */
const NAMES: Readonly<Record<Technology, string>> = {
  nginx: "nginx",
  gunicorn: "gunicorn",
  django: "Django",
  systemd: "systemd",
  supervisor: "supervisor",
  dockerfile: "Dockerfile",
  compose: "Compose",
  shell: "shell",
  procfile: "Procfile",
  cron: "crontab",
  make: "Makefile",
  logrotate: "logrotate",
  env: "environment",
  kubernetes: "Kubernetes",
  requirements: "requirements",
  config: "configuration",
};

export function technologyName(technology: Technology): string {
  return NAMES[technology];
}
