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
      const isPerson = words.length === 2 && core[0] === "name" &&
        words.some((word) => OF_PEOPLE.has(word));
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

const RUN_TOGETHER = [
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
