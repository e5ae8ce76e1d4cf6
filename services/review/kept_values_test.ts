/** What is kept of rows as they are read: what rules and lists go by, within a bound. */
import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import { Gathering, type GatherLimits } from "./kept_values.ts";

const MUCH = 1 << 20;
const row = (email: string | null, problems: ParsedRow[2] = []): ParsedRow => {
  return [2, email, problems, [email ?? "", "Ann", "Lee"]];
};

function gather(rows: ParsedRow[], limits: Partial<GatherLimits> = {}, foldGmail = false) {
  const gathering = new Gathering(foldGmail, { keptBytes: MUCH, heldBytes: MUCH, ...limits });
  rows.forEach((row, i) => gathering.add(i + 1, row));
  const ids = rows.map((_, i) => i + 1).filter((id) => gathering.kept.get(id));
  return { ids, bytes: gathering.kept.bytes };
}

Deno.test("kept: rows that share their address, the first of them too", () => {
  const rows = ["a@x.org", "b@x.org", "a@x.org", null, "c@x.org", "a@x.org", null].map((email) =>
    row(email)
  );
  assert.deepEqual(gather(rows).ids, [1, 3, 6]);
  const gmail = [row("an.n@gmail.com"), row("b@x.org"), row("ann+x@googlemail.com")];
  assert.deepEqual(gather(gmail, {}, true).ids, [1, 3]);
  assert.deepEqual(gather(gmail, {}, false).ids, []);
});

Deno.test("kept: rows for which an address may be suggested", () => {
  const rows = [
    row("a@gmial.com", ["EMAIL_TYPO"]),
    row(null, ["INVALID_EMAIL_FORMAT"]),
    row("b@x.org", ["MISSING_FIRST_NAME"]),
    row("a@gmial.com", ["EMAIL_TYPO"]),
  ];
  assert.deepEqual(gather(rows).ids, [1, 2, 4]);
});

Deno.test("kept: no more than the bounds say", () => {
  const rows = Array.from({ length: 100 }, (_, i) => row(`p${i % 50}@x.org`));
  const all = gather(rows);
  assert.equal(all.ids.length, 100);
  const half = gather(rows, { keptBytes: all.bytes / 2 });
  assert.ok(half.bytes <= all.bytes / 2 && half.bytes > all.bytes / 3, `${half.bytes}`);
  // Whoever comes again is kept, his first row only where it was held until then.
  const later = gather(rows, { heldBytes: 0 }).ids;
  assert.deepEqual(later, Array.from({ length: 50 }, (_, i) => i + 51));
  assert.deepEqual(gather(rows, { keptBytes: 0 }), { ids: [], bytes: 0 });
});
