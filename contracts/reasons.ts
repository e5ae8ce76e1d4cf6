/** Short reasons that services give in English, and clients say in other languages. */
import { sentences, type WordsFor } from "./sentence_forms.ts";

/** Why a row is not on the clean list. `faults` is a list of `rowFaults`, separated by commas. */
export const exclusionReasons = sentences({
  byYou: "excluded by you",
  byYouFor: "excluded by you: {faults}",
  byRule: 'excluded by the rule "{rule}": {faults}',
  merged: "merged into row {row}",
  repeatsDiffering: "repeats row {row}; rows of this person differ",
  repeats: "repeats row {row}",
  anotherByRule: 'another row of {email} was chosen by the rule "{rule}": row {row}',
  another: "another row of {email} was chosen: row {row}",
  notListed: "not on the clean list",
});

/** What is wrong with a row, or with all rows of its file. */
export const rowFaults = sentences({
  MISSING_EMAIL: "no e-mail address",
  INVALID_EMAIL_FORMAT: "the e-mail address is not valid",
  MISSING_FIRST_NAME: "no first name",
  MISSING_LAST_NAME: "no last name",
  EMAIL_TYPO: "a likely typo in the e-mail address",
  DUPLICATE_EMAIL: "its address belongs to different people",
  DUPLICATE_DIFFERS: "rows of the same person differ",
  ofFile: "the file has {fault}s",
});

/** What a row was kept with. */
export const rowFlaws = sentences({
  MISSING_EMAIL: "without an address",
  INVALID_EMAIL_FORMAT: "with an address that is not valid",
  MISSING_FIRST_NAME: "without a first name",
  MISSING_LAST_NAME: "without a last name",
  EMAIL_TYPO: "with its address as it is",
  DUPLICATE_EMAIL: "beside others of its address",
  DUPLICATE_DIFFERS: "beside others of the same person",
});

/** Why a row is on the clean list. `others` are rows by their numbers, `flaws` a list of `rowFlaws`. */
export const listedReasons = sentences({
  keptWith: "kept {flaws}",
  onlyRow: "the only row of this address",
  first: "the first of {rows:row} of this address that name the same person",
  chosenByYou: "chosen by you over {others}",
  chosenByRule: 'chosen by the rule "{rule}" over {others}',
  mergedByYou: "merged by you with {others}",
  mergedByRule: 'merged by the rule "{rule}" with {others}',
  keptByYou: "kept by you beside {others} of the same address",
  keptByRule: 'kept by the rule "{rule}" beside {others} of the same address',
});

/** Where a value of a contact comes from. */
export const originReasons = sentences({
  suggested: "The suggestion, taken by you.",
  typed: "Typed by you.",
  changed: "You had it {operation}.",
  filledByMerge:
    "Filled in from row {from}, which was merged into it: row {row} has no value for it.",
  filled: "Filled in from row {from}, which names the same person: row {row} has no value for it.",
  merged: "Taken from row {row} when you merged the rows.",
  split: 'Split from the column "{header}" of row {row}.',
  anotherColumn: "From another e-mail column of row {row}.",
  empty: "Empty in row {row}.",
  chosenColumn: 'From the column "{header}" of row {row}, which you chose for all rows.',
  otherColumn: 'From the column "{header}" of row {row}: the first e-mail column is empty there.',
  trimmed: 'From the column "{header}" of row {row}, without the spaces around it.',
  international: 'From the column "{header}" of row {row}, in the international form.',
  compared: 'From the column "{header}" of row {row}, in the form in which addresses are compared.',
  read: 'From the column "{header}" of row {row}.',
});

/** Why a country was guessed for phone numbers. */
export const regionReasons = sentences({
  rows: "rows that name it: {most} of {all} that name a country",
  numbers: "numbers with its code: {most} of {all} that have one",
  addresses: "addresses in .{ending}: {most} of {all} with a country's ending",
  headers: "the headers' language: {language}",
});

/** Why another address was probably meant: a sentence for each thing that was mended. */
export const mendingReasons = sentences({
  wide: "Full-width characters stand in place of plain ones.",
  label: "The text before the colon is not part of the address.",
  angle: "The address is in angle brackets.",
  several: "Several addresses stand there; this is the first.",
  after: "The text after the address is not part of it.",
  around: "Quotes, brackets or punctuation stand around the address.",
  atWritten: '"at" is written instead of @.',
  atMany: "There is an @ too many.",
  dotAfterAt: "There is a dot after the @.",
  space: "There is a space in the address.",
  comma: "There is a comma instead of a dot.",
  dotMany: "There is a dot too many.",
  dotMissing: "The dot before the ending is missing.",
  ending: "The ending of the domain is missing.",
  atMissing: "The @ is missing.",
  probably: "{domain} is probably {meant}.",
});

export type ExclusionWords = WordsFor<typeof exclusionReasons>;
export type FaultWords = WordsFor<typeof rowFaults>;
export type FlawWords = WordsFor<typeof rowFlaws>;
export type ListedWords = WordsFor<typeof listedReasons>;
export type OriginWords = WordsFor<typeof originReasons>;
export type RegionWords = WordsFor<typeof regionReasons>;
export type MendingWords = WordsFor<typeof mendingReasons>;
