/** Jobs with many issues of one kind. Test only. */
import type { Person } from "../../../tests/harness/job.ts";
import type { TestIssue } from "./reviewed_job.ts";

/** Rows with mistyped addresses, and an issue about each. */
export function mistyped(count: number): [Person[], TestIssue[]] {
  const people = Array.from({ length: count }, (_, i): Person => [`p${i}@gmial.com`, "Ann", "Lee"]);
  return [people, people.map(([key], i) => ({ type: "EMAIL_TYPO", key, rowIds: [i + 1] }))];
}

/** Rows without a first name, and an issue about each. */
export function nameless(count: number): [Person[], TestIssue[]] {
  const people = Array.from({ length: count }, (_, i): Person => [`p${i}@x.org`, "", "Lee"]);
  return [
    people,
    people.map(([key], i) => ({ type: "MISSING_FIRST_NAME", key, rowIds: [i + 1] })),
  ];
}

/** Rows of one address that all name different people: one issue about all of them. */
export function oneGroup(count: number): [Person[], TestIssue[]] {
  const people = Array.from({ length: count }, (_, i): Person => {
    return ["info@x.org", `Ann${i}`, "Lee", i === count - 2 ? "Acme" : ""];
  });
  const rowIds = people.map((_, i) => i + 1);
  return [people, [{ type: "DUPLICATE_EMAIL", key: "info@x.org", rowIds }]];
}
