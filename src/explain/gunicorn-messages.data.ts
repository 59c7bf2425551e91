import type { KnownMessage } from "./known-message.ts";

/** Messages of gunicorn, as 20.1.0 prints them. The more particular stands first. */
export const GUNICORN_MESSAGES: readonly KnownMessage[] = [
  {
    id: "gunicorn-not-writable",
    program: "gunicorn",
    pattern: /Error: '(?<path>[^']{0,400})' isn't writable \[(?<reason>.{0,400})\]/,
    title: "gunicorn cannot write its log",
    means:
      "gunicorn tries accesslog and errorlog when it starts and stops when it cannot open one: the folder is missing, or belongs to somebody else, or is read-only.",
    instead:
      'Create the folder for the user that starts gunicorn, or write "-" and let the supervisor keep the output.',
    rules: [
      "stack/log-directory-missing",
      "stack/log-path-unwritable",
      "stack/log-path-sandboxed",
      "gunicorn/dev-stdout-target",
      "gunicorn/target-is-a-word",
    ],
    source: "gunicorn 20.1.0, util.py check_is_writable",
  },
  {
    id: "gunicorn-not-seekable",
    program: "gunicorn",
    pattern: /io\.UnsupportedOperation: (?:File or stream is not seekable|underlying stream is not seekable)/,
    title: "a log that cannot be rewound",
    means:
      "With capture_output gunicorn opens errorlog for reading and appending, and a pipe or a socket behind /dev/stdout or /dev/stderr cannot be opened so. It works on a terminal and fails in a container or under systemd.",
    instead: 'Write errorlog = "-", or drop capture_output.',
    rules: ["gunicorn/capture-output-device"],
    source: "gunicorn 20.1.0, glogging.py Logger.setup, and CPython 3.11",
  },
  {
    id: "gunicorn-worker-boot",
    program: "gunicorn",
    pattern: /Worker failed to boot|Reason: App failed to load/,
    title: "the worker could not load the application",
    means:
      "The traceback stands above this line, from the worker, when the errorlog still reaches you at that moment. It is lost when LOGGING disables gunicorn.error, or when the log goes to a file that cannot be opened.",
    instead:
      "Run gunicorn with --preload once, or python -c 'import proj.wsgi': both print the traceback themselves.",
    rules: ["django/existing-loggers-disabled", "django/syntax", "gunicorn/loglevel-hides-errors"],
    source: "gunicorn 20.1.0, arbiter.py",
  },
  {
    id: "gunicorn-worker-timeout",
    program: "gunicorn",
    pattern: /WORKER TIMEOUT \(pid:\s?\d{1,10}\)/,
    title: "a worker was killed because it did not answer",
    means:
      "A request took longer than gunicorn's timeout. The master kills the worker, so neither the access log nor Django has a line of that request: only nginx knows its URL, as a 502.",
    instead: "Find the URL in nginx's error log at that second; raise timeout, or make the view faster.",
    rules: ["stack/request-unlogged", "nginx/access-log-off", "stack/timeout-order"],
    source: "gunicorn 20.1.0, arbiter.py murder_workers",
  },
  {
    id: "gunicorn-unrecognised-argument",
    program: "gunicorn",
    pattern: /gunicorn: error: unrecognized arguments: (?<name>--?[a-z][a-z-]{0,100})/,
    title: "an option that gunicorn does not have",
    means:
      "On the command line a wrong option stops gunicorn. In gunicorn.conf.py the same mistake is ignored without a word.",
    instead: "Look the option up in `gunicorn --help`: --access-logfile, --error-logfile, --log-level.",
    rules: ["gunicorn/syntax"],
    source: "gunicorn 20.1.0, config.py, and argparse",
  },
  {
    id: "gunicorn-format-broken",
    program: "gunicorn",
    pattern:
      /(?:TypeError: %d format: a real number is required|ValueError: (?:unsupported format character|incomplete format)|TypeError: not enough arguments for format string|TypeError: format requires a mapping)/,
    title: "the access log format raises",
    means:
      "The text of access_log_format is not what Python's % takes: an Apache or nginx format, a missing s after %(name), %(status)d. Each request then prints a traceback, with its headers, in place of a line.",
    instead: "Write each atom as %(name)s, and a percent sign as %%.",
    rules: ["gunicorn/format-invalid", "gunicorn/escaping"],
    source: "gunicorn 20.1.0, glogging.py Logger.access",
  },
];
