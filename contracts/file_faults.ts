/**
 * Why a file cannot be read as it is, where the sentence holds values that say what to look for:
 * services write them, and clients say them in other languages. Others are known by their code.
 */
import { sentences, type WordsFor } from "./sentence_forms.ts";

const ANOTHER = "Check the export, or choose another header row or sheet.";
const SHORTEN = "Shorten it and upload the file again.";
const ENDS = "Check that the file's lines end where they should, and upload it again.";
const RIGHT = "Is this the right column? If not, choose the right one.";

export const fileFaults = /* @__PURE__ */ sentences({
  noRows: `The file has a header but no rows below it. ${ANOTHER}`,
  openQuote:
    'The quote that opens on line {line} is never closed. Add the missing " and upload the file again.',
  longRow:
    `The row on line {line} is longer than {most:#} characters. Shorten it, or check that the file's lines end where they should, and upload it again.`,
  longSheetRow: `Row {line} of the sheet is longer than {most:#} characters. ${SHORTEN}`,
  wideRow: `Row {line} has {values} values; at most {most} can be read. ${ENDS}`,
  longCell:
    `The cell of row {line} in the column "{column}" has {chars} characters; at most {most} can be read. ${SHORTEN}`,
  noAddressInOne: `The row that was read has no valid e-mail address in {column}. ${RIGHT}`,
  noAddress:
    `Of {rows:#} rows that were read, none has a valid e-mail address in {column}. ${RIGHT}`,
  fewAddresses:
    `Only {addresses:#} of {values:#} values that were read in {column} {addresses?is an e-mail address|are e-mail addresses}. ${RIGHT}`,
});

export type FileFaultWords = WordsFor<typeof fileFaults>;
