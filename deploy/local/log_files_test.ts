import assert from "node:assert/strict";
import { logFiles, readableLine } from "./log_files.ts";

Deno.test("a record reads as its message, with what it carries", () => {
  const record = { time: "t", level: "info", service: "s", message: "job parsed", job_id: "1" };
  assert.equal(readableLine(JSON.stringify(record)), "job parsed job_id=1");
});

Deno.test("levels other than info are shown, errors by their message", () => {
  const error = { name: "Error", message: "no such key", stack: "…" };
  assert.equal(
    readableLine(JSON.stringify({ level: "warning", message: "retrying", error, after_ms: 5 })),
    'WARNING retrying error="no such key" after_ms=5',
  );
});

Deno.test("what is no record is shown as it is, but for the notes of Postgres", () => {
  assert.equal(readableLine("{ half a rec"), "{ half a rec");
  assert.equal(readableLine("2026-01-01 00:00:00.000 UTC [12] LOG:  starting"), undefined);
  assert.match(readableLine("2026-01-01 00:00:00.000 UTC [12] FATAL:  no") ?? "", /FATAL/);
});

Deno.test("a log file is bounded, and the one before is kept", async () => {
  const dir = await Deno.makeTempDir();
  const logs = logFiles(dir, 100);
  for (let index = 0; index < 50; index++) logs.write("upload", `line number ${index}`);
  logs.close();
  for (const file of ["upload.log", "upload.log.1"]) {
    assert.ok((await Deno.stat(`${dir}/${file}`)).size <= 120, file);
  }
  assert.match(await Deno.readTextFile(`${dir}/upload.log`), /line number 49\n$/);
  await Deno.remove(dir, { recursive: true });
});
