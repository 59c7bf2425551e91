import { uncertain, type Machine } from "../core/machine.ts";
import { reference, string, symbolic, type Plain, type Val, integer, boolean } from "../core/val.ts";
import { listOfValues } from "../core/collections.ts";
import { defaultLogging, globalSettings } from "./django.ts";

/** Constants of modules outside that settings use. */
const CONSTANTS: Readonly<Record<string, () => Val>> = {
  "logging.CRITICAL": () => integer(50),
  "logging.FATAL": () => integer(50),
  "logging.ERROR": () => integer(40),
  "logging.WARNING": () => integer(30),
  "logging.WARN": () => integer(30),
  "logging.INFO": () => integer(20),
  "logging.DEBUG": () => integer(10),
  "logging.NOTSET": () => integer(0),
  "logging.BASIC_FORMAT": () => string("%(levelname)s:%(name)s:%(message)s"),
  "os.sep": () => string("/"),
  "os.path.sep": () => string("/"),
  "os.pathsep": () => string(":"),
  "os.linesep": () => string("\n"),
  "os.curdir": () => string("."),
  "os.pardir": () => string(".."),
  "os.name": () => string("posix"),
  "os.devnull": () => string("/dev/null"),
  "string.ascii_lowercase": () => string("abcdefghijklmnopqrstuvwxyz"),
  "string.ascii_uppercase": () => string("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  "string.digits": () => string("0123456789"),
  "typing.TYPE_CHECKING": () => boolean(false),
};

/** Names that lead to the same thing. */
const ALIASES: Readonly<Record<string, string>> = {
  "os.path": "os.path",
  posixpath: "os.path",
  "pathlib.PosixPath": "pathlib.Path",
  "pathlib.PurePath": "pathlib.Path",
  "pathlib.PurePosixPath": "pathlib.Path",
  "environ.environ.Env": "environ.Env",
  "environ.FileAwareEnv": "environ.Env",
  "distutils.util.strtobool": "distutils.util.strtobool",
};

/** Modules below modules, so that their truth is known. */
const MODULES = new Set([
  "os.path",
  "logging.config",
  "logging.handlers",
  "django.conf",
  "django.utils",
  "django.utils.log",
  "sentry_sdk.integrations",
]);

export function libraryAttribute(
  machine: Machine,
  owner: Extract<Plain, { kind: "reference" }>,
  name: string,
): Val | null {
  const dotted = `${owner.name}.${name}`;
  if (Object.hasOwn(CONSTANTS, dotted)) return CONSTANTS[dotted]?.() ?? null;
  if (Object.hasOwn(ALIASES, dotted))
    return reference(ALIASES[dotted] ?? dotted, MODULES.has(ALIASES[dotted] ?? dotted));
  if (MODULES.has(dotted)) return reference(dotted, true);
  if (dotted === "django.utils.log.DEFAULT_LOGGING") return shared(machine, dotted, defaultLogging);
  if (owner.name === "django.conf.global_settings") {
    const settings = globalSettings();
    return settings.get(name) ?? uncertain(machine, `the default of ${name} is not in the table`);
  }
  if (dotted === "sys.argv")
    return machine.request.argv === undefined
      ? uncertain(machine, "sys.argv is not known")
      : shared(machine, dotted, () => listOfValues((machine.request.argv ?? []).map(string)));
  if (dotted === "sys.platform") return string("linux");
  if (dotted === "sys.executable" || dotted === "sys.prefix")
    return symbolic(dotted, `${dotted} is not known`);
  if (
    dotted === "sys.version_info" ||
    dotted === "sys.version" ||
    dotted === "django.VERSION" ||
    dotted === "django.__version__"
  )
    return uncertain(machine, `${dotted} is not known`);
  if (name === "__name__") return string(owner.name.split(".").at(-1) ?? owner.name);
  return null;
}

/** One object for the whole evaluation: changes through one reference are seen through the others. */
function shared(machine: Machine, name: string, make: () => Val): Val {
  const key = `library:${name}`;
  const known = machine.modules.names.get(key);
  if (known !== undefined) return known.value;
  const value = make();
  machine.modules.names.set(key, { value });
  return value;
}
