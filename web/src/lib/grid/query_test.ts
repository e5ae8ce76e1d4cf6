import assert from "node:assert/strict";
import {
  directionOf,
  filterOn,
  filterWords,
  NO_QUERY,
  readQuery,
  sortedNext,
  writeQuery,
} from "./query.ts";

Deno.test("a query comes back from the address as it was", () => {
  const query = {
    q: "a & b",
    sort: "-last_name",
    filters: ["company:contains:acme, inc: x", "phone:empty"],
  };
  assert.deepEqual(readQuery(new URLSearchParams(writeQuery(query))), query);
  assert.deepEqual(readQuery(new URLSearchParams("tab=rows&sort=")), NO_QUERY);
  assert.equal(writeQuery(NO_QUERY), "");
});

Deno.test("a column is sorted up, then down, then not at all", () => {
  const up = sortedNext(NO_QUERY, "email");
  assert.equal(directionOf(up, "email"), "ascending");
  const down = sortedNext(up, "email");
  assert.equal(directionOf(down, "email"), "descending");
  assert.equal(sortedNext(down, "email").sort, null);
  assert.equal(sortedNext(down, "phone").sort, "phone");
});

Deno.test("a filter is said in words", () => {
  const words = {
    state: (code: string) => `state ${code}`,
    warning: (code: string) => `warning ${code}`,
    issue: (code: string) => `issue ${code}`,
  };
  const filter = filterOn("company", "contains", "a:is:b");
  assert.equal(filter, "company:contains:a:is:b");
  assert.equal(filterWords(filter, words), "Company contains “a:is:b”");
  assert.equal(filterWords(filterOn("first_name", "empty", ""), words), "First name is empty");
  assert.equal(filterWords("state:is:excluded", words), "state excluded");
  assert.equal(filterWords("state:filled", words), "state is filled", "a column of that name");
  assert.equal(filterWords("nonsense", words), "nonsense");
});
