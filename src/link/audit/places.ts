/** Where the parts of a server's configuration lie. Every list is in order: what comes first wins. */
export interface HostPlaces {
  /** Main files of nginx. */
  readonly nginx: readonly string[];
  /** Folders of systemd units, by precedence (systemd.unit(5)). */
  readonly units: readonly string[];
  /** Main files of supervisord, in the order in which it looks for them. */
  readonly supervisor: readonly string[];
  /** Configuration of logrotate: files, and folders of files. */
  readonly logrotate: readonly string[];
  /** Tables of cron: files, and folders of files. */
  readonly cron: readonly string[];
  /** Folders of journald.conf and its drop-ins, by precedence (journald.conf(5)). */
  readonly journal: readonly string[];
  /** Folders below which projects are looked for where no process and no unit names one. */
  readonly projects: readonly string[];
}

/** The layouts of the distributions, of nginx built from source, of OpenResty, and of FreeBSD's habit in images. */
export const HOST_PLACES: HostPlaces = {
  nginx: [
    "/etc/nginx/nginx.conf",
    "/usr/local/nginx/conf/nginx.conf",
    "/usr/local/etc/nginx/nginx.conf",
    "/usr/local/openresty/nginx/conf/nginx.conf",
    "/opt/nginx/conf/nginx.conf",
  ],
  units: [
    "/etc/systemd/system",
    "/run/systemd/system",
    "/run/systemd/transient",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/run/systemd/generator.late",
  ],
  supervisor: [
    "/etc/supervisor/supervisord.conf",
    "/etc/supervisord.conf",
    "/usr/local/etc/supervisord.conf",
  ],
  logrotate: ["/etc/logrotate.conf", "/etc/logrotate.d"],
  cron: [
    "/etc/crontab",
    "/etc/cron.d",
    "/var/spool/cron/crontabs",
    "/var/spool/cron",
    "/etc/crontabs",
    "/var/cron/tabs",
  ],
  journal: ["/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd"],
  projects: ["/srv", "/opt", "/var/www", "/app", "/code", "/usr/src", "/home", "/webapps", "/data"],
};
