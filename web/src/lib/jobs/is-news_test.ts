import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { isNews } from "./is-news.ts";

const job = (version: number, code?: string) =>
  ({ version, error: code === undefined ? null : { code, message: "Told so." } }) as Job;

Deno.test("a newer version is news, an older one or the same is none", () => {
  assert.deepEqual([4, 3, 2].map((version) => isNews(job(version), job(3))), [true, false, false]);
});

Deno.test("that a job is set aside is news, and so is that it comes back, at the same version", () => {
  assert.ok(isNews(job(3, "SET_ASIDE"), job(3)));
  assert.ok(isNews(job(3), job(3, "SET_ASIDE")));
  assert.ok(!isNews(job(3, "SET_ASIDE"), job(3, "SET_ASIDE")));
  assert.ok(!isNews(job(2, "SET_ASIDE"), job(3)));
});
