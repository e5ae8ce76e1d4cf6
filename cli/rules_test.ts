import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import { applyRules, readRule, type RuleStep } from "./rules.ts";

Deno.test("rules: a rule alone is about every type that it fits", () => {
  assert.deepEqual(readRule("first"), [
    { type: "DUPLICATE_EMAIL", rule: "first" },
    { type: "DUPLICATE_DIFFERS", rule: "first" },
  ]);
  assert.deepEqual(readRule("take_suggestion"), [
    { type: "INVALID_EMAIL_FORMAT", rule: "take_suggestion" },
    { type: "EMAIL_TYPO", rule: "take_suggestion" },
  ]);
  assert.equal(readRule("skip").length, 7);
  assert.deepEqual(readRule("EMAIL_TYPO=keep"), [
    { type: "EMAIL_TYPO", rule: "keep", named: true },
  ]);
});

Deno.test("rules: issues resolved by default are resolved once, by a rule that names their type", async () => {
  const told = { DUPLICATE_DIFFERS: { open: 0, total: 2 } };
  const job = { id: "j", same_person: "first", issue_counts: told } as unknown as Job;
  const calls: string[] = [];
  const api = {
    resolve(_id: string, type: string, rule: string) {
      calls.push(`${type}=${rule}`);
      return Promise.resolve({ ok: true, resolved: 2, batch_id: null, version: 1 });
    },
    job: () => Promise.resolve(job),
  } as unknown as Api;
  const steps = (text: string) => readRule(text) as Exclude<ReturnType<typeof readRule>, string>;
  await applyRules(api, job, steps("skip"));
  assert.deepEqual(calls, []);
  const { results } = await applyRules(api, job, steps("DUPLICATE_DIFFERS=last"));
  assert.deepEqual(calls, ["DUPLICATE_DIFFERS=last"]);
  assert.equal(results[0]!.resolved, 2);
});

Deno.test("rules: with anew each is sent once more for what is resolved, and its notice is kept", async () => {
  const job = { id: "j", issue_counts: { EMAIL_TYPO: { open: 0, total: 3 } } } as unknown as Job;
  const calls: string[] = [];
  const api = {
    resolve(_id: string, type: string, rule: string, anew: boolean) {
      calls.push(`${type}=${rule}, ${anew}`);
      const notice = "1 issue was resolved by typed values";
      return Promise.resolve({ ok: true, resolved: 2, batch_id: null, version: 1, notice });
    },
    job: () => Promise.resolve(job),
  } as unknown as Api;
  await applyRules(api, job, readRule("keep") as RuleStep[]);
  assert.deepEqual(calls, [], "a rule that names no type is about what is open");
  const steps = readRule("EMAIL_TYPO=keep") as RuleStep[];
  await applyRules(api, job, steps);
  assert.deepEqual(calls.splice(0), ["EMAIL_TYPO=keep, false"], "the answer says what stayed");
  const { results } = await applyRules(api, job, steps, { anew: true });
  assert.deepEqual(calls, ["EMAIL_TYPO=keep, true"]);
  assert.equal(results[0]!.notice, "1 issue was resolved by typed values");
});

type Open = Record<string, number>;

/** An API whose rules resolve all of a type; resolving one type may open another. */
function fakeApi(open: Open, uncovers: Record<string, string> = {}) {
  const calls: string[] = [];
  const job = () => ({
    id: "j",
    issue_counts: Object.fromEntries(
      Object.entries(open).map(([type, n]) => [type, { open: n, total: n }]),
    ),
  } as unknown as Job);
  const api = {
    resolve(_id: string, type: string, rule: string) {
      calls.push(`${type}=${rule}`);
      const resolved = rule === "take_suggestion" ? Math.min(1, open[type]!) : open[type]!;
      open[type] = open[type]! - resolved;
      const other = uncovers[type];
      if (other && resolved) open[other] = (open[other] ?? 0) + 1;
      return Promise.resolve({ ok: true, resolved, batch_id: null, version: 1 });
    },
    job: () => Promise.resolve(job()),
  } as unknown as Api;
  return { api, job: job(), calls };
}

Deno.test("rules: they work in the order given, each on what is still open", async () => {
  const { api, job, calls } = fakeApi({ EMAIL_TYPO: 3, MISSING_EMAIL: 1 });
  const { results } = await applyRules(api, job, [
    { type: "EMAIL_TYPO", rule: "take_suggestion" },
    { type: "EMAIL_TYPO", rule: "skip" },
    { type: "DUPLICATE_EMAIL", rule: "first" },
  ]);
  assert.deepEqual(calls, ["EMAIL_TYPO=take_suggestion", "EMAIL_TYPO=skip"]);
  assert.deepEqual(results, [
    { type: "EMAIL_TYPO", rule: "take_suggestion", resolved: 1 },
    { type: "EMAIL_TYPO", rule: "skip", resolved: 2 },
  ]);
});

Deno.test("rules: what a rule uncovers is resolved too, and rules that chase each other end", async () => {
  const one = fakeApi({ DUPLICATE_EMAIL: 0, MISSING_LAST_NAME: 1 }, {
    MISSING_LAST_NAME: "DUPLICATE_EMAIL",
  });
  const { results } = await applyRules(one.api, one.job, [
    { type: "DUPLICATE_EMAIL", rule: "first" },
    { type: "MISSING_LAST_NAME", rule: "keep" },
  ]);
  assert.deepEqual(results.map(({ type }) => type), ["DUPLICATE_EMAIL", "MISSING_LAST_NAME"]);

  const chase = fakeApi({ EMAIL_TYPO: 1, MISSING_EMAIL: 0 }, {
    EMAIL_TYPO: "MISSING_EMAIL",
    MISSING_EMAIL: "EMAIL_TYPO",
  });
  await applyRules(chase.api, chase.job, [
    { type: "EMAIL_TYPO", rule: "skip" },
    { type: "MISSING_EMAIL", rule: "skip" },
  ]);
  assert.equal(chase.calls.length, 20);
});
