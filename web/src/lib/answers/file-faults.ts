/**
 * Why a file cannot be read as it is, and what is doubtful about its reading, in the language of the
 * page. Apart from the other sentences of the server, which every page has to know.
 */
import { fileFaults, type FileFaultWords } from "@rollcall/contracts/file-faults";
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import { number } from "../text/words.ts";
import { inOwnWords } from "./sentences.ts";

const SENTENCES = new Map<string, () => string>([
  ["NO_ROWS", m.answers_no_rows],
  ["NO_EMAIL_COLUMN", m.answers_no_email_column],
  ["MOSTLY_NO_ADDRESS", m.answers_mostly_no_address],
  ["TOO_MANY_ROWS", m.answers_file_too_many_rows],
  ["TOO_MANY_QUESTIONS", m.answers_too_many_questions],
  ["TOO_MUCH_DATA", m.answers_too_much_data],
  ["TOO_MANY_COLUMNS", m.answers_too_many_columns],
  ["CELL_TOO_LONG", m.answers_cell_too_long],
  ["WRONG_ENCODING", m.answers_wrong_encoding],
  ["WORKBOOK_DAMAGED", m.answers_workbook_damaged],
  ["WORKBOOK_TOO_LARGE", m.answers_workbook_too_large],
  ["WORKBOOK_PROTECTED", m.answers_workbook_protected],
  ["PROCESSING_FAILED", m.answers_processing_failed],
  ["FEW_VALID", m.answers_few_valid],
  ["NO_VALUES", m.answers_no_values],
  ["NAMES_SWAPPED", m.answers_names_swapped],
  ["FILE_MISSING", m.answers_file_missing],
  ["NOT_TEXT", m.answers_not_text],
  ["NO_HEADER", m.answers_no_header],
  ["HEADER_ROW_MISSING", m.answers_header_row_missing],
  ["HEADER_TOO_LONG", m.answers_header_too_long],
  ["UNCLOSED_QUOTE", m.answers_unclosed_quote],
  ["ROW_TOO_LONG", m.answers_row_too_long],
  ["NOT_JSON", m.answers_not_json],
  ["UNKNOWN_ENCODING", m.answers_unknown_encoding],
  ["NOT_A_WORKBOOK", m.answers_not_a_workbook],
  ["SHEET_MISSING", m.answers_sheet_missing],
  ["ARCHIVE_DAMAGED", m.answers_archive_damaged],
  ["ARCHIVE_NOT_ONE_LIST", m.answers_archive_not_one_list],
  ["ARCHIVE_PROTECTED", m.answers_archive_protected],
  ["ARCHIVE_TOO_LARGE", m.answers_archive_too_large],
  ["MAPPED_COLUMN_MISSING", m.answers_mapped_column_missing],
  ["MAPPED_COLUMN_TWICE", m.answers_mapped_column_twice],
  ["MAPPED_COLUMN_LEFT_OUT", m.answers_mapped_column_left_out],
  ["TREATED_COLUMN_MISSING", m.answers_treated_column_missing],
  ["FILE_CUT", m.answers_file_cut],
  ["WORKBOOK_CUT", m.answers_file_cut],
]);

/** Of sentences with values in them. */
const WORDS: FileFaultWords = {
  noRows: () => m.answers_fault_no_rows(),
  openQuote: ({ line }) => m.answers_fault_open_quote({ line }),
  longRow: ({ line, most }) => m.answers_fault_long_row({ line, most: number(most) }),
  longSheetRow: ({ line, most }) => m.answers_fault_long_row({ line, most: number(most) }),
  wideRow: ({ line, values, most }) => m.answers_fault_wide_row({ line, values, most }),
  longCell: ({ line, column, chars, most }) =>
    m.answers_fault_long_cell({ line, column, chars, most }),
  noAddressInOne: () => m.answers_fault_no_address(),
  noAddress: () => m.answers_fault_no_address(),
  fewAddresses: ({ addresses, values }) =>
    m.answers_fault_few_addresses({ addresses: number(addresses), values: number(values) }),
};

/** What the catalogue says of it; undefined where it knows neither the sentence nor the code. */
export function translatedFault(code: string | null, sentence: string): string | undefined {
  return fileFaults.say(sentence, WORDS) ?? SENTENCES.get(code ?? "")?.();
}

/** @param code null of a sentence that comes without one */
export function faultInOwnWords(code: string | null, sentence: string): string {
  if (isEnglish) return sentence;
  return translatedFault(code, sentence) ?? inOwnWords(code ?? undefined, sentence);
}
