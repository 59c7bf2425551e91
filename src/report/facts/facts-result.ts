import type { InheritedFrom } from "../../model/nginx.ts";
import type { Purpose, ReadFile } from "../../model/purpose.ts";
import type { Process, Rotation } from "../../model/stack.ts";
import type { Source } from "../../model/fact.ts";
import type { AccessRule } from "../../model/launch.ts";
import type { GapJson } from "../json.ts";
import type { Place } from "../places.ts";

/** A setting as it takes effect, with places for people. */
export type FactJson<T> =
  | {
      readonly state: "set";
      readonly value: T;
      readonly from: Source;
      readonly at: Place;
      readonly via: readonly Place[];
    }
  | { readonly state: "default"; readonly value: T; readonly from: "default"; readonly since: string }
  | { readonly state: "unknown"; readonly why: string; readonly at?: Place }
  | {
      readonly state: "either";
      readonly options: readonly { readonly when: string; readonly fact: FactJson<T> }[];
      readonly at?: Place;
    };

/** The whole of `facts --format json`, version 1: schema/facts.schema.json. */
export interface FactsResult {
  readonly version: 1;
  readonly read: readonly ReadFile[];
  readonly stacks: readonly { readonly name: string; readonly purpose: Purpose }[];
  readonly nginx: readonly NginxFacts[];
  readonly gunicorn: readonly GunicornFacts[];
  readonly django: readonly DjangoFacts[];
  readonly processes: readonly ProcessFacts[];
  readonly rotations: readonly RotationFacts[];
  readonly links: readonly LinkFacts[];
  readonly gaps: readonly GapJson[];
}

export interface NginxFacts {
  readonly file: string;
  readonly stack: string;
  readonly version: FactJson<string>;
  readonly user: FactJson<string>;
  readonly formats: readonly {
    readonly name: string;
    readonly escape: "default" | "json" | "none";
    readonly text: string;
    readonly at: Place;
  }[];
  readonly main: LogContext;
  readonly http: LogContext | null;
  readonly servers: readonly NginxServer[];
}

export interface LogContext {
  readonly accessLog: "off" | readonly AccessTarget[];
  readonly errorLog: readonly ErrorTarget[];
}

interface Written {
  readonly target: string;
  readonly state: "set" | "default";
  readonly at: Place | null;
  readonly inheritedFrom: InheritedFrom | null;
}

export interface AccessTarget extends Written {
  readonly format: string;
  readonly condition: string | null;
}

export interface ErrorTarget extends Written {
  readonly level: string;
}

export interface NginxServer extends LogContext {
  readonly names: readonly string[];
  readonly listen: readonly string[];
  readonly defaultServer: boolean;
  readonly at: Place;
  readonly locations: readonly NginxLocation[];
}

export interface NginxLocation extends LogContext {
  readonly location: string;
  readonly at: Place;
  readonly proxied: string | null;
  readonly locations: readonly NginxLocation[];
}

export interface GunicornFacts {
  readonly command: string | null;
  readonly stack: string;
  readonly at: Place | null;
  readonly app: string | null;
  readonly version: FactJson<string>;
  readonly settings: Readonly<Record<string, FactJson<unknown>>>;
  readonly configFile: string | null;
  /** What a stronger source overrides, the strongest loser of each setting first. */
  readonly shadowed: readonly {
    readonly setting: string;
    readonly fact: FactJson<unknown>;
    readonly by: FactJson<unknown>;
  }[];
}

export interface HandlerFacts {
  readonly class: string;
  readonly level: FactJson<string> | null;
  readonly filters: readonly string[];
  readonly target: FactJson<string>;
  readonly at: Place;
}

export interface LoggerFacts {
  readonly level: string;
  readonly handlers: readonly string[];
  readonly propagate: boolean;
  readonly disabled: boolean;
  readonly at: Place | null;
  /** What is not certain of the above, which then says "unknown" or what a new logger has. */
  readonly uncertain?: {
    readonly level?: FactJson<string>;
    readonly propagate?: FactJson<boolean>;
    readonly disabled?: FactJson<boolean>;
  };
}

export interface DjangoFacts {
  readonly settings: string;
  /** Only where processes run these settings with environments under which they differ: the first process of this one. */
  readonly variant?: string;
  /** Names of the processes that run it. */
  readonly processes: readonly string[];
  readonly file: string;
  readonly stack: string;
  readonly purpose: Purpose;
  readonly version: FactJson<string>;
  readonly DEBUG: FactJson<boolean>;
  readonly ADMINS: FactJson<unknown>;
  readonly LOGGING_CONFIG: FactJson<string | null>;
  readonly disableExistingLoggers: FactJson<boolean> | null;
  readonly handlers: Readonly<Record<string, HandlerFacts>>;
  readonly loggers: Readonly<Record<string, LoggerFacts>>;
  readonly alerting: readonly string[];
}

export interface ProcessFacts {
  readonly name: string;
  readonly stack: string;
  readonly runs: "nginx" | "gunicorn" | "uvicorn" | "celery" | "manage.py" | "other";
  /** As `runs`, with the programs that it calls "other": daphne, hypercorn, uwsgi. */
  readonly program: Process["runs"];
  readonly by: Process["by"];
  readonly command: string;
  readonly at: Place;
  readonly user: FactJson<string>;
  readonly cwd: FactJson<string>;
  readonly environment: readonly string[];
  readonly stdout: StreamSink;
  readonly stderr: StreamSink;
  readonly count: FactJson<number>;
  readonly settings: string | null;
  /** Which of several projects of these settings: `variant` of the Django facts. */
  readonly variant?: string;
  /** True when no other variable is set, as far as the files can tell. */
  readonly environmentComplete: boolean;
  readonly groups: FactJson<readonly string[]>;
  readonly umask: FactJson<string>;
  /** The image of its container, null outside of containers. */
  readonly container: string | null;
  /** The way that led to the command, nearest first. */
  readonly via: readonly Place[];
  /** What the unit or container lets it reach, in the order in which it takes effect. */
  readonly sandbox: readonly {
    readonly kind: AccessRule["kind"];
    readonly path: string;
    readonly says: string;
    readonly at: Place;
  }[];
  /** Paths that exist before it opens its logs. */
  readonly provides: readonly {
    readonly path: string;
    readonly isDirectory: boolean;
    readonly owner: string | null;
    readonly group: string | null;
    readonly mode: string | null;
    readonly by: string;
    readonly at: Place | null;
    readonly linksTo?: string;
  }[];
}

/** An nginx that passes requests to a gunicorn. */
export interface LinkFacts {
  readonly stack: string;
  /** The main file of the nginx. */
  readonly nginx: string;
  /** Name of the gunicorn: of the process, or its config file. */
  readonly gunicorn: string;
  /** In nginx's words. */
  readonly address: string;
  /** nginx's `proxy_pass`, or the `server` of its upstream. */
  readonly from: Place;
  /** gunicorn's `bind`, null for its default. */
  readonly at: Place | null;
}

/** Where a standard stream ends; `read` is a command that shows it. */
export type StreamSink =
  | { readonly kind: "file"; readonly path: string; readonly read: string; readonly certain: boolean }
  | {
      readonly kind: "stdout" | "stderr";
      readonly process: string;
      readonly read: string;
      readonly certain: boolean;
    }
  | { readonly kind: "journal"; readonly unit: string; readonly read: string; readonly certain: boolean }
  | { readonly kind: "docker"; readonly service: string; readonly read: string; readonly certain: boolean }
  | { readonly kind: "null"; readonly read: null; readonly certain: boolean };

export interface RotationFacts {
  readonly pattern: string;
  readonly by: Rotation["by"];
  readonly reopens: Rotation["reopens"];
  readonly at: Place;
}
