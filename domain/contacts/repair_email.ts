/**
 * Repairs an invalid address if the repair is obvious. Repairs are applied in turn, each to the
 * result of the previous one, until the address is valid; if more than one address could be meant,
 * as in `ann lee@example.com`, nothing is changed.
 */
import { mendingReasons, type MendingWords } from "@rollcall/contracts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { providers } from "./email_domains.ts";

export interface RepairedEmail {
  /** valid, normalised */
  email: string;
  /** what was done, in sentences */
  reasons: string[];
}

interface Mending {
  /** of the reasons that need no values */
  why: Exclude<keyof MendingWords, "probably">;
  /** @returns the text itself if there is nothing to repair */
  mend: (text: string) => string;
}

export function repairEmail(text: string): RepairedEmail | undefined {
  const reasons: string[] = [];
  let mended = text;
  for (const { why, mend } of mendings) {
    const next = mend(mended).trim();
    if (next === mended.trim()) continue;
    reasons.push(mendingReasons.write(why, {}));
    mended = next;
    const email = normalizeEmail(mended);
    if (isValidEmail(email) && ENDING.test(email)) return { email, reasons };
  }
  return undefined;
}

/** Only internationalised top-level domains have digits. */
const ENDING = /\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/;
const AROUND = `"'\`<>()[]{}«»‹›„“”‘’‚,;:.!?*|`;
const GENERIC = /^(?:com|org|net|edu|gov|info|biz|io|[a-z]{2})$/i;
const SECOND_LEVEL = /\.(?:co|ac|gov|edu)$/i;
const FIRST_PROVIDERS = ["gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "icloud.com"];
const BY_NAME = new Map(
  providers.map((domain) => [domain.replaceAll(".", ""), domain] as const),
);

const mendings: Mending[] = [
  {
    why: "wide",
    mend: (text) => text.normalize("NFKC"),
  },
  {
    why: "label",
    mend: dropLabel,
  },
  {
    why: "angle",
    mend: (text) => text.match(/^[^<>@]*<([^<>]*@[^<>]*)>[^<>@]*$/)?.[1] ?? text,
  },
  { why: "several", mend: firstOfSeveral },
  {
    why: "after",
    mend: (text) => text.replace(/^(\S+@[^\s()[\]{}]+)(?:\s*[([{]|\s+[-–—\/|]\s).*$/s, "$1"),
  },
  { why: "around", mend: unwrap },
  { why: "atWritten", mend: readAt },
  { why: "atMany", mend: (text) => text.replace(/@[\s@]*@/, "@") },
  { why: "dotAfterAt", mend: (text) => text.replace(/@\s*\.+/, "@") },
  { why: "space", mend: closeSpaces },
  { why: "comma", mend: (text) => onDomain(text, commasToDots) },
  {
    why: "dotMany",
    mend: (text) => onDomain(text, (domain) => domain.replace(/\.{2,}/g, ".")),
  },
  { why: "dotMissing", mend: (text) => onDomain(text, addDot) },
  {
    why: "ending",
    mend: (text) => onDomain(text, (domain) => domain === "gmail" ? "gmail.com" : domain),
  },
  { why: "atMissing", mend: addAt },
];

function onDomain(text: string, mend: (domain: string, local: string) => string): string {
  const at = text.lastIndexOf("@");
  if (at < 1) return text;
  return text.slice(0, at + 1) + mend(text.slice(at + 1), text.slice(0, at));
}

/** Drops `mailto:` with its query, and any label; not the beginning of a web address. */
function dropLabel(text: string): string {
  const bare = text.replace(/^[\p{L}\p{N} ._-]+:(?!\/\/)/u, "");
  return bare === text ? text : bare.replace(/\?.*$/s, "");
}

/** Only if the first one is complete; otherwise it is unclear which is meant. */
function firstOfSeveral(text: string): string {
  const [first, ...more] = text.split(/[\s;,|/]+/).filter((part) => part.includes("@"));
  return first && more.length && isValidEmail(normalizeEmail(unwrap(first))) ? unwrap(first) : text;
}

function unwrap(text: string): string {
  let start = 0, end = text.length;
  while (start < end && AROUND.includes(text[start]!)) start++;
  while (end > start && (AROUND + "/\\").includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

function readAt(text: string): string {
  if (text.includes("@")) return text;
  const dotted = text.replace(/\s*[([{]dot[)\]}]\s*|\s+dot\s+/gi, ".");
  return dotted.replace(/^(\S+?)(?:\s*[([{]at[)\]}]\s*|\s+at\s+)(\S+)$/i, "$1@$2");
}

/** Removes spaces beside an @ or a dot, and in the domain, unless the address ends before one. */
function closeSpaces(text: string): string {
  const closed = text.replace(/\s*@\s*/g, "@").replace(/(\S)\s*\.\s*(?=\S)/g, "$1.");
  return onDomain(closed, (domain, local) => {
    const [first = ""] = domain.split(/\s/);
    return isValidEmail(normalizeEmail(`${local}@${first}`)) ? domain : domain.replace(/\s+/g, "");
  });
}

/** Unless the address is complete before the comma, as in `ann@example.com,de`. */
function commasToDots(domain: string, local: string): string {
  const comma = domain.lastIndexOf(",");
  if (comma < 0 || !GENERIC.test(domain.slice(comma + 1))) return domain;
  const before = domain.slice(0, comma);
  const isWhole = isValidEmail(normalizeEmail(`${local}@${before}`)) && !SECOND_LEVEL.test(before);
  return isWhole ? domain : domain.replaceAll(",", ".");
}

/** Adds the missing dot after a provider's name, or after a name of some length before `com`. */
function addDot(domain: string): string {
  if (domain.includes(".")) return domain;
  const plain = domain.toLowerCase();
  return BY_NAME.get(plain) ??
    plain.replace(
      /^([a-z0-9-]*[a-z0-9]{3})com$/,
      (all, name) => /(?:tele|inter|dot)$/.test(name) ? all : `${name}.com`,
    );
}

/** Before a big provider's full name only the @ can be missing. */
function addAt(text: string): string {
  if (/[@\s]|^www\./i.test(text)) return text;
  const plain = text.toLowerCase();
  const domain = FIRST_PROVIDERS.find((one) => plain.endsWith(one));
  const local = domain && text.slice(0, -domain.length);
  return local && /[a-z]$/i.test(local) ? `${local}@${domain}` : text;
}
