/** A message that people paste, and what it means. */
export interface KnownMessage {
  /** Short and stable: `nginx-unknown-format`. */
  readonly id: string;
  readonly program: "nginx" | "gunicorn" | "Django" | "Python" | "logrotate" | "supervisor" | "systemd";
  /**
   * Finds it in one line. The group `path` or `name` holds what the message is about, to find its line in the reader's files;
   * `part` says which part of LOGGING has the name.
   * No part of it can match in two ways, so that a long line costs no more than its length.
   */
  readonly pattern: RegExp;
  readonly title: string;
  /** What happened, for people. */
  readonly means: string;
  /** What to do. */
  readonly instead: string;
  /** The rules that find its cause in the files. */
  readonly rules: readonly string[];
  /** Program, version and file that print it. */
  readonly source: string;
}
