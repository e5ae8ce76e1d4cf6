/** Large personal data is parsed once, when somebody looks; until then its text can be passed on. */
import assert from "node:assert/strict";
import { unparsedPersonal, withPersonal } from "./unparsed.ts";

const large = { rows: Array.from({ length: 1_000 }, (_, i) => `row ${i}`) };
const json = JSON.stringify(large);

Deno.test("unparsed: the text is there until somebody looks", () => {
  const event = withPersonal({ data: 1 }, json, true);
  assert.equal(unparsedPersonal(event), json);
  assert.deepEqual(event.personal, large);
  assert.equal(event.personal, event.personal, "it is parsed once");
  assert.equal(unparsedPersonal(event), undefined);
});

Deno.test("unparsed: an event is compared, copied and changed like any other", () => {
  assert.deepEqual({ ...withPersonal({ data: 1 }, json, true) }, { data: 1, personal: large });
  assert.deepEqual(structuredClone(withPersonal({ data: 1 }, json, true)).personal, large);
  const event = withPersonal({ data: 1 }, json, true);
  event.personal = null;
  assert.equal(event.personal, null);
  assert.equal(unparsedPersonal(event), undefined, "what was replaced is not passed on");
});

Deno.test("unparsed: small data, none, and what nobody defers are there at once", () => {
  assert.equal(unparsedPersonal(withPersonal({}, json, false)), undefined);
  const small = withPersonal({ data: 1 }, `{"name":"Ann"}`, true);
  assert.deepEqual(Object.getOwnPropertyDescriptor(small, "personal")!.value, { name: "Ann" });
  assert.equal(unparsedPersonal(small), undefined);
  assert.equal(withPersonal({}, null, true).personal, null);
});
