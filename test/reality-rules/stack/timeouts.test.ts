import { describe, expect, it } from "vitest";
import { gunicorn, runGunicorn } from "../gunicorn/run-gunicorn.ts";

/** Hangs in its first request alone. */
const HANGS = `
import os, time
errorlog = "-"

def pre_request(worker, request):
    if not os.path.exists("hung"):
        open("hung", "w").close()
        time.sleep(3)
`;

describe.skipIf(gunicorn === null)("stack/timeout-order", () => {
  it("is right that the death of a sync worker which hangs is logged", async () => {
    const { stderr } = await runGunicorn(`timeout = 1\n${HANGS}`);
    expect(stderr).toContain("WORKER TIMEOUT");
  });

  it("is right that without a limit the worker hangs on, and nothing is logged", async () => {
    const { stderr } = await runGunicorn(`timeout = 0\n${HANGS}`);
    expect(stderr).not.toContain("WORKER TIMEOUT");
    expect(stderr).not.toContain("Traceback");
  });

  it("is right that with threads a request may take longer than the timeout", async () => {
    const { status, stderr } = await runGunicorn(`timeout = 1\nthreads = 2\n${HANGS}`);
    expect(stderr).not.toContain("WORKER TIMEOUT");
    expect(status).toBe(200);
  });
});
