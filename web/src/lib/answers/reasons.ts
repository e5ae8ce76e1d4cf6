/**
 * The server's short reasons, in the language of the page: why a row is not on the list, what was
 * amiss with an address, why a country was guessed. Each is told by its form; others stay English.
 */
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import { leftEnglish } from "./sentences.ts";
import { RULES } from "./rules.ts";

type Found = Record<string, string>;
type Form = [form: RegExp, words: (found: Found) => string];

const FAULTS = new Map([
  ["no e-mail address", m.answers_fault_no_email],
  ["the e-mail address is not valid", m.answers_fault_invalid_email],
  ["no first name", m.answers_fault_no_first_name],
  ["no last name", m.answers_fault_no_last_name],
  ["a likely typo in the e-mail address", m.answers_fault_typo],
  ["its address belongs to different people", m.answers_fault_people],
  ["rows of the same person differ", m.answers_fault_differ],
]);
const rule = (name = "") => RULES.get(name)?.() ?? name;

function faults(text = ""): string {
  return text.split(", ").map((fault) => {
    const ofFile = /^the file has (.+?)s?$/.exec(fault)?.[1];
    return ofFile === undefined
      ? FAULTS.get(fault)?.() ?? fault
      : m.answers_fault_of_file({ fault: FAULTS.get(ofFile)?.() ?? ofFile });
  }).join(", ");
}

const EXCLUDED: Form[] = [
  [/^excluded by you$/, m.answers_why_by_you],
  [
    /^excluded by you: (?<wrong>.+)$/,
    ({ wrong }) => m.answers_why_excluded({ faults: faults(wrong) }),
  ],
  [
    /^excluded by the rule "(?<name>[^"]+)": (?<wrong>.+)$/,
    ({ name, wrong }) => m.answers_why_excluded_rule({ rule: rule(name), faults: faults(wrong) }),
  ],
  [/^merged into row (?<row>\d+)$/, ({ row = "" }) => m.answers_why_merged({ row })],
  [/^repeats row (?<row>\d+)$/, ({ row = "" }) => m.answers_why_repeats({ row })],
  [/^repeats row (?<row>\d+); /, ({ row = "" }) => m.answers_why_repeats_differs({ row })],
  [
    /^another row of (?<email>\S+) was chosen: row (?<row>\d+)$/,
    ({ email = "", row = "" }) => m.answers_why_another({ email, row }),
  ],
  [
    /^another row of (?<email>\S+) was chosen by the rule "(?<name>[^"]+)": row (?<row>\d+)$/,
    ({ email = "", name, row = "" }) =>
      m.answers_why_another_rule({ email, rule: rule(name), row }),
  ],
  [/^not on the clean list$/, m.answers_why_not_listed],
];

const REGIONS: Form[] = [
  [
    /^rows that name it: (?<most>\d+) of (?<all>\d+) /,
    ({ most = "", all = "" }) => m.answers_region_rows({ most, all }),
  ],
  [
    /^numbers with its code: (?<most>\d+) of (?<all>\d+) /,
    ({ most = "", all = "" }) => m.answers_region_numbers({ most, all }),
  ],
  [
    /^addresses in \.(?<ending>\w+): (?<most>\d+) of (?<all>\d+) /,
    ({ ending = "", most = "", all = "" }) => m.answers_region_addresses({ ending, most, all }),
  ],
  [/^the headers' language: /, m.answers_region_headers],
];

const MENDINGS = new Map([
  ["Full-width characters stand in place of plain ones.", m.answers_mend_wide],
  ["The text before the colon is not part of the address.", m.answers_mend_label],
  ["The address is in angle brackets.", m.answers_mend_angle],
  ["Several addresses stand there; this is the first.", m.answers_mend_several],
  ["The text after the address is not part of it.", m.answers_mend_after],
  ["Quotes, brackets or punctuation stand around the address.", m.answers_mend_around],
  ['"at" is written instead of @.', () => m.answers_mend_at_written({ at: "@" })],
  ["There is an @ too many.", () => m.answers_mend_at_many({ at: "@" })],
  ["There is a dot after the @.", () => m.answers_mend_dot_after_at({ at: "@" })],
  ["There is a space in the address.", m.answers_mend_space],
  ["There is a comma instead of a dot.", m.answers_mend_comma],
  ["There is a dot too many.", m.answers_mend_dot_many],
  ["The dot before the ending is missing.", m.answers_mend_dot_missing],
  ["The ending of the domain is missing.", m.answers_mend_ending],
  ["The @ is missing.", () => m.answers_mend_at_missing({ at: "@" })],
]);

/** Why a row is not on the list. */
export const exclusionWords = (reason: string): string => told(reason, translatedExclusion);

/** Why a country was guessed for phone numbers. */
export const regionWords = (reason: string): string => told(reason, translatedRegion);

/** Why another address was probably meant. */
export const mendingWords = (reason: string): string => told(reason, translatedMending);

/** In the words of the catalogue; undefined where it has none, as below. */
export const translatedExclusion = (reason: string): string | undefined => worded(EXCLUDED, reason);

export const translatedRegion = (reason: string): string | undefined => worded(REGIONS, reason);

export function translatedMending(reason: string): string | undefined {
  const sentences = reason.match(/\S+ is probably \S+\.$|.+?\.(?= |$)/g) ?? [];
  const words = sentences.map((sentence) => mending(sentence.trim()));
  return words.every((one) => one !== undefined) ? words.join(" ") : undefined;
}

function mending(sentence: string): string | undefined {
  const probable = /^(?<domain>\S+) is probably (?<meant>\S+)\.$/.exec(sentence)?.groups;
  return probable
    ? m.answers_mend_probably({ domain: probable.domain ?? "", meant: probable.meant ?? "" })
    : MENDINGS.get(sentence)?.();
}

function told(reason: string, translated: (reason: string) => string | undefined): string {
  return isEnglish || !reason ? reason : translated(reason) ?? leftEnglish(reason);
}

function worded(forms: readonly Form[], reason: string): string | undefined {
  for (const [form, words] of forms) {
    const found = form.exec(reason);
    if (found) return words(found.groups ?? {});
  }
  return undefined;
}
