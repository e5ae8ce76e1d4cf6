import assert from "node:assert/strict";
import { resetSync } from "@logtape/logtape";
import { createLog, withLogContext } from "./log.ts";

function captured(work: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  try {
    work(createLog("parsing", "info", (line) => lines.push(line)));
  } finally {
    resetSync();
  }
  return lines.map((line) => JSON.parse(line));
}

Deno.test("log: one JSON line with time, level, service, message and context", () => {
  const [line] = captured((log) => log.info("job parsed", { job_id: "j1", rows: 3n }));
  assert.match(String(line?.time), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual({ ...line, time: "" }, {
    time: "",
    level: "info",
    service: "parsing",
    message: "job parsed",
    job_id: "j1",
    rows: "3",
  });
});

Deno.test("log: an error shows its message and cause, a context cannot rename the service", () => {
  const [line] = captured((log) =>
    log.error("append failed", {
      service: "other",
      error: new Error("boom", { cause: new Error("why") }),
    })
  );
  assert.equal(line?.service, "parsing");
  const error = line?.error as { message: string; cause: { message: string } };
  assert.equal(error.message, "boom");
  assert.equal(error.cause.message, "why");
});

Deno.test("log: below its level nothing is written; surrounding context is added", () => {
  const lines = captured((log) =>
    withLogContext({ request_id: "r1" }, () => {
      log.debug("quiet");
      log.warn("loud");
    })
  );
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.request_id, "r1");
});
