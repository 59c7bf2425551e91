import type { FileSpan } from "../text/span.ts";
import type { DjangoProject } from "./django.ts";
import type { Fact } from "./fact.ts";
import type { GunicornInstance } from "./gunicorn.ts";
import type { HostFacts } from "./host.ts";
import type { JournalLimits } from "./journal.ts";
import type { ContainerView, FileAccess } from "./launch.ts";
import type { NginxInstance } from "./nginx.ts";
import type { Gap } from "./problem.ts";
import type { UvicornLogging } from "./uvicorn.ts";
import type { Purpose, ReadFile } from "./purpose.ts";

/** One deployment: everything that serves one site, read from the files. Plain data: it can be printed, saved, built by hand. */
export interface Stack {
  readonly name: string;
  readonly purpose: Purpose;
  readonly files: readonly ReadFile[];
  readonly nginx: readonly NginxInstance[];
  readonly gunicorn: readonly GunicornInstance[];
  readonly django: readonly DjangoProject[];
  readonly processes: readonly Process[];
  readonly rotations: readonly Rotation[];
  /** Stanzas that logrotate drops; absent: none. */
  readonly lostStanzas?: readonly LostStanza[];
  /** Files that a script runs through envsubst without naming variables; absent: none. */
  readonly substitutions?: readonly Substitution[];
  /** Log settings that take a variable which only an env file has that the process never gets; absent: none. */
  readonly missedVariables?: readonly MissedVariable[];
  /** Which nginx passes requests to which gunicorn. */
  readonly links: readonly ProxyLink[];
  /** Comments that silence findings, found in any file. */
  readonly suppressions: readonly Suppression[];
  readonly gaps: readonly Gap[];
  /** What `audit` saw of the machine; absent when only files were read. */
  readonly host?: HostFacts;
}

/** An nginx context that passes requests to the address a gunicorn binds. */
export interface ProxyLink {
  /** `proxy_pass` or the `server` of an upstream, as it stands in nginx's file. */
  readonly from: FileSpan;
  /** The main file of the nginx instance. */
  readonly nginx: string;
  /** Name of the gunicorn instance. */
  readonly to: string;
  /** The address in nginx's words: `unix:/run/wiki.sock`, `web:8000`. */
  readonly address: string;
  /** Where gunicorn's `bind` is written, null for its default. */
  readonly at: FileSpan | null;
}

export interface Process {
  readonly name: string;
  readonly runs:
    "nginx" | "gunicorn" | "uvicorn" | "daphne" | "hypercorn" | "uwsgi" | "celery" | "manage.py" | "other";
  readonly by: "systemd" | "supervisor" | "container" | "procfile" | "shell" | "cron" | "host" | "unknown";
  readonly command: string;
  readonly at: FileSpan;
  readonly user: Fact<string>;
  readonly cwd: Fact<string>;
  readonly environment: Readonly<Record<string, Fact<string>>>;
  /** True when no other variable is set, as far as the files can tell. */
  readonly environmentComplete: boolean;
  readonly stdout: Fact<Stream>;
  readonly stderr: Fact<Stream>;
  readonly count: Fact<number>;
  /** For a uvicorn that serves by itself, not as gunicorn's worker. */
  readonly uvicorn?: UvicornLogging;
  /** The settings module that it runs, for Django processes. */
  readonly settings: string | null;
  /** Which of several projects of these settings: `DjangoProject.variant`. Absent where there is one. */
  readonly variant?: string;
  readonly groups: Fact<readonly string[]>;
  readonly umask: Fact<string>;
  readonly access: FileAccess;
  readonly container: ContainerView | null;
  /** The way that led to the command, nearest first. */
  readonly via: readonly FileSpan[];
  /** For processes of systemd: what the unit says beside the command. */
  readonly service?: ServiceUnit;
  /** As `Launch.alone`. */
  readonly alone?: boolean;
}

/** What a unit says of its service beside the command (systemd.service(5), 252). */
export interface ServiceUnit {
  /** `Type=`, absent when it is not written. */
  readonly type?: Fact<string>;
  /** `PIDFile=`, absent when it is not written. */
  readonly pidFile?: Fact<string>;
  /** The commands of `ExecReload=`, which `systemctl reload` runs; empty when there is none. */
  readonly reload: readonly ServiceCommand[];
}

export interface ServiceCommand {
  /** The words; null for one that is not known. `$MAINPID` stays as it is. */
  readonly words: readonly (string | null)[];
  /** The signal that the command sends to the main process, without SIG: "HUP" of `/bin/kill -s HUP $MAINPID`; null when it is none, or not known. */
  readonly signal: string | null;
  readonly at: FileSpan;
}

/** Where a standard stream of a process goes. */
export type Stream =
  | {
      readonly kind: "journal";
      readonly unit: string;
      /** What the unit and journald.conf limit; absent when they say nothing. */
      readonly limits?: JournalLimits;
    }
  | {
      readonly kind: "docker";
      readonly service: string;
      /**
       * Whether docker limits the file that it keeps it in, as compose says: "default" where nothing is written, so that the daemon
       * decides; "elsewhere" for a driver that keeps no file. Absent for what is no service of compose.
       */
      readonly keeps?: "bounded" | "unbounded" | "elsewhere" | "default";
    }
  | {
      readonly kind: "file";
      readonly path: string;
      /**
       * How it is opened when the process starts, absent where that is not known: "append"; "truncate" empties it (`truncate:` of a unit, `>` of a
       * shell); "overwrite-in-place" writes from its first byte on and leaves what is behind (`file:` of a unit: O_CREAT without O_APPEND or O_TRUNC,
       * setup_output and acquire_path of execute.c, systemd 252).
       */
      readonly mode?: "append" | "truncate" | "overwrite-in-place";
    }
  | { readonly kind: "null" }
  | { readonly kind: "terminal" };

export interface Rotation {
  readonly pattern: string;
  readonly by: "logrotate" | "handler" | "docker" | "journald" | "supervisor";
  readonly reopens: "signal" | "copytruncate" | "itself" | "no" | "unknown";
  /** For "signal": all that the script does to other programs; absent where part of it is not known. */
  readonly signals?: readonly RotationSignal[];
  /** What `create` gives the new file; null for what it leaves as it was. Absent without `create`. */
  readonly creates?: {
    readonly mode: string | null;
    readonly owner: string | null;
    readonly group: string | null;
    readonly at: FileSpan;
  };
  /** True when the renamed file is deleted at once: `compress` without `delaycompress`, or `rotate 0`. */
  readonly removesOld?: boolean;
  /** True when `su` names the user that rotates: other people's right to write the directory does not stop logrotate then. */
  readonly hasUser?: boolean;
  /** How many old files `rotate` keeps, -1 for all of them, and the days between two rotations where only time decides; absent where nothing says so. */
  readonly keeps?: { readonly count: number; readonly every: number | null; readonly at: FileSpan };
  /** For "supervisor": where `_maxbytes` is written; absent where it is not. */
  readonly limitAt?: FileSpan;
  /** Lines of the stanza that logrotate ignores, with its own words. */
  readonly ignored?: readonly { readonly message: string; readonly at: FileSpan }[];
  readonly at: FileSpan;
}

/** A stanza that logrotate drops, or with `rest` all that stands below in its file, with logrotate's own words. */
export interface LostStanza {
  readonly patterns: readonly string[];
  readonly rest: boolean;
  readonly message: string;
  readonly at: FileSpan;
}

/** `envsubst < template > file`: every `$name` and `${name}` of `file` gets the value of the environment, mostly none. */
export interface Substitution {
  /** The template. */
  readonly file: string;
  /** Names that the script or the environment sets, and that are therefore not lost. */
  readonly set: readonly string[];
  /** The command. */
  readonly at: FileSpan;
}

/** A log setting of gunicorn that a variable would set, which stands in an env file that nothing gives to the process. */
export interface MissedVariable {
  readonly process: string;
  readonly variable: string;
  /** gunicorn's name of the setting: `accesslog`. */
  readonly setting: string;
  /** What the setting is, for people, and what it would be. */
  readonly is: string;
  readonly wouldBe: string;
  /** Where the config file sets it. */
  readonly at: FileSpan;
  /** Where the env file sets the variable. */
  readonly written: FileSpan;
  /** True when the settings of the same process load that env file themselves, too late for gunicorn. */
  readonly loadedLater: boolean;
}

/** What a script of logrotate does to a program: USR1, or anything else that makes it open its logs (HUP, a restart, a reload). */
export interface RotationSignal {
  readonly name: "USR1" | "other";
  /** True when the command names nginx and nothing else. */
  readonly nginxOnly: boolean;
}

/** `# loglint-ignore rule-id -- reason`: silences findings with a span on the line it speaks of. */
export interface Suppression {
  readonly at: FileSpan;
  /** Rule ids; empty means it names none and silences nothing. */
  readonly rules: readonly string[];
  readonly scope: "line" | "file";
  /** Span of the line that it speaks of, for scope "line". */
  readonly line: FileSpan | null;
  readonly reason: string | null;
  /** What to take out of the file to remove the comment: the rest of its line, or the whole line when it stands alone. */
  readonly removal: FileSpan;
}
