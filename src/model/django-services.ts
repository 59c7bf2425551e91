import type { FileSpan } from "../text/span.ts";
import type { Fact } from "./fact.ts";

/** A call of `sentry_sdk.init` in the settings. */
export interface SentryStart {
  readonly at: FileSpan;
  /** The condition under which it runs, when there is one. */
  readonly when: string | null;
  /** Null: none is given, and Sentry looks for the variable SENTRY_DSN itself. */
  readonly dsn: Fact<string | null>;
  /** True when the address is a literal of the settings: neither a variable of the environment nor its default. */
  readonly isDsnWritten: boolean;
  /** From which level on a log record becomes an event, as a number; null for never (`LoggingIntegration(event_level=None)`). */
  readonly eventLevel: Fact<number | null>;
}

/** The Celery app that the project's own code makes. */
export interface CeleryApp {
  /** The call of `Celery`. */
  readonly at: FileSpan;
  /**
   * Prefix of its settings among Django's: "CELERY" for `config_from_object("django.conf:settings", namespace="CELERY")`, "" without a
   * namespace. Null when it does not take its settings from Django's, or that is not known.
   */
  readonly namespace: string | null;
  /** True when the project's code may set up its workers' logging itself: it connects one of Celery's signals for that, or sets the option on the app. */
  readonly hasOwnLogging: boolean;
}

/** `REST_FRAMEWORK["EXCEPTION_HANDLER"]`, and what its function does. */
export interface ExceptionHandler {
  /** Its dotted name. */
  readonly name: string;
  /** Where the setting is written. */
  readonly at: FileSpan;
  /** The answer with the status 500 that it makes; null when it makes none. */
  readonly answers: FileSpan | null;
  /** Does it, as far as its own text goes, neither raise, nor log, nor call anything that might? */
  readonly isSilent: boolean;
}
