import { dice } from "./ask.ts";

/** One generated gunicorn: files in its start directory, the arguments after the program's name, the environment. */
export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly directories: readonly string[];
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const STRINGS = [
  '"-"',
  "None",
  '"/var/log/gunicorn/a.log"',
  '"  padded.log "',
  'os.environ.get("ACCESS")',
  'os.environ.get("ACCESS", "-")',
  'os.getenv("MISSING", "fallback.log")',
  'f"{NAME}.log"',
  '"logs/" + NAME + ".log"',
  '"%s-%d.log" % (NAME, 3)',
  '"{}.log".format(NAME)',
  'os.path.join("/srv", NAME, "x.log")',
  'str(Path("/srv") / "x.log")',
  '"-" if DEBUG else "error.log"',
  'NAME or "-"',
  '"WARN".lower()',
  "'it\\'s'",
  '"a" "b"',
  '""',
  '"é ü"',
  'os.environ["ACCESS"] if "ACCESS" in os.environ else "none.log"',
];
const BAD_STRINGS = [
  "False",
  "3",
  "1.5",
  "['-']",
  "('-',)",
  "('a', 'b')",
  "{}",
  "{'a': 1}",
  'b"-"',
  'Path("x.log")',
  "()",
  "[]",
  "lambda: 1",
  "logging.INFO",
];
const BOOLEANS = [
  "True",
  "False",
  "None",
  '"true"',
  '" FALSE "',
  "not DEBUG",
  'os.environ.get("FLAG", "false")',
  "bool(os.environ.get('FLAG'))",
  '"TRUE"',
];
const BAD_BOOLEANS = ["1", "0", '"yes"', '"1"', "[]", '""', "os.environ.get('FLAG', 'on')", "(True,)", "2.5"];
const INTEGERS = [
  "3",
  '"4"',
  '" 0x10 "',
  "0",
  "True",
  "2 * 2 + 1",
  'int(os.environ.get("COUNT", "2"))',
  'os.environ.get("COUNT", 5)',
  '"1_000"',
  "max(1, 2)",
  "len(NAME)",
  "10 // 3",
];
const BAD_INTEGERS = ["-1", '"three"', "2.5", "None", '"08"', '""', "[1]", '"-2"', "()", "1 / 2"];
const LISTS = [
  '"127.0.0.1:9000"',
  '["a:1", "b:2"]',
  '("x", " y ")',
  "[]",
  "None",
  '""',
  '[f"0.0.0.0:{PORT}"]',
  '"unix:/run/g.sock"',
  "0",
  '["a"] + ["b"]',
  '[x for x in ("p:1", "q:2")]',
  '["h:%d" % n for n in range(2)]',
];
const BAD_LISTS = ["3", "True", "[1]", '[["a"]]', "[b'x']", "1.5"];
const SPLIT = ['"*"', '"10.0.0.1, 10.0.0.2"', '""', "None", '"a,,b"', '",".join(["x", "y"])'];
const DICTS = [
  "{}",
  "{'version': 1, 'root': {'level': 'INFO', 'handlers': ['console']}}",
  "dict(version=1)",
  "{**{'version': 1}, 'disable_existing_loggers': False}",
];
const BAD_DICTS = ["None", "[]", "'x'", "3"];
const HOOKS1 = [
  "def on_starting(server):\n    pass",
  "def when_ready(server, *args):\n    pass",
  "def on_exit(server, *, key=None):\n    pass",
];
const HOOKS2 = [
  "def post_fork(server, worker):\n    server.log.info('x')",
  "def pre_fork(server, worker=None):\n    pass",
  "def worker_exit(server, worker):\n    import os\n    accesslog = 'local'",
];
const BAD_HOOKS = [
  "def post_fork(server):\n    pass",
  "def on_starting():\n    pass",
  "post_fork = None",
  "on_exit = 3",
  "when_ready = 'nodot'",
  "def post_request(a):\n    pass",
];
const GOOD_HOOKS = [
  "def post_request(worker, req, environ, resp):\n    pass",
  "def post_request(worker, req):\n    pass",
  "def nworkers_changed(server, new, old):\n    pass",
];
const STATEMENTS = [
  "import multiprocessing",
  "import json as config_json",
  "log_level = 'debug'",
  "ACCESSLOG = '-'",
  "for _i in range(3):\n    pass",
  "class Helper:\n    accesslog = 'inner'",
  "def accesslog_for(name):\n    loglevel = 'x'\n    return name",
  "if DEBUG:\n    loglevel = 'debug'\nelse:\n    loglevel = 'warning'",
  "try:\n    import nothing_like_this\nexcept ImportError:\n    pass",
  "accesslog: str = 'annotated.log'",
  "errorlog: str",
  "bind, workers = 'h:1', 2",
  "x = y = 'both'",
  "errorlog = accesslog = 'same.log'",
  "loglevel = 'info'\nloglevel += '2'",
  "workers = 1\ndel workers",
  "with open(os.devnull) as _f:\n    pass",
  "raw_env = []\nraw_env.append('A=1')",
  "raw_env = ['A=1']\nraw_env += ['B=2']",
  "globals()['x_unrelated'] = 1",
  "from shared import *",
  "from shared import loglevel",
  "import shared as s\nerrorlog = s.target",
  "if os.environ.get('FLAG'):\n    capture_output = True",
  "accesslog = '-'\nif 'ACCESS' in os.environ:\n    accesslog = os.environ['ACCESS']",
  "settings = {'loglevel': 'error'}\nlocals().update({})",
  "logger_class = 'gunicorn.glogging.Logger'",
];
const FATAL = [
  "import syslog",
  "import user_module as user",
  "config = {}",
  "from shared import reserved as syslog",
  "import json as accesslog",
  "1 / 0",
  "raise RuntimeError('no')",
  "from nowhere import thing",
  "accesslog = undefined_name",
  "loglevel = 'x",
  "import string as workers",
  "os.environ['NEVER_SET_HERE']",
];
const BY_KIND: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
  [
    [
      "accesslog",
      "errorlog",
      "loglevel",
      "access_log_format",
      "logconfig",
      "pidfile",
      "proc_name",
      "syslog_addr",
      "syslog_prefix",
      "statsd_prefix",
      "tmp_upload_dir",
      "wsgi_app",
      "worker_class",
      "logger_class",
    ],
    STRINGS,
    BAD_STRINGS,
  ],
  [
    [
      "capture_output",
      "daemon",
      "preload_app",
      "syslog",
      "reload",
      "enable_stdio_inheritance",
      "disable_redirect_access_to_syslog",
      "sendfile",
      "spew",
    ],
    BOOLEANS,
    BAD_BOOLEANS,
  ],
  [
    ["workers", "threads", "timeout", "graceful_timeout", "keepalive", "max_requests", "backlog", "umask"],
    INTEGERS,
    BAD_INTEGERS,
  ],
  [["bind", "raw_env"], LISTS, BAD_LISTS],
  [["forwarded_allow_ips", "proxy_allow_ips"], SPLIT, BAD_STRINGS],
  [["logconfig_dict", "secure_scheme_headers"], DICTS, BAD_DICTS],
];
const OPTIONS = [
  ["--access-logfile", "-"],
  ["--access-logfile=/var/log/cli.log"],
  ["--error-logfile", "cli-error.log"],
  ["--log-file=-"],
  ["--log-level", "debug"],
  ["--capture-output"],
  ["-w", "7"],
  ["-w2"],
  ["-b", ":9000", "-b", ":9001"],
  ["--bind=unix:/run/cli.sock"],
  ["-k", "gthread"],
  ["--threads", "0x2"],
  ["-D"],
  ["-R"],
  ["-e", "A=1", "-e", "B=2"],
  ["--log-syslog"],
  ["--log-syslog-to", "udp://x:1"],
  ["--access-logformat", "%(h)s x"],
  ["--timeout", "-5"],
  ["--timeout", "abc"],
  ["--chdir", "sub"],
  ["--umask", "022"],
  ["-m", "0x1f"],
  ["--statsd-host", "h:8125"],
  ["--statsd-host", "h"],
  ["--name", " n "],
  ["--preload"],
  ["--no-sendfile"],
  ["--reload-engine", "poll"],
  ["--reload-engine", "x"],
  ["--log-config", ""],
  ["--forwarded-allow-ips=a, b"],
  ["--loglevel", "info"],
  ["--access-log", "-"],
  ["--capture"],
  ["--user", "33"],
  ["-g", "0"],
];
const APPS = ["shop.wsgi:application", "shop.wsgi", "app:app"];

/** Repeatable cases, about two thirds of them without a mistake. */
export function generateCases(count: number): Case[] {
  const { below, chance, pick } = dice(4711);
  const cases: Case[] = [];
  while (cases.length < count) {
    const mistakes = chance(0.35);
    const lines: string[] = [];
    for (let i = below(9); i > 0; i--) {
      const roll = below(20);
      if (roll < 13) {
        const [names, good, bad] = pick(BY_KIND);
        lines.push(`${pick(names)} = ${mistakes && chance(0.25) ? pick(bad) : pick(good)}`);
      } else if (roll < 15)
        lines.push(mistakes && chance(0.3) ? pick(BAD_HOOKS) : pick([...HOOKS1, ...HOOKS2, ...GOOD_HOOKS]));
      else if (roll < 19) lines.push(pick(STATEMENTS));
      else if (mistakes) lines.push(pick(FATAL));
    }
    const text = [
      "import os",
      "import logging",
      "from pathlib import Path",
      'NAME = "shop"',
      "PORT = 8000",
      "DEBUG = False",
      ...lines,
    ].join("\n");
    const name = chance(0.75) ? "gunicorn.conf.py" : pick(["conf/gunicorn_prod.py", "guni.py"]);
    const args: string[] = [];
    if (name !== "gunicorn.conf.py") args.push(...(chance(0.5) ? ["-c", name] : [`--config=file:${name}`]));
    for (let i = below(4); i > 0; i--) {
      const option = pick(OPTIONS);
      if (!mistakes && /-5|abc|^x$|loglevel|access-log$/.test(option.join(" "))) continue;
      args.push(...option);
    }
    if (chance(0.9)) args.push(pick(APPS));
    const environment: Record<string, string> = {};
    const set = (variable: string, values: readonly string[]): void => {
      if (chance(0.25)) environment[variable] = pick(values);
    };
    set("ACCESS", ["-", "/var/log/env.log", "env.log"]);
    set("FLAG", ["true", "false", "on"]);
    set("COUNT", ["4", "9"]);
    set("PORT", ["5000", "80"]);
    set("WEB_CONCURRENCY", mistakes ? ["3", "x", "-2", ""] : ["3", " 6 "]);
    set("FORWARDED_ALLOW_IPS", ["*", "10.0.0.1,10.0.0.2"]);
    if (chance(0.25))
      environment["GUNICORN_CMD_ARGS"] = pick([
        "--access-logfile - --log-level=error",
        "--capture-output -w 5",
        "-b :1 -b :2",
        "--bind ':3' ignored:app",
        ...(mistakes ? ["--access-logfile", "'open", "--log x", "--statsd-host=a"] : []),
      ]);
    cases.push({
      files: {
        [name]: `${text}\n`,
        "shared.py": "loglevel = 'error'\ntarget = 'shared.log'\n_hidden = 1\nreserved = 'no module'\n",
        "user_module.py": "x = 1\n",
      },
      directories: ["sub"],
      args,
      environment,
    });
  }
  return cases;
}
