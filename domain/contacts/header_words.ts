/**
 * A header by its words: "RecipientFirstName", "Name (First)", "contact.first_name" and "What is your
 * e-mail address?" say the same as a plain name, with something around it.
 */
import { folded } from "./headers.ts";

/** Some words of a header that may name a field. */
export interface HeaderWords {
  words: string[];
  /** whether nothing was left out */
  isWhole: boolean;
}

/** Of a header whose words are looked at, in characters; and of the words, how many. */
const MAX_CHARS = 100, MAX_WORDS = 12;

/** Whom or which of several a field is about; they change nothing of what it is. */
const AROUND = new Set([
  ...["recipient", "respondent", "registrant", "attendee", "participant", "subscriber", "member"],
  ...["contact", "customer", "client", "user", "person", "people", "donor", "guest", "student"],
  ...["applicant", "delegate", "buyer", "purchaser", "lead", "billing", "shipping", "ticket"],
  ...["holder", "individual", "constituent", "supporter", "volunteer", "candidate", "patient"],
  ...["names"],
  ...["secondary", "primäre", "sekundäre", "weitere", "zweite", "principal", "principale"],
  ...["secondaire", "secundario", "secundaria", "secondario", "secondaria", "secundair"],
  ...["employee", "organizer", "organiser", "submitter", "responder", "invitee", "payer"],
  ...["primary", "main", "preferred", "default", "your", "my", "the", "a", "an", "please", "enter"],
  ...["what", "is", "s", "work", "business", "home", "personal", "private", "office", "current"],
  ...["legal", "required", "optional", "field", "value", "properties", "property", "attributes"],
  ...["attribute", "fields", "data", "profile", "details", "info", "information", "text", "input"],
  ...["col", "column", "mobile", "direct", "best", "new", "1", "01", "i"],
  ...["kontakt", "kunde", "teilnehmer", "mitglied", "empfänger", "ihre", "ihr", "bitte"],
  ...["votre", "client", "contact", "membre", "destinataire", "su", "tu", "cliente", "contacto"],
  ...[
    "destinatario",
    "participante",
    "socio",
    "suo",
    "tuo",
    "seu",
    "sua",
    "uw",
    "klant",
    "deelnemer",
  ],
  ...["privat", "geschäftlich", "dienstlich", "pro", "perso", "professionnel", "privé"],
].map((word) => folded(word)));

/** Of whom a name is said, with the word itself and nothing else. */
const OF_PEOPLE = new Set([
  ...["recipient", "respondent", "registrant", "attendee", "participant", "subscriber", "member"],
  ...["donor", "guest", "student", "applicant", "delegate", "buyer", "purchaser", "volunteer"],
  ...["candidate", "patient", "supporter", "invitee", "individual", "constituent", "employee"],
]);

/** Of several people in a row, the one whom a column is about. */
const WHOSE = new Set(
  [
    ...["recipient", "respondent", "registrant", "attendee", "participant", "subscriber", "member"],
    ...["customer", "client", "donor", "guest", "student", "pupil", "child", "applicant"],
    ...["delegate", "buyer", "purchaser", "billing", "shipping", "volunteer", "candidate"],
    ...["patient", "employee", "spouse", "partner", "teacher", "owner", "schüler", "kind"],
    ...["élève", "enfant", "alumno", "aluno", "alunno", "leerling"],
  ].map(folded),
);
/** Those who are written to in place of a child. */
const PARENTS = new Set(
  [
    ...["parent", "guardian", "carer", "mother", "father", "mutter", "vater", "eltern", "mère"],
    ...["père", "tuteur", "padre", "madre", "tutor", "genitore", "ouder"],
  ].map(folded),
);

/** Whether a header is about a child's parent. */
export const isParents = (header: string) => PARENTS.has(whoseIs(header).split(" ")[0]!);

/** What a header about a parent says of them: "Guardian 1 Name" the name. */
export const ofParents = (header: string) =>
  wordsOf(header).filter((word) => !PARENTS.has(word) && !/^(?:\d+|s)$/.test(word)).join(" ");

/**
 * Of several people in a row the one whom a header is about, with the number where they are numbered;
 * "" where it is about the row's own.
 *
 * ```ts
 * assert.equal(whoseIs("Guardian 1 Email"), whoseIs("Guardian 1 Name"));
 * assert.equal(whoseIs("Work email 2"), "");
 * ```
 */
export function whoseIs(header: string): string {
  if (header.length > MAX_CHARS) return "";
  const words = wordsOf(header);
  const at = words.findIndex((word) => WHOSE.has(word) || PARENTS.has(word));
  if (at < 0) return "";
  const number = words.slice(at).find((word) => /^\d+$/.test(word)) ?? "1";
  return `${words[at]} ${Number(number)}`;
}

/** Words in brackets that make something else of a field. */
const OTHERWISE =
  /\b(?:opt|consent|status|valid|verified|bounced?|dates?|type|count|id|hash|md5|y\/n|yes|no|subscribed|domain)\b/i;

/** The readings of a header, the nearest to its own words first; none where they are too many. */
export function headerWords(header: string): HeaderWords[] {
  if (header.length > MAX_CHARS || header.includes("@")) return [];
  const found: HeaderWords[] = [];
  const all = wordsOf(header);
  if (all.length > MAX_WORDS) return [];
  if (all.length > 1) found.push({ words: all, isWhole: true });
  const bare = header.replace(/[([{<][^)\]}>]*[)\]}>]?/g, " ");
  const isBare = bare !== header && bare.trim() !== "" && !OTHERWISE.test(header);
  if (isBare) found.push({ words: wordsOf(bare), isWhole: true });
  for (const words of [all, ...isBare ? [wordsOf(bare)] : []]) {
    const core = words.filter((word) => !AROUND.has(word));
    if (core.length < words.length && core.length > 0) {
      const isPerson = words.filter((word) => !/^\d+$/.test(word)).length === 2 &&
        core[0] === "name" && words.some((word) => OF_PEOPLE.has(word));
      found.push({ words: core, isWhole: isPerson });
    }
  }
  // "recipientemail", of a program that writes no capitals.
  const run = all.length === 1 ? all[0]! : "";
  for (const word of RUN_TOGETHER) {
    if (run.startsWith(word)) found.push({ words: [run.slice(word.length)], isWhole: false });
  }
  return found.filter(({ words }) => words.length > 0 && words.join("").length > 2);
}

/** Words of a question that may name a field together, at most. */
const NAME_WORDS = 3;

/**
 * What a header may ask for that is a sentence, as surveys have them: "And what is your last name?".
 * The longest names first; none where it asks whether something may be done.
 */
export function questionWords(header: string): string[][] {
  if (header.length > 2 * MAX_CHARS || header.includes("@") || !/\s/.test(header)) return [];
  const all = wordsOf(header.replace(/\{\{[^}]*\}\}|\[[^\]]*\]|\([^)]*\)/g, " "));
  if (all.length < 3 || all.some((word) => CONSENTS.has(word)) || WHETHER.has(all[0]!)) return [];
  const isAsked = /[?？¿]|[:：]\s*$/.test(header) || all.some((word) => YOURS.has(word));
  const found: string[][] = [];
  for (let length = NAME_WORDS; length > 0; length--) {
    for (let at = 0; at + length <= all.length; at++) {
      // "Phone number we can reach you on", and not that of somebody else.
      const isFirst = at === 0 && length > 1 && all.length > 3 && !OF.has(all[length] ?? "");
      const isOthers = OF.has(all[at + length] ?? "");
      if (isFirst || isAsked && !isOthers) found.push(all.slice(at, at + length));
    }
  }
  return found;
}

const YOURS = new Set(
  [
    ...["your", "my", "ihr", "ihre", "ihren", "dein", "deine", "votre", "ton", "ta", "vos", "su"],
    ...["tu", "tus", "sus", "seu", "sua", "teu", "tua", "tuo", "suo", "uw", "jouw", "je", "din"],
    ...["ditt", "twoje", "twój", "pana", "ваш", "ваше", "ваша", "vaše", "váš"],
  ].map(folded),
);
const WHETHER = new Set(
  [
    ...["may", "can", "could", "do", "does", "did", "will", "would", "should", "are", "is", "have"],
    ...["has", "how", "why", "when", "who", "where", "if", "darf", "dürfen", "können", "möchten"],
    ...["sind", "haben", "wie viele", "warum", "acceptez", "souhaitez", "puis", "pouvons", "avez"],
    ...[
      "podemos",
      "acepta",
      "desea",
      "quiere",
      "posso",
      "possiamo",
      "accetti",
      "mogen",
      "mag",
      "wil",
    ],
  ].map(folded),
);
const CONSENTS = new Set(
  [
    ...["agree", "consent", "marketing", "newsletter", "newsletters", "share", "publish", "opt"],
    ...["subscribe", "unsubscribe", "permission", "allow", "receive", "contacted", "confirmed"],
    ...["spouse", "partner", "emergency", "company", "organisation", "organization", "school"],
    ...[
      "einverstanden",
      "zustimmung",
      "einwilligung",
      "accepte",
      "consentement",
      "acepto",
      "acconsento",
    ],
  ].map(folded),
);
const OF = new Set(["of", "for", "from", "von", "des", "der", "de", "du", "del", "di", "van"]);

const RUN_TOGETHER = [
  ...["cust", "cus", "empl", "emp", "mbr", "memb"],
  ...["recipient", "respondent", "registrant", "attendee", "participant", "subscriber", "member"],
  ...[
    "contact",
    "customer",
    "client",
    "user",
    "person",
    "primary",
    "main",
    "home",
    "work",
    "donor",
  ],
  ...["billing", "shipping", "guest", "student", "business", "personal", "your", "my"],
];

/** At spaces, signs and figures, and where a small letter meets a capital. */
function wordsOf(text: string): string[] {
  const spaced = text.normalize("NFKC")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  const words = (folded(spaced).match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [])
    .map((word) => word.replace(/\p{M}/gu, ""));
  return joinedMail(words);
}

/** "E-Mail" is one word. */
function joinedMail(words: string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const isMail = joined.at(-1) === "e" && /^(?:mail|post|posta|mailadres)/.test(word);
    if (isMail) joined[joined.length - 1] = `e${word}`;
    else joined.push(word);
  }
  return joined;
}
