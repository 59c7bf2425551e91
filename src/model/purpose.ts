/** What a file or a stack is for. Rules about production stay silent on development and test. */
export type Purpose = "production" | "development" | "test" | "unknown";

/** True for what nobody relies on: its logging is its author's own affair. */
export function isForDevelopment(purpose: Purpose): boolean {
  return purpose === "development" || purpose === "test";
}

export type Technology =
  | "nginx"
  | "gunicorn"
  | "django"
  | "systemd"
  | "supervisor"
  | "dockerfile"
  | "compose"
  | "shell"
  | "procfile"
  | "cron"
  | "make"
  | "logrotate"
  | "env"
  | "kubernetes"
  | "requirements"
  | "config";

/** One file that was read, and as what. */
export interface ReadFile {
  readonly file: string;
  readonly as: Technology;
  readonly purpose: Purpose;
  readonly stack?: string;
  /** The template language, when it is a template. */
  readonly template?: string;
}
