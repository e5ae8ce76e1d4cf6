/**
 * Domains of mailboxes that very many people have, and real domains that look like a slip of one.
 * A provider is here only if its name has five letters or more, and no everyday word is one slip
 * away from it: gmx, aol, web, live, msn, orange, libero would accuse real domains.
 */

/** By how many people have one: where a domain could be a slip of two, it is one of the first. */
export const providers: readonly string[] = [
  "gmail.com",
  "hotmail.com",
  "yahoo.com",
  "outlook.com",
  "icloud.com",
  "googlemail.com",
  "protonmail.com",
  "rocketmail.com",
  "fastmail.com",
  "tutanota.com",
  "hotmail.co.uk",
  "hotmail.fr",
  "hotmail.de",
  "hotmail.it",
  "hotmail.es",
  "yahoo.co.uk",
  "yahoo.co.in",
  "yahoo.co.jp",
  "yahoo.com.br",
  "yahoo.com.au",
  "yahoo.com.mx",
  "yahoo.fr",
  "yahoo.de",
  "yahoo.it",
  "yahoo.es",
  "yahoo.ca",
  "yahoo.in",
  "outlook.de",
  "outlook.fr",
  "outlook.es",
  "outlook.it",
  "comcast.net",
  "verizon.net",
  "bellsouth.net",
  "sbcglobal.net",
  "btinternet.com",
  "talktalk.net",
  "bigpond.com",
  "optusnet.com.au",
  "t-online.de",
  "freenet.de",
  "wanadoo.fr",
  "laposte.net",
  "virgilio.it",
  "seznam.cz",
  "yandex.ru",
  "yandex.com",
];

/** Real domains, one slip away from a provider. */
export const lookalikes: ReadonlySet<string> = new Set([
  "mail.com",
  "email.com",
  "ymail.com",
  "fmail.com",
  "hmail.com",
  "tmail.com",
  "vmail.com",
  "bmail.com",
  "gail.com",
  "cloud.com",
  "gotmail.com",
  "hitmail.com",
  "wandoo.fr",
]);

/** What people type for an ending, all of it no top-level domain. */
const wrong: Record<string, string[]> = {
  com: [
    "con",
    "cmo",
    "ocm",
    "comm",
    "coom",
    "ccom",
    "cpm",
    "vom",
    "xom",
    "dom",
    "cim",
    "cok",
    "cojm",
    "copm",
    "comn",
  ],
  net: ["nte", "nett", "ney"],
  org: ["ogr", "rog", "orgg", "prg"],
};

export const wrongEndings: ReadonlyMap<string, string> = new Map(
  Object.entries(wrong).flatMap(([meant, endings]) => endings.map((ending) => [ending, meant])),
);

/** Endings of countries that are more often `com` cut short, behind the name of a provider. */
export const shortEndings: ReadonlySet<string> = new Set(["co", "cm", "om"]);
