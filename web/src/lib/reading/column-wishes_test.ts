import assert from "node:assert/strict";
import { choicesOf, columnWishes, wished } from "./column-wishes.ts";

const columns = ["Mail", "Tag", "Tag", ""].map((header) => ({ header, field: null, samples: [] }));

Deno.test("a wish is asked for by its column's header, or its label where that comes again", () => {
  let wishes = wished(new Map(), 2, { import: false });
  wishes = wished(wishes, 3, { name: " Since ", type: "date" });
  assert.deepEqual(columnWishes(columns, wishes), [
    { header: "Tag (2)", import: false },
    { header: "column_4", name: "Since", type: "date" },
  ]);
});

Deno.test("what asks for nothing any more is no wish", () => {
  const out = wished(new Map(), 1, { import: false });
  assert.deepEqual([...wished(out, 1, { import: true })], []);
  const named = wished(new Map(), 1, { name: "Tier" });
  assert.deepEqual([...wished(named, 1, { name: "" })], []);
});

Deno.test("what was said before and is no wish any more is said to be none", () => {
  const wishes = wished(new Map(), 1, { type: "date" });
  assert.deepEqual(columnWishes(columns, wishes, [0, 1]), [
    { header: "Tag", type: "date" },
    { header: "Mail", import: true },
  ]);
});

Deno.test("a choice is asked for once there is one", () => {
  const choice = wished(new Map(), 1, { type: "choice", name: "Tier" });
  assert.deepEqual(columnWishes(columns, choice), [{ header: "Tag", name: "Tier" }]);
  const choices = choicesOf("gold, silver;gold,\n bronze ");
  assert.deepEqual(choices, ["gold", "silver", "bronze"]);
  assert.deepEqual(columnWishes(columns, wished(choice, 1, { choices })), [
    { header: "Tag", name: "Tier", type: "choice", choices },
  ]);
});
