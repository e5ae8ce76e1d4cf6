import assert from "node:assert/strict";
import fc from "fast-check";
import codes from "i18n-iso-countries/codes.json" with { type: "json" };
import { regionOf } from "./region.ts";

const NAMES: Record<string, string[]> = {
  DE: [
    ...["DE", "de", "DEU", "Germany", " germany ", "GERMANY", "Deutschland", "Allemagne"],
    ...["Alemania", "Niemcy", "Německo", "ドイツ", "Германия", "Almanya", "德国"],
  ],
  US: [
    ...["US", "USA", "U.S.A.", "u.s.", "United States", "United States of America", "EE. UU."],
    ...["Vereinigte Staaten", "États-Unis", "Etats Unis", "Stati Uniti", "アメリカ合衆国"],
  ],
  GB: [
    ...["GB", "UK", "U.K.", "GBR", "United Kingdom", "Great Britain", "England", "Scotland"],
    ...["Großbritannien", "Grossbritannien", "Royaume-Uni", "Wielka Brytania", "Reino Unido"],
  ],
  CH: ["Switzerland", "Schweiz", "Suisse", "Svizzera", "Suiza"],
  AT: ["Österreich", "Osterreich", "Austria", "Autriche"],
  CZ: ["Czechia", "Czech Republic", "Česko", "Tschechien"],
  TR: ["Turkey", "Türkiye", "Turkiye"],
  CI: ["Ivory Coast", "Côte d’Ivoire", "Cote d'Ivoire"],
  BA: ["Bosnia and Herzegovina", "Bosnia & Herzegovina"],
  KR: ["South Korea", "Korea", "Republic of Korea", "대한민국"],
  RU: ["Russia", "Russian Federation", "Россия"],
  CN: ["China", "PR China", "中国"],
  HK: ["Hong Kong", "Hongkong", "香港"],
  IE: ["Ireland", "Republic of Ireland", "Irland"],
  GE: ["Georgia", "Georgien"],
  XK: ["Kosovo", "XK"],
  AE: ["United Arab Emirates", "UAE", "الإمارات العربية المتحدة"],
};

Deno.test("region: a country is known by its codes and its names in many languages", () => {
  for (const [region, names] of Object.entries(NAMES)) {
    for (const name of names) assert.equal(regionOf(name), region, name);
  }
});

Deno.test("region: what is no country's name has none", () => {
  for (const text of ["", " ", "nowhere", "+49", "EU", "49", "n/a", "-", "__proto__", "A"]) {
    assert.equal(regionOf(text), undefined, text);
  }
});

Deno.test("region: every code stands for itself, whatever other names there are", () => {
  for (const [two, three] of codes) {
    assert.equal(regionOf(two!), two);
    assert.equal(regionOf(three!), two);
  }
});

Deno.test("region: any text has an answer, of two letters where there is one", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assert.match(regionOf(text) ?? "XX", /^[A-Z]{2}$/);
  }));
});
