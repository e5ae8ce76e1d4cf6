/**
 * What the server says, in the language of the page. It speaks English: another page shows the
 * catalogue's sentence for the code, or else the server's own, marked as English.
 */
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";

const SENTENCES = new Map<string, () => string>([
  ["UNAUTHENTICATED", m.answers_unauthenticated],
  ["SESSION_ENDED", m.answers_session_ended],
  ["WRONG_CREDENTIALS", m.answers_wrong_credentials],
  ["WRONG_CODE", m.answers_wrong_code],
  ["SECOND_FACTOR_NEEDED", m.answers_second_factor_needed],
  ["PASSWORD_LEAKED", m.answers_password_leaked],
  ["PASSWORD_NEEDED", m.answers_password_needed],
  ["ADDRESS_CONFIRMED", m.answers_address_confirmed],
  ["SECOND_FACTOR_ON", m.answers_second_factor_on],
  ["SECOND_FACTOR_OFF", m.answers_second_factor_off],
  ["EMAIL_NOT_VERIFIED", m.answers_email_not_verified],
  ["EMAIL_TAKEN", m.answers_email_taken],
  ["LINK_OVER", m.answers_link_over],
  ["MAIL_OFF", m.answers_mail_off],
  ["PROVIDER_OFF", m.answers_provider_off],
  ["TOO_MANY_ATTEMPTS", m.answers_too_many_attempts],
  ["TOO_MANY_REQUESTS", m.answers_too_many_requests],
  ["ROLE_MISSING", m.answers_role_missing],
  ["CROSS_SITE_REQUEST", m.answers_cross_site_request],
  ["NOT_FOUND", m.answers_not_found],
  ["VALIDATION_FAILED", m.answers_validation_failed],
  ["METHOD_NOT_ALLOWED", m.answers_method_not_allowed],
  ["BODY_TOO_LARGE", m.answers_body_too_large],
  ["UNAVAILABLE", m.answers_unavailable],
  ["INTERNAL", m.answers_internal],
  ["READ_MODEL_BEHIND", m.answers_read_model_behind],
  ["UNSUPPORTED_MEDIA_TYPE", m.answers_unsupported_media_type],
  ["UNSUPPORTED_CONTENT_TYPE", m.answers_unsupported_content_type],
  ["MALFORMED_FORM", m.answers_malformed_form],
  ["UNSUPPORTED_FILE_TYPE", m.answers_unsupported_file_type],
  ["EMPTY_FILE", m.answers_empty_file],
  ["FILE_TOO_LARGE", m.answers_file_too_large],
  ["FILE_INFECTED", m.answers_file_infected],
  ["UPLOAD_INCOMPLETE", m.answers_upload_incomplete],
  ["TOO_SLOW", m.answers_too_slow],
  ["BROKEN_OFF", m.answers_broken_off],
  ["GAVE_WAY", m.answers_gave_way],
  ["FILES_IN_WORK", m.answers_files_in_work],
  ["BYTES_KEPT", m.answers_bytes_kept],
  ["ROWS_KEPT", m.answers_rows_kept],
  ["BYTES_UPLOADED", m.answers_bytes_uploaded],
  ["BYTES_CHANGED", m.answers_bytes_changed],
  ["IDEMPOTENCY_KEY_REUSED", m.answers_idempotency_key_reused],
  ["FILE_GONE", m.answers_file_gone],
  ["TOO_MANY_ROWS", m.answers_too_many_rows],
  ["TOO_MUCH_TEXT", m.answers_too_much_text],
  ["NOT_READY", m.answers_not_ready],
  ["NOT_FINALIZED", m.answers_not_finalized],
  ["NO_FORMER_LIST", m.answers_no_former_list],
  ["ISSUES_OPEN", m.answers_issues_open],
  ["NOT_RESOLVED", m.answers_not_resolved],
  ["CHANGED_SINCE", m.answers_changed_since],
  ["CANDIDATES_CHANGED", m.answers_candidates_changed],
  ["STILL_DIFFERENT", m.answers_still_different],
  ["FILE_EXCLUDED", m.answers_file_excluded],
  ["NOT_A_CANDIDATE", m.answers_not_a_candidate],
  ["RULE_DOES_NOT_FIT", m.answers_rule_does_not_fit],
  ["ACTION_DOES_NOT_FIT", m.answers_action_does_not_fit],
  ["NO_SUGGESTION", m.answers_no_suggestion],
  ["UNKNOWN_FIELD", m.answers_unknown_field],
  ["COLUMN_NAME", m.answers_column_name],
  ["SAME_COLUMN", m.answers_same_column],
  ["TOO_MANY_NEW_COLUMNS", m.answers_too_many_new_columns],
  ["UNKNOWN_REGION", m.answers_unknown_region],
  ["UNKNOWN_VERSION", m.answers_unknown_version],
  ["NOTHING_TO_UNDO", m.answers_nothing_to_undo],
  ["NOTHING_TO_REDO", m.answers_nothing_to_redo],
  ["TOO_EARLY", m.answers_too_early],
  ["BUSY", m.answers_busy],
  ["BULK_WORK_RUNS", m.answers_bulk_work_runs],
  ["PAST_TOO_LARGE", m.answers_past_too_large],
  ["PASTS_READ", m.answers_pasts_read],
  ["LIVE_VIEWS", m.answers_live_views],
  ["DOWNLOADS_RUN", m.answers_downloads_run],
  ["TOO_LONG_FOR_A_WORKBOOK", m.answers_too_long_for_a_workbook],
  ["NOT_SET_ASIDE", m.answers_not_set_aside],
  ["MISSING_EMAIL", m.answers_missing_email],
  ["INVALID_EMAIL_FORMAT", m.answers_invalid_email_format],
  ["EMAIL_TYPO", m.answers_email_typo],
  ["MISSING_FIRST_NAME", m.answers_missing_first_name],
  ["MISSING_LAST_NAME", m.answers_missing_last_name],
]);

/** By the last part of a field's path. */
const FIELDS = new Map<string, () => string>([
  ["name", m.answers_field_name],
  ["email", m.answers_field_email],
  ["password", m.answers_field_password],
  ["old_password", m.answers_field_old_password],
  ["new_password", m.answers_field_new_password],
  ["code", m.answers_field_code],
]);

/** The sentences in English that a page in another language shows. */
const foreign = new Set<string>();

/** @param code of a problem, a warning or a failure; undefined where the server gave none */
export function inOwnWords(code: string | undefined, sentence: string): string {
  return isEnglish ? sentence : SENTENCES.get(code ?? "")?.() ?? leftEnglish(sentence);
}

/** What is wrong with a field, by its path. */
export function fieldInOwnWords(path: string, message: string): string {
  return isEnglish ? message : FIELDS.get(path.split(".").at(-1) ?? "")?.() ?? leftEnglish(message);
}

/** Remembers that a sentence stays as the server wrote it. @returns the sentence */
export function leftEnglish(sentence: string): string {
  if (!isEnglish && sentence) foreign.add(sentence);
  return sentence;
}

/** For `lang`: "en" of a sentence that is not in the language of the page. */
export function languageOf(sentence: string): "en" | undefined {
  return foreign.has(sentence) ? "en" : undefined;
}
