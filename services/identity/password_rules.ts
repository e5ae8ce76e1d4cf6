/**
 * Weak passwords: those that leak so often that attackers try them first, and the usual variations
 * of them. No kinds of characters are required. The length is checked by the request's schema.
 * Pure.
 */
import { dictionary } from "@zxcvbn-ts/language-common";

/** 49,000 of them, in lower case. */
const leaked: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/** What else a password must not be made of: the account's own words. */
export interface Owner {
  email: string;
  name?: string | null;
}

const OWN_NAME = "rollcall";
/** A shorter word may well be part of a longer one. */
const WORD_CHARS = 4;
/** Characters besides a word that everybody knows of the account. */
const REST_CHARS = 6;
const DIFFERENT_CHARS = 5;

/** Why the password is too weak, or undefined if it is not. */
export function weakness(password: string, { email, name }: Owner): string | undefined {
  const lower = comparable(password);
  if (new Set(lower).size < DIFFERENT_CHARS || isRun(lower)) {
    return "this password is a run or repetition of a few characters";
  }
  if (isLeaked(lower)) {
    return "this password, or the word that it is made of, is on lists of leaked passwords";
  }
  const [mailbox = "", host = ""] = email.toLowerCase().split("@");
  const known = [email, mailbox, host, host.split(".")[0]!, name ?? "", OWN_NAME];
  const word = known.map((one) => one.toLowerCase()).find((one) => isMadeOf(lower, one));
  if (word === undefined) return undefined;
  return "this password is made of your name or address, which others know";
}

/** Whether it leaked, as it is or with what is tried next. */
export function hasLeaked(password: string): boolean {
  return isLeaked(comparable(password));
}

function comparable(password: string): string {
  return password.normalize("NFKC").toLowerCase();
}

/** On the list itself, or with nothing but digits and signs around it, or several times over. */
function isLeaked(lower: string): boolean {
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [lower, core, unitOf(lower), unitOf(core)].some((form) => leaked.has(form));
}

/** The shortest piece that gives the text when it is repeated. */
function unitOf(text: string): string {
  const period = (text + text).indexOf(text, 1);
  return text.slice(0, Math.max(period, 0));
}

/** Each character follows its neighbour by the same step: 1234…, 8642…, abcd…. */
function isRun(text: string): boolean {
  const codes = [...text].map((char) => char.codePointAt(0)!);
  const steps = new Set(codes.slice(1).map((code, i) => (code - codes[i]! + 10) % 10));
  return steps.size === 1;
}

function isMadeOf(lower: string, word: string): boolean {
  if (word.length < WORD_CHARS) return false;
  return lower.includes(word) && lower.replaceAll(word, "").length < REST_CHARS;
}
