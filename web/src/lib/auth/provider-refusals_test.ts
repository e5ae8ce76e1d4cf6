import assert from "node:assert/strict";
import { providerRefusal } from "./provider-refusals.ts";

Deno.test("who comes back without being signed in reads why", () => {
  assert.equal(providerRefusal({ search: "" }), null);
  assert.match(providerRefusal({ search: "?refused=address_taken" })!, /has an account here/);
  assert.match(providerRefusal({ search: "?refused=__proto__" })!, /did not sign you in/);
});
