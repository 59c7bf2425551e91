import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realProgram } from "../../real-programs.ts";

const MANAGER = "/lib/systemd/systemd";
const UNIFIED = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((path) =>
  existsSync(join(path, "cgroup.procs")),
);

/** Why a systemd of one's own cannot be started here, or null. It takes root, namespaces, and a cgroup of its own. */
export function whyNoManager(): string | null {
  if (realProgram("systemd-analyze") === null || !existsSync(MANAGER)) return "systemd is not installed";
  if (process.getuid?.() !== 0) return "only root may start a systemd of its own";
  if (UNIFIED === undefined) return "there is no cgroup2 here";
  if (spawnSync("unshare", ["-C", "-m", "-p", "-f", "--mount-proc", "true"]).status !== 0)
    return "namespaces are not allowed here";
  const own = join(UNIFIED, `loglint-probe-${String(process.pid)}`);
  try {
    mkdirSync(own);
    rmdirSync(own);
    return null;
  } catch {
    return "cgroups cannot be made here";
  }
}

/**
 * Starts a systemd as process 1 of namespaces of its own, with nothing but these services, and tells what each printed. What it writes outside of the
 * folder of the test goes to file systems in memory that end with it.
 */
export function runServices(services: ReadonlyMap<string, string>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-manager-"));
  const group = join(UNIFIED ?? "", `loglint-${String(process.pid)}-${String(services.size)}`);
  try {
    mkdirSync(join(folder, "units"));
    mkdirSync(join(folder, "out"));
    for (const [name, text] of services) {
      const out = `StandardOutput=append:${join(folder, "out", name)}`;
      const unit = text.replace(
        "[Service]\n",
        `[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\n${out}\n`,
      );
      writeFileSync(join(folder, "units", name), unit);
    }
    const names = [...services.keys()].join(" ");
    const last = "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/usr/bin/touch";
    writeFileSync(
      join(folder, "units", "zz-last.service"),
      `${last} ${join(folder, "done")}\n`.replace("[Service]", `After=${names}\n[Service]`),
    );
    writeFileSync(join(folder, "units", "all.target"), `[Unit]\nWants=${names} zz-last.service\n`);
    const boot = [
      "mount --make-rprivate /",
      ...[
        "/run",
        "/home",
        "/root",
        "/srv",
        "/opt",
        "/var/log",
        "/var/lib",
        "/var/cache",
        "/var/tmp",
        "/mnt",
      ].map((path) => `[ -d ${path} ] && mount -t tmpfs tmpfs ${path}`),
      "mkdir -p /run/user /home/app/site/logs /srv/app/logs /opt/app /var/log/wiki /var/lib/wiki",
      "umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup",
      `export container=other SYSTEMD_UNIT_PATH=${folder}/units PATH=/usr/sbin:/usr/bin:/sbin:/bin`,
      `exec ${MANAGER} --system --unit=all.target --log-target=null`,
    ].join("\n");
    mkdirSync(group);
    const wait = `for i in $(seq 200); do [ -e ${folder}/done ] && break; sleep 0.1; done`;
    const script = `echo $$ > ${group}/cgroup.procs\nunshare -C -m -p -f --mount-proc --kill-child sh -c '${boot}' > ${folder}/log 2>&1 &\nchild=$!\n${wait}\nkill -9 $child`;
    spawnSync("sh", ["-c", script], { encoding: "utf8" });
    const found = new Map<string, string[]>();
    for (const name of services.keys()) {
      const file = join(folder, "out", name);
      found.set(name, existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
    }
    return found;
  } finally {
    emptyGroup(group);
    rmSync(folder, { recursive: true });
  }
}

/** The processes are gone once the namespace's first one is; the kernel may need a moment to say so. */
function emptyGroup(group: string): void {
  const remove = `for i in $(seq 50); do find ${group} -depth -type d -exec rmdir {} + 2>/dev/null; [ -d ${group} ] || break; sleep 0.1; done`;
  spawnSync("sh", ["-c", remove]);
}
