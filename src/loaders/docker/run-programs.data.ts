/**
 * Programs that a build runs and that make, change or remove no directory where a site would log. A `RUN` of nothing else leaves the list of
 * known directories complete.
 */
export const HARMLESS_PROGRAMS: ReadonlySet<string> = new Set([
  ...[
    "apt",
    "apt-get",
    "aptitude",
    "apk",
    "dnf",
    "yum",
    "microdnf",
    "zypper",
    "dpkg",
    "rpm",
    "apt-key",
    "update-ca-certificates",
  ],
  ...["pip", "pip3", "pipx", "pipenv", "poetry", "uv", "pdm", "conda", "mamba", "easy_install", "virtualenv"],
  ...["npm", "npx", "yarn", "pnpm", "bun", "node", "gem", "bundle", "cargo", "go", "make", "gcc", "cmake"],
  ...[
    "echo",
    "printf",
    "true",
    "false",
    ":",
    "test",
    "[",
    "[[",
    "set",
    "export",
    "unset",
    "readonly",
    "local",
    "ls",
    "cat",
    "which",
    "command",
  ],
  ...[
    "type",
    "id",
    "whoami",
    "pwd",
    "env",
    "date",
    "sleep",
    "grep",
    "egrep",
    "awk",
    "cut",
    "head",
    "tail",
    "sort",
    "uniq",
    "wc",
    "tr",
    "tee",
  ],
  ...[
    "curl",
    "wget",
    "gpg",
    "sha256sum",
    "md5sum",
    "locale-gen",
    "localedef",
    "dpkg-reconfigure",
    "update-locale",
    "ldconfig",
    "sed",
    "dos2unix",
  ],
  ...[
    "umask",
    "trap",
    "shopt",
    "hash",
    "return",
    "exit",
    "uname",
    "arch",
    "nproc",
    "expr",
    "basename",
    "dirname",
    "readlink",
    "strip",
    "setcap",
  ],
  ...[
    "usermod",
    "passwd",
    "chpasswd",
    "chsh",
    "groupadd",
    "addgroup",
    "groupmod",
    "delgroup",
    "deluser",
    "userdel",
    "find",
    "update-alternatives",
  ],
  ...[
    "sysctl",
    "git",
    "file",
    "stat",
    "du",
    "df",
    "xz",
    "gzip",
    "gunzip",
    "pyenv",
    "msgfmt",
    "setfacl",
    "visudo",
    "crontab",
    "openssl",
  ],
]);

/** Programs of Python: `python -m pip`, `python manage.py collectstatic`. What they make is told by the project's own code. */
export const PYTHON_PROGRAM = /^(?:python|pypy)[\d.]*$/;

export interface PackagePath {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** Directories for logs that packages bring when `apt-get install` or `apk add` names them. */
export const PACKAGE_PATHS: readonly {
  readonly managers: readonly string[];
  readonly package: RegExp;
  readonly paths: readonly PackagePath[];
  /** The package and its version. */
  readonly source: string;
}[] = [
  {
    managers: ["apt", "apt-get", "aptitude"],
    package: /^nginx(?:-(?:light|full|extras|core|common))?(?:=.*)?$/,
    paths: [
      { path: "/var/log/nginx", owner: "root", group: "adm", mode: "0755" },
      { path: "/etc/nginx/conf.d", owner: "root", group: "root", mode: "0755" },
      { path: "/etc/nginx/sites-available", owner: "root", group: "root", mode: "0755" },
      { path: "/etc/nginx/sites-enabled", owner: "root", group: "root", mode: "0755" },
    ],
    source: "Debian nginx-common 1.22.1-9",
  },
  {
    managers: ["apk"],
    package: /^nginx(?:[=~<>].*)?$/,
    paths: [
      { path: "/var/log/nginx", owner: "nginx", group: "nginx", mode: "0755" },
      { path: "/etc/nginx/http.d", owner: "root", group: "root", mode: "0755" },
    ],
    source: "Alpine aports main/nginx 1.26",
  },
  {
    managers: ["apt", "apt-get", "aptitude"],
    package: /^supervisor(?:=.*)?$/,
    paths: [
      { path: "/var/log/supervisor", owner: "root", group: "root", mode: "0755" },
      { path: "/etc/supervisor/conf.d", owner: "root", group: "root", mode: "0755" },
    ],
    source: "Debian supervisor 4.2.5-1",
  },
];
