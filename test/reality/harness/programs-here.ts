import { pythonWithDjango, realProgram } from "../../real-programs.ts";
import type { Programs } from "./reality.ts";

/** The programs that a run needs, null where one is missing. */
export function programsHere(): Programs | null {
  const nginx = realProgram("nginx");
  const gunicorn = realProgram("gunicorn");
  const supervisord = realProgram("supervisord");
  const uvicorn = realProgram("uvicorn");
  if (nginx === null || gunicorn === null || supervisord === null || uvicorn === null) return null;
  return pythonWithDjango() === null ? null : { nginx, gunicorn, supervisord, uvicorn };
}
