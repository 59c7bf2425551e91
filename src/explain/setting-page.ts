/** What a setting does, for people. Its value here comes from the stack. */
export interface SettingPage {
  /** `gunicorn.accesslog`, `nginx.access_log`, `django.LOGGING`. */
  readonly name: string;
  /** How it is written elsewhere than in its file: the option, the variable. */
  readonly written: readonly string[];
  readonly does: string;
  /** What it is when nobody sets it, in words. */
  readonly absent: string;
  /** What surprises people. */
  readonly surprises: readonly string[];
  readonly rules: readonly string[];
  readonly source: string;
}
