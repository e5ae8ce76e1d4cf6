/**
 * The server's short reasons, in the language of the page: why a row is not on the list, what was
 * amiss with an address, why a country was guessed. Others stay English.
 */
import {
  exclusionReasons,
  type ExclusionWords,
  type FaultWords,
  mendingReasons,
  type MendingWords,
  regionReasons,
  type RegionWords,
  rowFaults,
} from "@rollcall/contracts/reasons";
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import { exclusionWords as faultFirst } from "./as-written.ts";
import { leftEnglish } from "./sentences.ts";
import { ruleWords } from "./names.ts";

const FAULTS: FaultWords = {
  MISSING_EMAIL: m.answers_fault_no_email,
  INVALID_EMAIL_FORMAT: m.answers_fault_invalid_email,
  MISSING_FIRST_NAME: m.answers_fault_no_first_name,
  MISSING_LAST_NAME: m.answers_fault_no_last_name,
  EMAIL_TYPO: m.answers_fault_typo,
  DUPLICATE_EMAIL: m.answers_fault_people,
  DUPLICATE_DIFFERS: m.answers_fault_differ,
  ofFile: ({ fault }) => m.answers_fault_of_file({ fault: faultWords(fault) }),
};
const faultWords = (fault: string): string => rowFaults.say(fault, FAULTS) ?? fault;
const faultsWords = (faults: string): string => faults.split(", ").map(faultWords).join(", ");

const EXCLUSIONS: ExclusionWords = {
  byYou: m.answers_why_by_you,
  byYouFor: ({ faults }) => m.answers_why_excluded({ faults: faultsWords(faults) }),
  byRule: (found) =>
    m.answers_why_excluded_rule({ rule: ruleWords(found.rule), faults: faultsWords(found.faults) }),
  merged: ({ row }) => m.answers_why_merged({ row }),
  repeatsDiffering: ({ row }) => m.answers_why_repeats_differs({ row }),
  repeats: ({ row }) => m.answers_why_repeats({ row }),
  anotherByRule: ({ email, row, rule }) =>
    m.answers_why_another_rule({ email, rule: ruleWords(rule), row }),
  another: ({ email, row }) => m.answers_why_another({ email, row }),
  notListed: m.answers_why_not_listed,
};

const REGIONS: RegionWords = {
  rows: ({ most, all }) => m.answers_region_rows({ most, all }),
  numbers: ({ most, all }) => m.answers_region_numbers({ most, all }),
  addresses: ({ ending, most, all }) => m.answers_region_addresses({ ending, most, all }),
  headers: () => m.answers_region_headers(),
};

const MENDINGS: MendingWords = {
  wide: m.answers_mend_wide,
  label: m.answers_mend_label,
  angle: m.answers_mend_angle,
  several: m.answers_mend_several,
  after: m.answers_mend_after,
  around: m.answers_mend_around,
  atWritten: () => m.answers_mend_at_written({ at: "@" }),
  atMany: () => m.answers_mend_at_many({ at: "@" }),
  dotAfterAt: () => m.answers_mend_dot_after_at({ at: "@" }),
  space: m.answers_mend_space,
  comma: m.answers_mend_comma,
  dotMany: m.answers_mend_dot_many,
  dotMissing: m.answers_mend_dot_missing,
  ending: m.answers_mend_ending,
  atMissing: () => m.answers_mend_at_missing({ at: "@" }),
  probably: ({ domain, meant }) => m.answers_mend_probably({ domain, meant }),
};

/** Why a row is not on the list. */
export const exclusionWords = (reason: string): string =>
  isEnglish ? faultFirst(reason) : told(reason, translatedExclusion);

/** Why a country was guessed for phone numbers. */
export const regionWords = (reason: string): string => told(reason, translatedRegion);

/** Why another address was probably meant. */
export const mendingWords = (reason: string): string => told(reason, translatedMending);

/** In the words of the catalogue; undefined where it has none, as below. */
export const translatedExclusion = (reason: string): string | undefined =>
  exclusionReasons.say(reason, EXCLUSIONS);

export const translatedRegion = (reason: string): string | undefined =>
  regionReasons.say(reason, REGIONS);

export function translatedMending(reason: string): string | undefined {
  const sentences = reason.match(/\S+ is probably \S+\.$|.+?\.(?= |$)/g) ?? [];
  const words = sentences.map((one) => mendingReasons.say(one.trim(), MENDINGS));
  return words.every((one) => one !== undefined) ? words.join(" ") : undefined;
}

function told(reason: string, translated: (reason: string) => string | undefined): string {
  return isEnglish || !reason ? reason : translated(reason) ?? leftEnglish(reason);
}
