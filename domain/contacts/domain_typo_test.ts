import assert from "node:assert/strict";
import fc from "fast-check";
import { typoOf } from "./domain_typo.ts";
import { lookalikes, providers, shortEndings, wrongEndings } from "./email_domains.ts";
import { realDomains } from "./testing/real_domains.ts";

const TYPOS: Record<string, string[]> = {
  "gmail.com": [
    ...["gmial.com", "gamil.com", "gmal.com", "gmil.com", "gmai.com", "gnail.com", "gmaill.com"],
    ...["gmali.com", "gamail.com", "ggmail.com", "gmsil.com", "gmeil.com", "gmaik.com"],
    ...["g-mail.com", "gmail.co", "gmail.cm", "gmail.om", "gmail.con", "gmail.cmo", "gmail.ocm"],
    ...["gmail.comm", "gmail.cim", "gmail.vom", "gmail.xom", "gmail.cpm", "gmial.con", "gmai.lcom"],
    ...["gmail.coom", "gmail.cpom", "gmail.ccom", "gmail.fom", "gmail.cok", "gmailc.om"],
  ],
  "hotmail.com": [
    ...["hotmial.com", "homail.com", "hotmal.com", "hotmil.com", "hotmali.com", "hotmaill.com"],
    ...["hotmail.con", "hotmail.co", "hormail.com", "hotnail.com", "htomail.com", "otmail.com"],
  ],
  "yahoo.com": ["yaho.com", "yahooo.com", "yhaoo.com", "yahop.com", "yhoo.com", "tahoo.com"],
  "outlook.com": ["outlok.com", "outloo.com", "oulook.com", "outllook.com", "outlool.com"],
  "icloud.com": ["iclod.com", "icloud.con", "icluod.com", "icoud.com", "iclould.com"],
  "hotmail.fr": ["hotmial.fr", "homail.fr"],
  "yahoo.co.uk": ["yaho.co.uk", "yhaoo.co.uk"],
  "comcast.net": ["comast.net", "comcat.net", "comcast.ney"],
  "t-online.de": ["t-onlien.de", "t-onlin.de", "tonline.de"],
  "example.com": ["example.con", "example.cmo", "example.comm"],
  "example.org": ["example.ogr", "example.orgg"],
  "sub.example.net": ["sub.example.nte"],
};

Deno.test("typo: a typo of a well-known domain, or a wrong ending, is found", () => {
  for (const [meant, domains] of Object.entries(TYPOS)) {
    for (const domain of domains) assert.equal(typoOf(domain), meant, domain);
  }
});

Deno.test("typo: more than 500 real domains are left in peace", () => {
  assert.ok(new Set(realDomains).size > 500);
  for (const domain of realDomains) assert.equal(typoOf(domain), undefined, domain);
});

Deno.test("typo: neither is a provider, a lookalike or what is meant by a typo", () => {
  for (const domain of [...providers, ...lookalikes, ...Object.keys(TYPOS)]) {
    assert.equal(typoOf(domain), undefined, domain);
  }
});

Deno.test("typo: example domains and everything below any domain are never one", () => {
  const label = fc.constantFrom("gmial", "gmail", "yaho", "mail", "hotmial", "www", "a");
  const domain = fc.constantFrom("example.com", "example.org", "example.net", "acme.de", "x.co.uk");
  fc.assert(fc.property(fc.array(label), domain, (labels, end) => {
    assert.equal(typoOf([...labels, end].join(".")), undefined);
  }));
});

Deno.test("typo: what is meant is another domain and no typo itself, asked once or twice", () => {
  const name = fc.constantFrom(...providers.map((domain) => domain.split(".")[0]!), "acme", "a.b");
  const ending = fc.constantFrom("com", "net", "de", ...wrongEndings.keys(), ...shortEndings);
  const changed = fc.tuple(name, ending, fc.nat(8), fc.constantFrom("", "a", "e", "l", "-"))
    .map(([before, after, at, letter]) =>
      `${before.slice(0, at)}${letter}${before.slice(at + 1)}.${after}`
    );
  fc.assert(fc.property(changed, (domain) => {
    const meant = typoOf(domain);
    assert.equal(typoOf(domain), meant);
    assert.notEqual(meant, domain);
    if (meant) assert.equal(typoOf(meant), undefined, `${domain}: ${meant}`);
  }));
});

Deno.test("typo: names that a language gives a meaning to are only names", () => {
  for (const ending of ["constructor", "valueof", "tostring", "__proto__"]) {
    assert.equal(typoOf(`x.${ending}`), undefined);
    assert.equal(typoOf(`${ending}.co`), undefined);
  }
});

Deno.test("typo: no wrong ending is the end of a real domain", () => {
  const endings = new Set(realDomains.map((domain) => domain.split(".").at(-1)!));
  for (const ending of wrongEndings.keys()) assert.ok(!endings.has(ending), ending);
});
