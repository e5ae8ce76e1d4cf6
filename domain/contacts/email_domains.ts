/**
 * Domains of popular mailbox providers, and real domains that look like a typo of one. A provider
 * is listed only if its name has five letters or more and no everyday word is one typo away: gmx,
 * aol, web, live, msn, orange, libero would flag real domains.
 */

/** By popularity: a domain that could be a typo of two is taken for the first. */
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

/** Real domains one typo away from a provider. */
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

/** Mistyped endings, none of which is a top-level domain. */
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

/** Country endings that, after a provider's name, are more often a truncated `com`. */
export const shortEndings: ReadonlySet<string> = new Set(["co", "cm", "om"]);
