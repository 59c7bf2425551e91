import type { KnownMessage } from "./known-message.ts";

/** Messages of Django and of Python's logging, as Django 3.2.25 and CPython 3.11 print them. The more particular stands first. */
export const PYTHON_MESSAGES: readonly KnownMessage[] = [
  {
    id: "python-unknown-level",
    program: "Python",
    pattern: /ValueError: Unknown level: '?(?<name>[^'\n]{1,100}?)'?$/,
    title: "Unknown level",
    means:
      "Python's level names are upper case and nothing else: DEBUG, INFO, WARNING, ERROR, CRITICAL. Often the level comes from a variable that gunicorn reads too, which takes lower case.",
    instead: "Write it in upper case, or add .upper() where it is read from the environment.",
    rules: ["django/syntax"],
    source: "CPython 3.11, logging/__init__.py _checkLevel",
  },
  {
    id: "python-permission",
    program: "Python",
    pattern: /PermissionError: \[Errno 13\] Permission denied: '(?<path>[^']{0,400})'/,
    title: "the process may not open the file",
    means:
      "The user that runs the process may not write the file, or may not pass a folder above it. Often root made the file first: a manage.py that ran as root opens every log of LOGGING, used or not.",
    instead:
      "Give the folder to the user that runs the workers, run manage.py as that user too, or log to standard output.",
    rules: ["stack/log-path-unwritable", "stack/log-path-sandboxed", "django/handler-opens-unused-file"],
    source: "CPython 3.11, logging.FileHandler",
  },
  {
    id: "python-no-such-file",
    program: "Python",
    pattern: /FileNotFoundError: \[Errno 2\] No such file or directory: '(?<path>[^']{0,400})'/,
    title: "the folder of the log does not exist",
    means:
      "Python makes files, never folders. Each handler of LOGGING opens its file when Django starts, whether a logger uses it or not; a relative name starts where the process was started.",
    instead:
      "Create the folder where the machine or image is made or in the settings, or take the handler out; delay: True opens the file at the first record only.",
    rules: ["stack/log-directory-missing", "django/relative-log-path", "django/handler-opens-unused-file"],
    source: "CPython 3.11, logging.FileHandler",
  },
  {
    id: "python-read-only",
    program: "Python",
    pattern: /OSError: \[Errno 30\] Read-only file system: '(?<path>[^']{0,400})'/,
    title: "the file system is read-only there",
    means: "The container or the unit may not write there: read_only, readOnlyRootFilesystem, ProtectSystem.",
    instead:
      "Log to standard output, or mount a volume or tmpfs, or name the folder in ReadWritePaths= or LogsDirectory=.",
    rules: ["stack/log-path-sandboxed"],
    source: "CPython 3.11, open",
  },
  {
    id: "python-no-such-device",
    program: "Python",
    pattern: /OSError: \[Errno 6\] No such device or address: '(?<path>\/dev\/[^']{0,100})'/,
    title: "standard output is a socket",
    means: "Under systemd's journal standard output is a socket, and a socket cannot be opened by its path.",
    instead: 'Write "-" for gunicorn, and a StreamHandler for Django.',
    rules: ["gunicorn/dev-stdout-target", "gunicorn/capture-output-device"],
    source: "CPython 3.11 and Linux, open(2): ENXIO",
  },
  {
    id: "python-cannot-resolve",
    program: "Python",
    pattern:
      /(?:ValueError: Cannot resolve '(?<name>[^']{1,200})'|ModuleNotFoundError: No module named '(?<module>pythonjsonlogger|json_log_formatter|concurrent_log_handler|structlog|logstash|watchtower|colorlog|rich)[^']{0,100}')/,
    title: "a class of LOGGING cannot be imported",
    means: "A handler, formatter or filter names a class that is not installed where this process runs.",
    instead: "Add its package to the requirements, or correct the dotted path.",
    rules: ["django/class-not-found"],
    source: "CPython 3.11, logging/config.py resolve",
  },
  {
    id: "python-logging-error",
    program: "Python",
    pattern: /^--- Logging error ---/,
    title: "Logging error",
    means:
      "A handler raised while it wrote a record. Python prints this to stderr and goes on; the record is lost in that handler. The last line of the traceback tells why: a closed stream, no syslog behind the socket, a disk that is full, arguments that do not fit the message.",
    instead: "Read the last line of the traceback below it, and paste that.",
    rules: ["django/syslog-unreachable", "django/rotating-handler-shared"],
    source: "CPython 3.11, logging/__init__.py Handler.handleError",
  },
  {
    id: "python-no-handlers",
    program: "Python",
    pattern: /No handlers could be found for logger "(?<name>[^"]{0,200})"/,
    title: "a record met no handler",
    means:
      "Python 2 said so when no logger on the way up has a handler. Python 3 prints records from WARNING on bare to stderr and drops the rest.",
    instead: "Give the root logger a handler.",
    rules: ["django/app-logger-unhandled"],
    source: "Python 2.7, logging/__init__.py",
  },
  {
    id: "python-locked-rollover",
    program: "Python",
    pattern: /PermissionError: \[WinError 32\]/,
    title: "a log cannot be renamed on Windows",
    means:
      "A rotating handler renames its file while another process has it open: runserver's reloader is two processes.",
    instead: "Run runserver with --noreload, or use a plain FileHandler for development.",
    rules: ["django/rotating-handler-shared"],
    source: "CPython on Windows, logging.handlers.RotatingFileHandler",
  },
  {
    id: "python-illegal-seek",
    program: "supervisor",
    pattern: /\[Errno 29\] Illegal seek/,
    title: "a stream that cannot be rotated",
    means:
      "supervisor looks at the size of stdout_logfile to rotate it, and /dev/stdout has none when it is a pipe. It says that it closes the channel, but goes on, and repeats this after each piece of output.",
    instead: "Write stdout_logfile_maxbytes=0 beside stdout_logfile=/dev/stdout, and the same for stderr.",
    rules: ["stack/supervisor-device-rotation"],
    source: "supervisor 4.2.5, loggers.py",
  },
  {
    id: "django-invalid-host",
    program: "Django",
    pattern: /Invalid HTTP_HOST header: '(?<name>[^']{0,200})'/,
    title: "a request for a host that is not yours",
    means:
      "Scanners and probes ask for the server's address. Django refuses with a 400 and logs it as ERROR on django.security.DisallowedHost, which may send mail.",
    instead:
      "Let nginx's default server answer unknown hosts with return 444, or lead that logger to a NullHandler.",
    rules: ["django/disallowed-host-noise", "nginx/default-server-unlogged"],
    source: "Django 3.2.25, http/request.py",
  },
  {
    id: "python-cannot-configure",
    program: "Python",
    pattern:
      /ValueError: Unable to configure (?<part>handler|logger|formatter|filter|root logger)(?: '(?<name>[^']{0,200})')?/,
    title: "LOGGING is refused",
    means:
      'dictConfig could not make this part of LOGGING, and the process does not start. The cause stands above it in the same output, after "The above exception was the direct cause": paste that line for more.',
    instead: "Look at the handler, formatter or filter that it names.",
    rules: [
      "django/syntax",
      "django/class-not-found",
      "stack/log-directory-missing",
      "stack/log-path-unwritable",
      "stack/log-path-sandboxed",
    ],
    source: "CPython 3.11, logging/config.py DictConfigurator.configure",
  },
];
