import assert from "node:assert/strict";
import type { Issue, IssueType } from "@rollcall/contracts/api";
import { countIn, type RuleScope, scopesOf, within } from "./rule-scope.ts";

const issue = (number: number, type: IssueType = "EMAIL_TYPO") =>
  ({ id: `0b1c.${number}`, type }) as Issue;
const RULE = { type: "EMAIL_TYPO", rule: "skip" } as const;
const listed = (but: Issue[], type: IssueType | null = null): RuleScope => ({
  kind: "listed",
  type,
  q: "",
  but,
  count: 9,
});
const asked = async (scope: RuleScope) => {
  const answer = await within("0b1c", RULE, scope);
  assert(answer.ok);
  return answer.value.issues;
};

Deno.test("a rule for issues that are selected names them in order", async () => {
  assert.equal(await asked({ kind: "selected", issues: [issue(9), issue(2), issue(3)] }), "2-3,9");
});

Deno.test("a rule for all of the list but some names all numbers but theirs", async () => {
  assert.equal(await asked(listed([])), undefined);
  assert.equal(await asked(listed([issue(4)])), "1-3,5-999999999");
  assert.equal(await asked(listed([issue(3), issue(1)])), "2,4-999999999");
  assert.equal(await asked(listed([issue(2), issue(3)])), "1,4-999999999");
});

Deno.test("where all of the list is selected, that is offered first", () => {
  const picked = { issues: [issue(1)], allBut: [issue(2)], size: 300 };
  const scopes = scopesOf({ picked, filter: { type: null }, found: 301 });
  assert.deepEqual(scopes.map(({ kind }) => kind), ["listed", "all"]);
  const none = { issues: [], allBut: null, size: 0 };
  const found = scopesOf({ picked: none, filter: { type: null, q: "ann" }, found: 3 });
  assert.deepEqual(found.map(({ kind }) => kind), ["found", "all"]);
});

Deno.test("how many of a type a rule is for follows the selection and the filter", () => {
  const counts = { open: 7, resolvable: 8 };
  const count = (scope: RuleScope) => countIn(scope, "EMAIL_TYPO", counts);
  assert.equal(count({ kind: "selected", issues: [issue(1), issue(2, "MISSING_EMAIL")] }), 1);
  assert.equal(count(listed([issue(1), issue(2, "MISSING_EMAIL")])), 6);
  assert.equal(count(listed([], "MISSING_EMAIL")), 0);
  assert.equal(count({ kind: "all" }), 8);
});
