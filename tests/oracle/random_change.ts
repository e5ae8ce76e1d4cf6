/** A change of rows as a person might make it in the grid, a good one or one that is refused. */
import { byKey } from "@rollcall/contracts";
import type { Operation } from "@rollcall/contracts/api";
import type { Random } from "./random.ts";
import type { Step } from "./steps.ts";

export function randomChange(random: Random, rows: number, batch: number): Step {
  // Now and then a row that the file does not have.
  const rowId = random.int(1, Math.max(1, rows) + (random.chance(0.05) ? 1 : 0));
  const rowIds = random.chance(0.5) ? `${rowId}` : `${rowId}-${rowId + random.int(1, 9)}`;
  const drawn = random.next();
  if (drawn < 0.5) return { do: "edit row", rowId, values: randomValues(random), batch };
  if (drawn < 0.65) return { do: "exclude rows", rowIds, batch };
  if (drawn < 0.8) return { do: "bring back rows", rowIds, batch };
  return { do: "change rows", rowIds, operation: random.pick(OPERATIONS), batch };
}

/** An address that another row has uncovers an issue, a wrong one is refused. */
function randomValues(random: Random) {
  const typed: [field: string, value: string][] = [];
  if (random.chance(0.5)) {
    const emails = [
      `cell${random.int(1, 999)}@example.com`,
      `person${random.int(1, 5)}@example.com`,
    ];
    typed.push(["email", random.pick([...emails, "wrong@"])]);
  }
  if (random.chance(0.3)) typed.push(["first_name", random.pick(["Typed", "Ann", ""])]);
  if (random.chance(0.3)) typed.push(["phone", random.pick(["+49 30 123456", "none", ""])]);
  if (typed.length === 0) typed.push(["company", random.pick(["Acme", "", "Ünit=1"])]);
  return byKey(typed);
}

const OPERATIONS: Operation[] = [
  { do: "trim" },
  { do: "case", column: "last_name", to: "upper" },
  { do: "replace", find: "example", by: "example" },
  { do: "replace", column: "email", find: "person1@", by: "person2@" },
  { do: "set", column: "company", value: "Acme Inc" },
  { do: "set", column: "first_name", value: "" },
  { do: "fill", column: "job_title", from: "company", only_empty: true },
  { do: "phones", region: "DE" },
  { do: "split", column: "email", by: "@", into: ["Box", "Host"] },
  { do: "join", columns: ["first_name", "last_name"], by: " ", into: "Greeting" },
  { do: "case", column: "Host", to: "upper" },
  { do: "unite", column: "company", values: ["Acme", "ACME"], value: "Acme Inc" },
];
