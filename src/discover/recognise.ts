import type { Technology } from "../model/purpose.ts";
import { bareName } from "./template.ts";
import { isDump } from "../read/nginx/dump.ts";
import { isNginxText, LOOK, mayBeNginxText } from "./nginx-text.ts";
import { djangoSettingsIn, gunicornSettingsIn, readsDjangoSettings, startsDjango } from "./python-text.ts";
import {
  isCompose,
  isCrontab,
  isIni,
  isKubernetes,
  isLogrotate,
  isTmpfiles,
  isUnit,
  otherConfiguration,
  startsProcess,
} from "./other-text.ts";

/** "high": its name or its text leaves no doubt; "medium": it looks like it. */
export type Confidence = "high" | "medium";

export type Verdict =
  | { readonly as: Technology; readonly why: string; readonly confidence: Confidence }
  /** Not one of ours; `not` says what it is when a person might have expected it to be read. */
  | { readonly as: null; readonly not: string | null };

/** How to tell what a file is: at once by its name, or by its text. */
export type Recognition = Verdict | ((text: string) => Verdict);

const NOTHING: Verdict = { as: null, not: null };

function is(as: Technology, why: string, confidence: Confidence = "high"): Verdict {
  return { as, why, confidence };
}

function not(what: string | null): Verdict {
  return { as: null, not: what };
}

/** Its files are the server's: read as one file it would be all wrong. The command line takes it apart. */
const DUMP = not("the output of nginx -T: name the file itself, or pipe it in");

/** Endings of code, documents and media, by far the most files: told at one look. */
const UNRELATED = new Set(
  (
    "js mjs cjs ts tsx jsx vue svelte css scss less html htm xml svg png jpg jpeg gif webp ico woff woff2 ttf eot pdf md rst " +
    "json map csv tsv sql go rs java kt c h cc cpp hpp rb php pyc pyi po mo mp3 mp4 zip gz tar log swp bak snap graphql proto"
  ).split(" "),
);

/** What the name and the folders of a file say it may be; null when it cannot matter. Nothing is read for this. */
export function recognise(path: string): Recognition | null {
  if (UNRELATED.has(path.slice(path.lastIndexOf(".") + 1))) return null;
  const parts = path.split("/");
  const name = bareName(parts.at(-1) ?? "");
  const lower = name.toLowerCase();
  const folders = parts.slice(0, -1).map((part) => part.toLowerCase());
  const folder = folders.at(-1) ?? "";
  const dot = lower.lastIndexOf(".");
  const extension = dot > 0 ? lower.slice(dot + 1) : "";
  if (extension === "py") return recognisePython(lower, folders);
  if (/^(?:dockerfile|containerfile)(?:[._-].*)?$/.test(lower) || extension === "dockerfile") {
    return lower.endsWith(".dockerignore") ? null : is("dockerfile", "its name");
  }
  if (/^procfile(?:[._-].*)?$/.test(lower) || extension === "procfile") return is("procfile", "its name");
  if (/^(?:gnu)?makefile(?:[._-].*)?$/.test(lower) || extension === "mk") return makefile;
  if (isCrontabName(lower, folder)) return crontab;
  if (extension === "service" || extension === "socket") return isSystemsOwn(folders) ? null : unit;
  if (/\.(?:service|socket)\.d$/.test(folder) && extension === "conf")
    return is("systemd", "a drop-in of a unit");
  if (folder === "tmpfiles.d" && extension === "conf") return is("systemd", "a file of tmpfiles.d");
  if (extension === "tmpfiles" || (extension === "conf" && lower.includes("tmpfiles"))) return tmpfiles;
  if (/^journald(?:@.+)?\.conf$/.test(lower) || /^journald(?:@.+)?\.conf\.d$/.test(folder)) return journald;
  if (isRequirements(lower, folder)) return is("requirements", "its name");
  if (isEnvironment(lower, folders)) return is("env", "its name");
  if (extension === "yml" || extension === "yaml") return recogniseYaml(lower, folders);
  if (folder === "logrotate.d" || /^logrotate(?:\.conf)?$|[._-]logrotate$|^logrotate[._-]/.test(lower))
    return logrotate;
  if (lower === "supervisord.conf" || lower === "supervisor.conf") return is("supervisor", "its name");
  if (extension === "ini" || extension === "conf" || extension === "cfg") {
    if (folders.some((each) => each.startsWith("supervisor")) || lower.includes("supervisor")) return ini;
    if (extension !== "conf") return /^logging|[._-]logging/.test(lower) ? ini : null;
  }
  if (lower === "nginx.conf") return nginxByName;
  if (PARAMETERS.has(lower)) return null;
  if (isNginxName(lower, extension, folders)) return nginxLikely;
  if (extension === "conf") return anyConf;
  if (extension === "sh" || extension === "bash" || (extension === "" && isScriptName(lower, folders)))
    return script;
  return null;
}

/** What a file that was named on the command line is, whatever its name. */
export function recogniseByText(text: string): Verdict {
  if (isDump(text)) return DUMP;
  for (const look of [anyConf, anyPython, yaml, unit, script]) {
    const verdict = look(text);
    if (verdict.as !== null) return verdict;
  }
  if (mayBeNginxText(text)) return is("nginx", "lines like nginx directives", "medium");
  return not(otherConfiguration(text) ?? "nothing in it says what it is");
}

/** Files of an nginx package that only pass variables on; they come in by include where they are used. */
const PARAMETERS = new Set(["fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "proxy_params"]);

/** Links that systemd keeps to units, units of desktops, and run-level links: no site is written there. */
function isSystemsOwn(folders: readonly string[]): boolean {
  const folder = folders.at(-1) ?? "";
  return (
    /\.(?:wants|requires)$|^rc[0-6s]\.d$/.test(folder) || (folder === "user" && folders.at(-2) === "systemd")
  );
}

function isNginxName(lower: string, extension: string, folders: readonly string[]): boolean {
  if (["nginx", "nginxconf", "vhost"].includes(extension)) return true;
  const folder = folders.at(-1) ?? "";
  if (/^sites-(?:available|enabled)$/.test(folder)) return !lower.startsWith(".");
  const textual = ["", "conf", "inc", "txt", "dump", "cfg"].includes(extension);
  if (isSystemsOwn(folders) || folder === "init.d") return false;
  if (textual && lower.includes("nginx")) return true;
  const inNginx = folders.some((each) => each.includes("nginx"));
  return (
    inNginx && (extension === "conf" || extension === "inc" || (extension === "" && !lower.startsWith(".")))
  );
}

const nginxByName = (text: string): Verdict => {
  const other = otherConfiguration(text);
  return other === null || isNginxText(text) ? is("nginx", "its name") : not(other);
};

const nginxLikely = (text: string): Verdict => {
  if (isDump(text)) return DUMP;
  if (isNginxText(text)) return is("nginx", "it holds nginx directives");
  if (startsProcess(text) && text.startsWith("#!"))
    return is("shell", "a script that starts a process of the site");
  const other = iniOrOther(text);
  if (other.as !== null) return other;
  return mayBeNginxText(text) ? is("nginx", "its folder, and lines like nginx directives", "medium") : other;
};

const anyConf = (text: string): Verdict => {
  if (isDump(text)) return DUMP;
  if (isNginxText(text) && otherConfiguration(text) === null) return is("nginx", "it holds nginx directives");
  const sections = iniOrOther(text);
  if (sections.as !== null || sections.not !== null) return sections;
  if (isLogrotate(text)) return is("logrotate", "it holds logrotate stanzas");
  return gunicornSettingsIn(text) >= 2 ? is("gunicorn", "it sets gunicorn's settings") : NOTHING;
};

const ini = (text: string): Verdict => {
  const found = iniOrOther(text);
  return found.as === null ? NOTHING : found;
};

function iniOrOther(text: string): Verdict {
  if (
    isIni(text, ["program:", "supervisord", "supervisorctl", "group:", "eventlistener:", "fcgi-program:"])
  ) {
    return is("supervisor", "it holds supervisor's sections");
  }
  if (isUnit(text)) return is("systemd", "it holds the sections of a unit");
  if (isIni(text, ["loggers", "handlers", "formatters"]))
    return is("config", "a logging configuration for fileConfig");
  return not(otherConfiguration(text));
}

const unit = (text: string): Verdict => (isUnit(text) ? is("systemd", "a systemd unit") : NOTHING);
const makefile = (text: string): Verdict =>
  startsProcess(text) ? is("make", "it starts a process of the site") : NOTHING;
const crontab = (text: string): Verdict =>
  isCrontab(text) && startsProcess(text) ? is("cron", "it starts a process of the site") : NOTHING;
const tmpfiles = (text: string): Verdict =>
  isTmpfiles(text) ? is("systemd", "it holds lines of tmpfiles.d") : anyConf(text);
const journald = (text: string): Verdict =>
  isIni(text, ["Journal"]) ? is("systemd", "a configuration of journald") : NOTHING;
const logrotate = (text: string): Verdict => (text.includes("{") ? is("logrotate", "its name") : NOTHING);
const script = (text: string): Verdict =>
  startsProcess(text) ? is("shell", "it starts a process of the site") : NOTHING;

const yaml = (text: string): Verdict => {
  if (isCompose(text)) return is("compose", "it holds services");
  return isKubernetes(text) ? is("kubernetes", "it holds apiVersion and kind") : NOTHING;
};

function recogniseYaml(lower: string, folders: readonly string[]): Recognition | null {
  if (/^(?:docker-)?compose\b/.test(lower) || lower.includes("docker-compose"))
    return is("compose", "its name");
  const stem = lower.replace(/\.ya?ml$/, "");
  if (
    /compose|stack|swarm|^(?:local|dev|development|prod|production|staging|test|ci|base|merge_production_dotenvs)$/.test(
      stem,
    )
  ) {
    return yaml;
  }
  const named =
    /deploy|ingress|configmap|config-map|statefulset|daemonset|^service|^pod|nginx|gunicorn|django|^values/;
  const placed =
    /^(?:k8s|kubernetes|kube|manifests?|charts?|helm|templates|kustomize|overlays?|base|openshift|deploy\w*|infra\w*|ops|\.?kube\w*)$/;
  return named.test(stem) || folders.some((each) => placed.test(each)) ? yaml : null;
}

function recognisePython(lower: string, folders: readonly string[]): Recognition | null {
  const folder = folders.at(-1) ?? "";
  if (lower === "manage.py" || lower === "wsgi.py" || lower === "asgi.py") {
    return (text) =>
      startsDjango(text) ? is("django", "its name") : not(`${lower} of something other than Django`);
  }
  if (/^gunicorn[._-]?(?:conf|config|cfg|settings)?\.py$/.test(lower) || lower === "gunicorn.conf.py") {
    return (text) =>
      lower !== "gunicorn.py" || gunicornSettingsIn(text) > 0 ? is("gunicorn", "its name") : anyPython(text);
  }
  if (lower.includes("gunicorn")) {
    return (text) =>
      gunicornSettingsIn(text) > 0 ? is("gunicorn", "its name, and gunicorn's settings in it") : NOTHING;
  }
  if (folder.includes("gunicorn")) {
    return (text) =>
      gunicornSettingsIn(text) > 0 ? is("gunicorn", "its folder, and gunicorn's settings in it") : NOTHING;
  }
  if (
    /^settings\b|settings\.py$|^settings_|_settings/.test(lower) ||
    folder === "settings" ||
    folder.endsWith("_settings")
  ) {
    return settingsByName;
  }
  if (/^test_|_tests?\.py$|^tests?\.py$/.test(lower)) return null;
  const stems =
    /^(?:base|common|default|defaults|local|dev|develop|development|prod|production|staging|stage|conf|config|configuration|env|environment|globals?)\.py$/;
  const placed = /^(?:conf|config|configs|configuration|configurations|etc|project|core|deploy\w*|django)$/;
  if (stems.test(lower) || /(?:^|[._-])(?:conf|config)\.py$/.test(lower) || placed.test(folder))
    return anyPython;
  return null;
}

const settingsByName = (text: string): Verdict => {
  const settings = djangoSettingsIn(text);
  if (settings === "sure") return is("django", "a settings module");
  if (settings === "likely" && !readsDjangoSettings(text)) return is("django", "a settings module", "medium");
  return NOTHING;
};

const anyPython = (text: string): Verdict => {
  if (djangoSettingsIn(text) === "sure") return is("django", "it holds Django's settings");
  if (gunicornSettingsIn(text) >= 2) return is("gunicorn", "it sets gunicorn's settings");
  return startsDjango(text) && /(?:^|\n)application\s*=|execute_from_command_line/.test(text.slice(0, LOOK))
    ? is("django", "it starts Django")
    : NOTHING;
};

function isRequirements(lower: string, folder: string): boolean {
  if (/^(?:requirements|constraints)\b.*\.(?:txt|in)$|[._-]requirements\.txt$/.test(lower)) return true;
  if (folder === "requirements" && /\.(?:txt|in)$/.test(lower)) return true;
  return [
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "pipfile",
    "pipfile.lock",
    "pylock.toml",
  ].includes(lower);
}

function isEnvironment(lower: string, folders: readonly string[]): boolean {
  if (lower === ".envrc") return false;
  if (lower === ".env" || lower.startsWith(".env.") || lower.startsWith(".env-") || lower.startsWith(".env_"))
    return true;
  if (
    /\.env$/.test(lower) ||
    /^env\.(?:prod|production|dev|development|local|staging|test|example|sample)$/.test(lower)
  )
    return true;
  return folders.includes(".envs");
}

/** `/etc/cron.d/wiki`, `crontab`, `wiki.cron`, `debian/wiki.cron.d`; the scripts of cron.daily are none. */
function isCrontabName(lower: string, folder: string): boolean {
  if (folder === "cron.d" || folder === "crontabs") return !lower.startsWith(".");
  return /^crontab(?:[._-].*)?$|[._-](?:crontab|cron|cron\.d)$|^cron(?:[._-]?jobs?)?(?:\.txt|\.conf)?$/.test(
    lower,
  );
}

function isScriptName(lower: string, folders: readonly string[]): boolean {
  if (
    /^(?:docker-)?entrypoint|^(?:start|run|serve|boot|launch|web|worker|server|gunicorn|uwsgi|celery)(?:[-_]|$)/.test(
      lower,
    )
  )
    return true;
  return ["bin", "scripts", "script"].includes(folders.at(-1) ?? "") && !lower.startsWith(".");
}
