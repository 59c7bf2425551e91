import type { Recognised } from "../programs/recognise.ts";
import { programName } from "../programs/words.ts";

/** Programs that scripts run before the server and that are gone then; none of them stays and reads a log file. */
const PASSING = new Set(
  (
    "awk basename cat curl cut date dirname envsubst env find getent grep head hostname id ls mysqladmin nc ncat " +
    "netcat pg_isready psql pwd redis-cli sed seq sort stat tr uname wait-for wait-for-it wait-for-it.sh wait-for.sh wc " +
    "wget which whoami"
  ).split(" "),
);

const SERVERS: ReadonlySet<Recognised["program"]> = new Set<Recognised["program"]>([
  "gunicorn",
  "uvicorn",
  "daphne",
  "hypercorn",
  "uwsgi",
  "nginx",
  "celery",
  "manage.py",
]);

/** True for a program that may stay beside the server and show its files or collect them: `tail -F`, `service rsyslog start`, one that is not known. */
export function mayStay(recognised: Recognised): boolean {
  if (SERVERS.has(recognised.program)) return false;
  const { name } = recognised;
  return name === null || !PASSING.has(programName(name) ?? "");
}
