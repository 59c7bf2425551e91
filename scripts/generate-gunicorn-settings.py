#!/usr/bin/python3
"""Writes the table of settings of the installed gunicorn as TypeScript.

    /usr/bin/python3 scripts/generate-gunicorn-settings.py > src/loaders/gunicorn/installed-settings.data.ts

The rows stand in the order in which gunicorn hands its options to argparse: that order decides which of several
bad values is refused first, and how argparse lists the options that an abbreviation could mean.
"""

import json
import os
import sys

for name in ("PORT", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "SENDFILE"):
    os.environ.pop(name, None)

from gunicorn import __version__, config, util  # noqa: E402

# Defaults that are those of the process that starts gunicorn, not of gunicorn.
OF_THE_PROCESS = {"chdir", "user", "group"}


def validator_of(setting):
    function = setting.validator
    name = function.__name__
    if name == "_validate_callable":
        return "callable", function.__closure__[0].cell_contents
    if name == "validate_post_request":
        return "callable", -1
    return name.removeprefix("validate_"), None


def row(setting):
    validator, arity = validator_of(setting)
    default = setting.default
    if setting.name in OF_THE_PROCESS or callable(default):
        default = None
    elif setting.section == "SSL" and isinstance(default, int) and not isinstance(default, bool):
        default = int(default)
    kind = getattr(setting.type, "__name__", None)
    cells = {
        "name": setting.name,
        "flags": setting.cli or [],
        "action": setting.action or "store",
        "type": kind if kind in ("int", "auto_int") else "str",
        "validator": validator,
        "default": default,
        "section": setting.section,
    }
    if arity is not None:
        cells["arity"] = arity
    if setting.const is not None:
        cells["const"] = setting.const
    if setting.nargs is not None:
        cells["nargs"] = setting.nargs
    return cells


def main():
    settings = config.Config().settings
    order = sorted(settings, key=settings.__getitem__)
    out = sys.stdout
    out.write('import type { InstalledSetting } from "./setting.ts";\n\n')
    out.write("/** Every setting of gunicorn %s (config.py), in argparse's order. Written by scripts/generate-gunicorn-settings.py. */\n" % __version__)
    out.write("// prettier-ignore\nexport const INSTALLED_SETTINGS: readonly InstalledSetting[] = [\n")
    for name in order:
        out.write("  %s,\n" % json.dumps(row(settings[name]), ensure_ascii=False))
    out.write("];\n")


if __name__ == "__main__":
    main()
