/** The table of OWASP's ASVS in docs/security.md has every item that level 2 asks for. */
import assert from "node:assert/strict";

/**
 * ASVS 4.0.3, levels 1 and 2: the chapter and section, and the items in it. Numbers that are missing
 * were withdrawn, or are asked for at level 3 alone.
 */
const sections: [section: string, ...items: number[]][] = [
  ["1.1", 1, 2, 3, 4, 5, 6, 7],
  ["1.2", 1, 2, 3, 4],
  ["1.4", 1, 4, 5],
  ["1.5", 1, 2, 3, 4],
  ["1.6", 1, 2, 3, 4],
  ["1.7", 1, 2],
  ["1.8", 1, 2],
  ["1.9", 1, 2],
  ["1.10", 1],
  ["1.11", 1, 2],
  ["1.12", 2],
  ["1.14", 1, 2, 3, 4, 5, 6],
  ["2.1", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  ["2.2", 1, 2, 3],
  ["2.3", 1, 2, 3],
  ["2.4", 1, 2, 3, 4, 5],
  ["2.5", 1, 2, 3, 4, 5, 6, 7],
  ["2.6", 1, 2, 3],
  ["2.7", 1, 2, 3, 4, 5, 6],
  ["2.8", 1, 2, 3, 4, 5, 6, 7],
  ["2.9", 1, 2, 3],
  ["2.10", 1, 2, 3, 4],
  ["3.1", 1],
  ["3.2", 1, 2, 3, 4],
  ["3.3", 1, 2, 3, 4],
  ["3.4", 1, 2, 3, 4, 5],
  ["3.5", 1, 2, 3],
  ["3.7", 1],
  ["4.1", 1, 2, 3, 5],
  ["4.2", 1, 2],
  ["4.3", 1, 2, 3],
  ["5.1", 1, 2, 3, 4, 5],
  ["5.2", 1, 2, 3, 4, 5, 6, 7, 8],
  ["5.3", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  ["5.4", 1, 2, 3],
  ["5.5", 1, 2, 3, 4],
  ["6.1", 1, 2, 3],
  ["6.2", 1, 2, 3, 4, 5, 6],
  ["6.3", 1, 2],
  ["6.4", 1, 2],
  ["7.1", 1, 2, 3, 4],
  ["7.2", 1, 2],
  ["7.3", 1, 3, 4],
  ["7.4", 1, 2, 3],
  ["8.1", 1, 2, 3, 4],
  ["8.2", 1, 2, 3],
  ["8.3", 1, 2, 3, 4, 5, 6, 7, 8],
  ["9.1", 1, 2, 3],
  ["9.2", 1, 2, 3, 4],
  ["10.2", 1, 2],
  ["10.3", 1, 2, 3],
  ["11.1", 1, 2, 3, 4, 5, 6, 7, 8],
  ["12.1", 1, 2, 3],
  ["12.2", 1],
  ["12.3", 1, 2, 3, 4, 5, 6],
  ["12.4", 1, 2],
  ["12.5", 1, 2],
  ["12.6", 1],
  ["13.1", 1, 3, 4, 5],
  ["13.2", 1, 2, 3, 5, 6],
  ["13.3", 1, 2],
  ["13.4", 1, 2],
  ["14.1", 1, 2, 3, 4],
  ["14.2", 1, 2, 3, 4, 5, 6],
  ["14.3", 2, 3],
  ["14.4", 1, 2, 3, 4, 5, 6, 7],
  ["14.5", 1, 2, 3, 4],
];
const asked = sections.flatMap(([section, ...items]) => items.map((item) => `${section}.${item}`));

const HEADING = "## OWASP ASVS";

Deno.test("the table of ASVS has each item that level 2 asks for, and says where it stands", async () => {
  const page = await Deno.readTextFile("docs/security.md");
  const rows = rowsOf(page.slice(page.indexOf(HEADING)));
  assert.ok(rows.length > 100, `only ${rows.length} rows were found`);
  assert.deepEqual(faultsOf(rows), []);
});

Deno.test("ASVS, negative twin: an item without a row, one that is none, and one without a reason are found", () => {
  const whole: Row = { items: `${asked[0]}–${asked.at(-1)}`, stands: "met", where: "here" };
  assert.deepEqual(faultsOf([whole]), []);
  assert.deepEqual(faultsOf([{ ...whole, items: `1.1.1, 1.1.3–${asked.at(-1)}` }]), [
    "1.1.2 has no row",
  ]);
  assert.deepEqual(faultsOf([whole, { ...whole, items: "8.3.9" }]), [
    "8.3.9 is no item of level 2",
  ]);
  assert.deepEqual(faultsOf([whole, { ...whole, items: "2.1.1", stands: "yes" }]), [
    '2.1.1: "yes" is not how an item stands',
  ]);
  assert.deepEqual(faultsOf([whole, { ...whole, items: "2.1.1", where: "" }]), [
    "2.1.1: it is not said where, or why not",
  ]);
});

interface Row {
  /** such as "2.5.1–2.5.3, 2.5.6" */
  items: string;
  stands: string;
  where: string;
}

/** The rows of the first table. */
function rowsOf(text: string): Row[] {
  return text.split("\n").filter((line) => /^\| \d/.test(line)).map((line) => {
    const [, items = "", , stands = "", where = ""] = line.split("|").map((cell) => cell.trim());
    return { items, stands, where };
  });
}

function faultsOf(rows: Row[]): string[] {
  const faults: string[] = [];
  const told = new Set<string>();
  for (const { items, stands, where } of rows) {
    for (const part of items.split(", ")) {
      const [first = "", last = first] = part.split("–");
      const [from, to] = [asked.indexOf(first), asked.indexOf(last)];
      if (from < 0 || to < from) faults.push(`${part} is no item of level 2`);
      else asked.slice(from, to + 1).forEach((item) => told.add(item));
    }
    if (!/^(met|not met|none here)\b/.test(stands)) {
      faults.push(`${items}: "${stands}" is not how an item stands`);
    }
    if (!where) faults.push(`${items}: it is not said where, or why not`);
  }
  return [
    ...faults,
    ...asked.filter((item) => !told.has(item)).map((item) => `${item} has no row`),
  ];
}
