import assert from "node:assert/strict";
import { Operation } from "@rollcall/contracts/api";
import { parseArgs } from "node:util";
import { operationOf } from "./operation.ts";

const text = { type: "string" } as const, flag = { type: "boolean" } as const;
const texts = { type: "string", multiple: true } as const;
const options = {
  ...{ set: text, replace: text, trim: flag, upper: text, lower: text, title: text, fill: text },
  ...{ phones: flag, split: text, join: texts, unite: text, by: text, column: text, into: texts },
  ...{ "match-case": flag, whole: flag, "only-empty": flag, spelling: texts, region: text },
} as const;

Deno.test("operations: every one of the API can be said, as the API takes it", () => {
  const table: [line: string, operation: unknown][] = [
    ["--set company=", { do: "set", column: "company", value: "" }],
    ["--set company=a=b", { do: "set", column: "company", value: "a=b" }],
    ["--replace x", { do: "replace", find: "x", by: "" }],
    ["--replace x --by y --column company --match-case --whole", {
      ...{ do: "replace", find: "x", by: "y", column: "company", match_case: true, whole: true },
    }],
    ["--trim", { do: "trim" }],
    ["--trim --column company", { do: "trim", column: "company" }],
    ["--lower email", { do: "case", column: "email", to: "lower" }],
    ["--upper Shoe", { do: "case", column: "Shoe", to: "upper" }],
    ["--title last_name", { do: "case", column: "last_name", to: "title" }],
    ["--fill phone=Mobile --only-empty", {
      ...{ do: "fill", column: "phone", from: "Mobile", only_empty: true },
    }],
    ["--phones --region de", { do: "phones", region: "DE" }],
    ["--phones", { do: "phones" }],
    ["--split Name --by , --into last_name --into first_name", {
      ...{ do: "split", column: "Name", by: ",", into: ["last_name", "first_name"] },
    }],
    ["--join a --join b --by - --into c", { do: "join", columns: ["a", "b"], by: "-", into: "c" }],
    ["--unite company=Acme --spelling ACME --spelling acme", {
      ...{ do: "unite", column: "company", values: ["ACME", "acme"], value: "Acme" },
    }],
  ];
  const said = new Set<string>();
  for (const [line, expected] of table) {
    const { values } = parseArgs({ args: line.split(" "), options });
    const operation = operationOf(values);
    assert.deepEqual(operation, expected, line);
    assert.deepEqual(Operation.parse(operation), operation, line);
    said.add(operation.do);
  }
  const known = Operation.options.map((option) => option.shape.do.value);
  assert.deepEqual([...said].sort(), known.toSorted());
});
