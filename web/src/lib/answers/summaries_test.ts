/** What the server writes has a form that the catalogue knows. */
import assert from "node:assert/strict";
import { suggestEmail } from "../../../../domain/contacts/suggest_email.ts";
import { summaryOf } from "../../../../services/projection/fold/summary.ts";
import {
  type RowDecision,
  whyExcluded,
} from "../../../../services/projection/lists/exclusion_reasons.ts";
import { golden } from "../../../../services/projection/schema/golden.ts";
import { exclusionWords } from "./as-written.ts";
import { translatedExclusion, translatedMending, translatedRegion } from "./reasons.ts";
import { translated } from "./summaries.ts";

Deno.test("every line of a job's history that the server can write is told in the words of the page", () => {
  const lines = new Set(golden.map(summaryOf));
  assert.ok(lines.size >= 15, `${lines.size}`);
  assert.deepEqual([...lines].filter((line) => translated(line) === undefined), []);
});

Deno.test("why a row is not on the list is told in the words of the page", () => {
  const decided = (change: Partial<RowDecision>): RowDecision => ({
    ...{ number: 1, type: "DUPLICATE_EMAIL", of_file: false, action: "skip", rule: null },
    ...{ resolved_by: null, resolved_at: "", chosen_line: 4 },
    ...change,
  });
  const none = { into: undefined, standing: undefined };
  const email = "ann@example.com";
  const reasons = [
    whyExcluded(email, [], { ...none, isExcluded: true }),
    whyExcluded(email, [decided({}), decided({ type: "MISSING_LAST_NAME", of_file: true })], none),
    whyExcluded(email, [decided({ rule: "skip", type: "EMAIL_TYPO" })], none),
    whyExcluded(email, [decided({ action: "merge" })], none),
    whyExcluded(email, [decided({ action: "choose" })], none),
    whyExcluded(email, [decided({ action: "choose", rule: "first" })], none),
    whyExcluded(email, [], { ...none, into: 7 }),
    whyExcluded(email, [decided({ type: "DUPLICATE_DIFFERS", action: "choose" })], {
      ...none,
      into: 7,
    }),
    whyExcluded(email, [], { ...none, standing: 3 }),
    whyExcluded(email, [], none),
  ];
  assert.equal(new Set(reasons).size, 10, reasons.join("\n"));
  for (const reason of reasons) {
    // In English the page says the same without them.
    assert.equal(translatedExclusion(reason), exclusionWords(sameIn(reason)), reason);
  }
});

/** The catalogue puts what is said of the whole file otherwise, and names a rule as the page does. */
const sameIn = (reason: string) =>
  reason.replace(/the file has (.+?)s(?=,|$)/, "in the whole file: $1")
    .replace('"exclude"', '"Exclude the rows"').replace('"first row"', '"First row"');

Deno.test("what was amiss with an address, and why a country was guessed, is too", () => {
  const amiss = [
    "anna＠example.com",
    "mailto:ann@example.com",
    "<ann@example.com>",
    "ann at example.com",
  ];
  amiss.push("ann@@example.com", "ann@.example.com", "ann @example.com", "ann@example,com");
  amiss.push(
    "ann@example..com",
    "ann@examplecom",
    "ann@gmail",
    "ann@gmial.com",
    "ann.example@gmial,com",
  );
  const reasons = amiss.flatMap((text) => suggestEmail(text)?.reason ?? []);
  assert.ok(reasons.length >= 8, reasons.join("\n"));
  for (const reason of reasons) {
    assert.equal(translatedMending(reason)?.replace(/[“”]/g, '"'), reason);
  }
  const guessed = [
    "rows that name it: 3 of 4 that name a country",
    "the headers' language: German",
  ];
  guessed.push("numbers with its code: 3 of 4 that have one");
  guessed.push("addresses in .de: 3 of 4 with a country's ending");
  assert.deepEqual(guessed.filter((reason) => translatedRegion(reason) === undefined), []);
});

Deno.test("what is of a form that is not known stays as the server wrote it", () => {
  assert.equal(translated("Something quite new happened."), undefined);
  assert.equal(translatedExclusion("out of the blue"), undefined);
  assert.equal(translatedMending("The stars are wrong."), undefined);
});
