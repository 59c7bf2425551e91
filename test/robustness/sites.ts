import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

/** Files of a made-up repository, by path. */
export type Site = Readonly<Record<string, string>>;

/** Every text file of the fixtures, by its path below the fixture's folder. */
function fixture(name: string): Site {
  const top = join("fixtures", name);
  const files: Record<string, string> = {};
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === "loglint.txt") continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(top.length + 1)] = readFileSync(path, "utf8");
  }
  return files;
}

export const FIXTURES: readonly Site[] = readdirSync("fixtures", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => fixture(entry.name));

/** Pieces that readers treat specially, of every language that loglint reads, and characters that break careless code. */
export const PIECES: readonly string[] = [
  ..."{ } ( ) [ ] ; : , . = == # // \\ ' \" ''' \"\"\" ` $ ${ $( $$ %( )s %h %% @ ! & && | || > >> 2>&1 < << * ** ~ ^ ? - -- + / .. ~ __proto__ constructor toString hasOwnProperty prototype".split(
    " ",
  ),
  ..."server http events location upstream include access_log error_log log_format map if off syslog:server= buffer=32k".split(
    " ",
  ),
  ..."LOGGING handlers loggers formatters filters root class level propagate disable_existing_loggers version True False None import from def lambda os.environ dictConfig getLogger DEBUG INSTALLED_APPS".split(
    " ",
  ),
  ..."accesslog errorlog capture_output loglevel logconfig_dict bind workers -c --access-logfile gunicorn config.wsgi:application exec".split(
    " ",
  ),
  ..."services: command: environment: logging: driver: image: build: FROM RUN CMD ENTRYPOINT ENV ARG COPY &a *a <<: !!python/object [Service] [Unit] [program:x] ExecStart= User= EnvironmentFile= StandardOutput=append:".split(
    " ",
  ),
  ..."SHELL=/bin/sh @reboot /1 www-data .PHONY: deploy: $(VENV) ?= := += endif define d /run/x 0755 [Journal] Storage=volatile RateLimitBurst= SystemMaxUse=1G kind: Deployment containers: LogNamespace=x %i %n".split(
    " ",
  ),
  ...'<script>alert(1)</script> "><img/src=x/onerror=alert(1)> ]]> --> ::error::x ``` %% ;--'.split(" "),
  "* * * * * ",
  "\n\t",
  "\n\t@",
  ..."{% %} {{ }} {% if {# #} f'{x}' b'' r\"\" 0x 1e999 -0 NaN ${A:-b} ${A?} $((1))".split(" "),
  " ",
  "\n",
  "\r",
  "\r\n",
  "\t",
  "\0",
  "\u001b[31m",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u202e",
  "é",
  "😀",
  "\ud83d",
  "\ude00",
  "\n    ",
  "\n  - ",
  "\n\n",
];

const garbage = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

/** One change of one file: a part of it is replaced by a few pieces, by a part of any fixture, or repeated. */
interface Change {
  readonly file: number;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
  readonly repeat: number;
}

const PARTS = FIXTURES.flatMap((site) => Object.values(site)).flatMap((text) => text.split(/(?<=\n)/));

const change: fc.Arbitrary<Change> = fc.record({
  file: fc.nat(),
  at: fc.nat(),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...PARTS), garbage),
  repeat: fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.nat(40)),
});

function changed(site: Site, changes: readonly Change[]): Site {
  const files = { ...site };
  const paths = Object.keys(files).sort();
  for (const { file, at, remove, insert, repeat } of changes) {
    const path = paths[file % paths.length] ?? "";
    const text = files[path] ?? "";
    const from = at % (text.length + 1);
    files[path] = text.slice(0, from) + insert.repeat(repeat) + text.slice(from + remove);
  }
  return files;
}

const NAMES = [
  "nginx.conf",
  "gunicorn.conf.py",
  "settings.py",
  "manage.py",
  "wsgi.py",
  "Dockerfile",
  "docker-compose.yml",
  "Procfile",
  "site.service",
  "supervisord.conf",
  ".env",
  "start.sh",
  "logrotate.d/site",
  "requirements.txt",
  "sites-enabled/default",
  "pyproject.toml",
  "package.json",
  "conf.j2",
  "crontab",
  "cron.d/site",
  "Makefile",
  "tmpfiles.d/site.conf",
  "journald.conf",
  "site.service.d/logging.conf",
  "k8s/deployment.yaml",
  "logging.ini",
  "__proto__",
  "constructor.py",
];

/** A fixture that somebody damaged, or files of garbage with names that loglint looks for. */
export const sites: fc.Arbitrary<Site> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...FIXTURES), fc.array(change, { minLength: 1, maxLength: 6 }))
      .map(([site, changes]) => changed(site, changes)),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom(...NAMES), garbage), { minLength: 1, maxLength: 6 })
      .map((files) => Object.fromEntries(files)),
  },
);

/** Texts for a reader: files of the fixtures with changes, or garbage. */
export const texts: fc.Arbitrary<string> = sites.chain((site) => fc.constantFrom(...Object.values(site)));
