import assert from "node:assert/strict";
import { isOfType } from "./column_types.ts";

const is = (type: "number" | "date" | "text") => (value: string) =>
  isOfType(value, { type, choices: [] });

Deno.test("types: numbers are numbers however people write them", () => {
  const good = ["1", "-12.5", "1,234.50", "1.234,50", "1 234", "€ 12,00", "99 %", "12 EUR", " 7 "];
  const bad = ["one", "12-13", "1.2.3", "12a", "+49 30 901820", "1,23,4", "9".repeat(99)];
  assert.deepEqual(good.filter((value) => !is("number")(value)), []);
  assert.deepEqual(bad.filter(is("number")), []);
});

Deno.test("types: dates are days that there are", () => {
  const good = [
    ...["2024-12-31", "2024/1/5", "31.12.2024", "12/31/2024", "31/12/2024", "1.2.24"],
    ...["2024-02-29", "2024-12-31T10:30:00Z", "5 March 2024", "Mar 5, 2024", "March 2024"],
  ];
  const bad = [
    "soon",
    "2024-02-30",
    "2023-02-29",
    "31.13.2024",
    "2024",
    "12:30",
    "5 Marzipan 2024",
  ];
  assert.deepEqual(good.filter((value) => !is("date")(value)), []);
  assert.deepEqual(bad.filter(is("date")), []);
});

Deno.test("types: a choice is one of some, whatever its case; nothing is of any type", () => {
  const tier = { type: "choice" as const, choices: ["gold", "Silver"] };
  assert.deepEqual(["Gold", " silver ", "", "bronze"].map((value) => isOfType(value, tier)), [
    true,
    true,
    true,
    false,
  ]);
  assert.deepEqual(["number", "date", "text"].map((type) => is(type as "date")(" ")), [
    true,
    true,
    true,
  ]);
});
