/**
 * Services that tell somebody about errors, and how a project shows that it uses one: the callables that start them,
 * names in INSTALLED_APPS or MIDDLEWARE, settings of theirs. Sources: each service's Django guide.
 */
export interface AlertingService {
  readonly name: string;
  /** Dotted names of calls that start it. */
  readonly calls: readonly string[];
  /** Prefixes of dotted names in INSTALLED_APPS, MIDDLEWARE and handler classes. */
  readonly modules: readonly string[];
  /** Names of settings that only it reads. */
  readonly settings: readonly string[];
  /** Words in the source of a file that starts it. */
  readonly words: RegExp;
}

export const ALERTING: readonly AlertingService[] = [
  {
    name: "sentry",
    calls: ["sentry_sdk.init"],
    modules: ["raven.", "sentry_sdk."],
    settings: ["RAVEN_CONFIG", "RAVEN_DSN"],
    words: /\bsentry_sdk\.init\(|\bsentry_sdk import init\b|\braven\b.{0,40}\bClient\(/,
  },
  {
    name: "rollbar",
    calls: ["rollbar.init"],
    modules: ["rollbar."],
    settings: ["ROLLBAR"],
    words: /\brollbar\.init\(/,
  },
  {
    name: "bugsnag",
    calls: ["bugsnag.configure"],
    modules: ["bugsnag."],
    settings: ["BUGSNAG"],
    words: /\bbugsnag\.configure\(/,
  },
  {
    name: "honeybadger",
    calls: ["honeybadger.honeybadger.configure", "honeybadger.configure"],
    modules: ["honeybadger."],
    settings: ["HONEYBADGER"],
    words: /\bhoneybadger\.configure\(/,
  },
  {
    name: "airbrake",
    calls: ["pybrake.Notifier", "airbrake.getLogger"],
    modules: ["airbrake.", "pybrake."],
    settings: ["AIRBRAKE"],
    words: /\bpybrake\b/,
  },
  {
    name: "elastic apm",
    calls: ["elasticapm.Client", "elasticapm.instrument"],
    modules: ["elasticapm.", "opbeat."],
    settings: ["ELASTIC_APM", "OPBEAT"],
    words: /\belasticapm\.(?:Client|instrument)\(/,
  },
  {
    name: "new relic",
    calls: ["newrelic.agent.initialize"],
    modules: ["newrelic."],
    settings: ["NEW_RELIC", "NEWRELIC"],
    words: /\bnewrelic\.agent\b/,
  },
  {
    name: "opentelemetry",
    calls: [
      "opentelemetry.instrumentation.django.DjangoInstrumentor",
      "azure.monitor.opentelemetry.configure_azure_monitor",
    ],
    modules: ["opentelemetry.", "opencensus.", "azure.monitor."],
    settings: ["OPENCENSUS"],
    words: /\bDjangoInstrumentor\b|\bconfigure_azure_monitor\(/,
  },
  {
    name: "appsignal",
    calls: ["appsignal.Appsignal", "appsignal.start"],
    modules: ["appsignal."],
    settings: [],
    words: /\bappsignal\.(?:start\(|Appsignal\b)/,
  },
  {
    name: "datadog",
    calls: ["ddtrace.patch_all", "ddtrace.patch", "datadog.initialize"],
    modules: ["ddtrace.", "django_datadog."],
    settings: ["DATADOG_TRACE"],
    words: /\bddtrace\b.{0,40}\bpatch_all\b|\bddtrace\.auto\b/,
  },
  {
    name: "scout",
    calls: [],
    modules: ["scout_apm."],
    settings: ["SCOUT_MONITOR", "SCOUT_KEY"],
    words: /\bscout_apm\b/,
  },
  {
    name: "glitchtip or bugsink",
    calls: ["bugsink.init"],
    modules: [],
    settings: ["GLITCHTIP_DSN"],
    words: /\bGLITCHTIP_DSN\b/,
  },
];
