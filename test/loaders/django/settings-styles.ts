/** Settings modules in the styles that real projects use; `settings` is the module to load, files lie beside it. */
export interface SettingsStyle {
  readonly title: string;
  readonly settings: string;
  readonly files: Readonly<Record<string, string>>;
}

const HEAD = 'SECRET_KEY = "x"\nINSTALLED_APPS = []\n';
const CONSOLE_HANDLER = '"console": {"class": "logging.StreamHandler"}';
const BASE = `${HEAD}LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"verbose": {"format": "%(levelname)s %(message)s"}},
    "handlers": {${CONSOLE_HANDLER}},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
`;

function single(title: string, text: string): SettingsStyle {
  return {
    title,
    settings: "proj.settings",
    files: { "proj/__init__.py": "", "proj/settings.py": HEAD + text },
  };
}

function split(
  title: string,
  production: string,
  base = BASE,
  more: Readonly<Record<string, string>> = {},
): SettingsStyle {
  return {
    title,
    settings: "proj.settings.production",
    files: {
      "proj/__init__.py": "",
      "proj/settings/__init__.py": "",
      "proj/settings/base.py": base,
      "proj/settings/production.py": production,
      ...more,
    },
  };
}

export const STYLES: readonly SettingsStyle[] = [
  single("no LOGGING", "DEBUG = False\n"),
  single("an empty LOGGING", "LOGGING = {}\n"),
  single("a literal", BASE),
  single("LOGGING_CONFIG None", `${BASE}LOGGING_CONFIG = None\n`),
  single(
    "LOGGING_CONFIG None and dictConfig",
    `import logging.config\n${BASE}LOGGING_CONFIG = None\nlogging.config.dictConfig(LOGGING)\n`,
  ),
  single(
    "dictConfig before Django's own",
    `import logging.config\nlogging.config.dictConfig({"version": 1, "handlers": {${CONSOLE_HANDLER}}, "loggers": {"django": {"handlers": ["console"], "propagate": False, "level": "DEBUG"}}})\n`,
  ),
  single(
    "dictConfig that disables, then LOGGING",
    `import logging.config\nlogging.config.dictConfig({"version": 1})\n${BASE}`,
  ),
  single("basicConfig", 'import logging\nlogging.basicConfig(level=logging.INFO, format="%(message)s")\n'),
  single(
    "basicConfig to a file, twice",
    'import logging\nlogging.basicConfig(filename="a.log", level="ERROR")\nlogging.basicConfig(level="DEBUG")\n',
  ),
  single(
    "a level from the environment with a default",
    'import os\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"console": {"class": "logging.StreamHandler", "level": os.getenv("LEVEL", "WARNING")}}, "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "info").upper()}}\n',
  ),
  single(
    "a ternary on DEBUG",
    'import os\nDEBUG = os.environ.get("DEBUG", "0") == "1"\nLOGGING = {"version": 1, "disable_existing_loggers": not DEBUG, "handlers": {"console": {"class": "logging.StreamHandler", "level": "DEBUG" if DEBUG else "INFO"}}, "loggers": {"django": {"handlers": ["console"], "level": "DEBUG" if DEBUG else "ERROR"}}}\n',
  ),
  single(
    "if and else around the whole",
    'DEBUG = False\nif DEBUG:\n    LOGGING = {"version": 1, "root": {"level": "DEBUG"}}\nelse:\n    LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "ERROR"}}\n',
  ),
  single(
    "mutation under if",
    `${BASE}DEBUG = False\nif not DEBUG:\n    LOGGING["handlers"]["mail"] = {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR"}\n    LOGGING["loggers"]["django.request"] = {"handlers": ["mail"], "level": "ERROR"}\n    LOGGING["root"]["handlers"].append("mail")\n`,
  ),
  single(
    "a loop over names",
    `LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {${CONSOLE_HANDLER}}, "loggers": {}}\nfor name in ("shop", "blog", "django.db"):\n    LOGGING["loggers"][name] = {"handlers": ["console"], "level": "INFO"}\n`,
  ),
  single(
    "a comprehension",
    `APPS = ["shop", "blog"]\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {${CONSOLE_HANDLER}}, "loggers": {app: {"handlers": ["console"], "level": "DEBUG", "propagate": False} for app in APPS}}\n`,
  ),
  single(
    "a function that makes it",
    `def logging_config(level="INFO", **loggers):\n    config = {"version": 1, "disable_existing_loggers": False, "handlers": {${CONSOLE_HANDLER}}, "root": {"handlers": ["console"], "level": level}}\n    config["loggers"] = {name: {"level": each} for name, each in loggers.items()}\n    return config\n\nLOGGING = logging_config("ERROR", shop="DEBUG", django="WARNING")\n`,
  ),
  single(
    "constants and arithmetic",
    'import logging\nMEGABYTE = 1024 * 1024\nLEVEL = logging.WARNING\nLOGGING = dict(version=1, disable_existing_loggers=False, handlers=dict(file={"class": "logging.handlers.RotatingFileHandler", "filename": "a.log", "maxBytes": 5 * MEGABYTE, "backupCount": 3}), root=dict(handlers=["file"], level=LEVEL))\n',
  ),
  single(
    "paths from pathlib, and a directory made",
    'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nLOG_DIR = BASE_DIR / "logs"\nLOG_DIR.mkdir(parents=True, exist_ok=True)\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"file": {"class": "logging.FileHandler", "filename": LOG_DIR / "app.log"}}, "root": {"handlers": ["file"], "level": "INFO"}}\n',
  ),
  single(
    "paths from os.path",
    'import os\nBASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\nLOGS = os.path.join(BASE_DIR, "var", "log")\nif not os.path.exists(LOGS):\n    os.makedirs(LOGS)\nLOGGING = {"version": 1, "handlers": {"file": {"class": "logging.handlers.WatchedFileHandler", "filename": os.path.join(LOGS, "%s.log" % "app")}}, "loggers": {"": {"handlers": ["file"], "level": "INFO"}, "django": {"propagate": True}}}\n',
  ),
  single(
    "DEFAULT_LOGGING changed in a copy",
    'import copy\nfrom django.utils.log import DEFAULT_LOGGING\nLOGGING = copy.deepcopy(DEFAULT_LOGGING)\nLOGGING["handlers"]["console"]["filters"] = []\nLOGGING["loggers"][""] = {"handlers": ["console"], "level": "INFO"}\n',
  ),
  single(
    "merged with ** and |",
    `COMMON = {"version": 1, "disable_existing_loggers": False}\nHANDLERS = {${CONSOLE_HANDLER}} | {"null": {"class": "logging.NullHandler"}}\nLOGGING = {**COMMON, "handlers": HANDLERS, "loggers": {"django.security.DisallowedHost": {"handlers": ["null"], "propagate": False}}, "root": {"handlers": ["console"]}}\n`,
  ),
  single(
    "update and setdefault",
    `${BASE}LOGGING["loggers"].update({"celery": {"handlers": ["console"], "level": "INFO"}})\nLOGGING.setdefault("filters", {})["x"] = {"()": "django.utils.log.RequireDebugFalse"}\nLOGGING["handlers"]["console"].setdefault("filters", []).append("x")\ndel LOGGING["root"]\n`,
  ),
  single(
    "a logger made before LOGGING is applied",
    `import logging\nlogger = logging.getLogger("proj.settings")\nlogger.setLevel(logging.ERROR)\nLOGGING = {"version": 1, "handlers": {${CONSOLE_HANDLER}}, "root": {"handlers": ["console"], "level": "INFO"}}\n`,
  ),
  single(
    "a handler class of one's own",
    `import logging\n\n\nclass Quiet(logging.StreamHandler):\n    pass\n\n\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"own": {"()": Quiet}, ${CONSOLE_HANDLER}}, "root": {"handlers": ["own", "console"], "level": "INFO"}}\n`,
  ),
  single(
    "a filter that is a lambda",
    `LOGGING = {"version": 1, "disable_existing_loggers": False, "filters": {"x": {"()": "django.utils.log.CallbackFilter", "callback": lambda record: True}}, "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["x"]}}, "loggers": {"django": {"handlers": ["console"], "filters": ["x"]}}}\n`,
  ),
  split(
    "a star import and an override",
    'from .base import *\n\nDEBUG = False\nLOGGING["loggers"]["django"]["level"] = "ERROR"\nLOGGING["disable_existing_loggers"] = True\n',
  ),
  split(
    "a star import and a new LOGGING",
    `from .base import *  # noqa\n\nLOGGING = {"version": 1, "handlers": {${CONSOLE_HANDLER}}, "loggers": {"gunicorn.access": {"handlers": ["console"]}}}\n`,
  ),
  split("a module for logging alone", "from .base import *\nfrom .logs import LOGGING\n", BASE, {
    "proj/settings/logs.py": `import os\nimport sys\n\nLEVEL = os.environ.get("LOG_LEVEL") or "INFO"\nLOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"out": {"class": "logging.StreamHandler", "stream": sys.stdout}}, "root": {"handlers": ["out"], "level": LEVEL}}\n`,
  }),
  split(
    "local settings that may be missing",
    "from .base import *\n\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n",
  ),
  split(
    "local settings that are there",
    "from .base import *\n\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n",
    BASE,
    {
      "proj/settings/local.py": 'LOGGING = {"version": 1, "root": {"level": "DEBUG"}}\n',
    },
  ),
  {
    title: "a package that chooses by the environment",
    settings: "proj.settings",
    files: {
      "proj/__init__.py": "",
      "proj/settings/__init__.py":
        'import os\n\nif os.environ.get("ENV", "production") == "production":\n    from .production import *\nelse:\n    from .development import *\n',
      "proj/settings/base.py": BASE,
      "proj/settings/production.py": 'from .base import *\nLOGGING["root"]["level"] = "ERROR"\n',
      "proj/settings/development.py": 'from .base import *\nLOGGING["root"]["level"] = "DEBUG"\n',
    },
  },
  single(
    "refused: an unknown level through a name",
    `LEVEL = "warning"\n${BASE.replace('"WARNING"', "LEVEL")}`,
  ),
  single(
    "refused: a handler that is defined under a condition that does not hold",
    'import os\nHANDLERS = {}\nif os.environ.get("FILE"):\n    HANDLERS["file"] = {"class": "logging.NullHandler"}\nLOGGING = {"version": 1, "handlers": HANDLERS, "root": {"handlers": ["file"]}}\n',
  ),
  single("refused: a comma behind the dict", `LOGGING = {"version": 1, "handlers": {}, "root": {}},\n`),
];
