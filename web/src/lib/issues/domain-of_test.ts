import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { domainOf } from "./domain-of.ts";

const about = (...emails: string[]) => ({
  payload: {
    candidate_count: emails.length,
    candidates: emails.map((email, i) => ({
      raw_row_id: i + 1,
      row_number: i + 2,
      data: byKey({ email }),
    })),
  },
});

Deno.test("an issue's domain is that of its first row's address", () => {
  assert.equal(domainOf(about("Ann@Example.com", "bob@other.org")), "@example.com");
  assert.equal(domainOf(about(" ann@gmial.com ")), "@gmial.com");
});

Deno.test("without an address, or without its domain, there is none", () => {
  assert.equal(domainOf(about()), null);
  assert.equal(domainOf(about("")), null);
  assert.equal(domainOf(about("edsger at example.com")), null);
  assert.equal(domainOf(about("ann@")), null);
});
