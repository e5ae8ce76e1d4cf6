import assert from "node:assert/strict";
import { LOCALES } from "../../../catalogue.ts";
import { number, plural } from "./kept-formats.ts";
import * as theirs from "../paraglide/registry.js";
import type { Locale } from "../paraglide/runtime.js";

const NUMBERS = [
  ...[0, -0, 1, -1, 2, 7, 99, 100, 999, 1000, 1001, 12_345, 999_999, 1_000_000, 44_819_001],
  ...[
    -999,
    -1000,
    -123_456,
    Number.MAX_SAFE_INTEGER,
    2 ** 60,
    0.5,
    1.5,
    4.8,
    1234.5,
    NaN,
    Infinity,
  ],
  ...["12", "1234", "", null, undefined],
];

Deno.test("numbers and plurals are what the browser's own formats say", () => {
  // The second time with those that are kept.
  for (let times = 0; times < 2; times++) {
    for (const locale of ["en", "de", "fr", "ar"] as Locale[]) {
      for (const options of [{}, { maximumFractionDigits: 0 }]) {
        for (const n of NUMBERS) {
          assert.equal(number(locale, n, options), theirs.number(locale, n, options));
          assert.equal(plural(locale, n, options), theirs.plural(locale, n, options));
        }
      }
    }
  }
});

/** How many formats the browser makes meanwhile. */
function madeBy(act: () => void): number {
  const { NumberFormat, PluralRules } = Intl;
  let made = 0;
  const counted = <Kind extends object>(kind: Kind) =>
    new Proxy(kind, {
      construct(target, given) {
        made++;
        return Reflect.construct(target as never, given);
      },
    });
  Object.assign(Intl, { NumberFormat: counted(NumberFormat), PluralRules: counted(PluralRules) });
  try {
    act();
  } finally {
    Object.assign(Intl, { NumberFormat, PluralRules });
  }
  return made;
}

Deno.test("whole numbers of known languages need no format, others one for each language", () => {
  const write = (locale: string, add: number) => () => {
    for (let n = 0; n < 100; n++) number(locale, n + add, {}), plural(locale, n + add, {});
  };
  assert.equal(madeBy(() => ["en", "de"].forEach((locale) => write(locale, 0)())), 0);
  assert.equal(madeBy(write("it", 0.5)), 2);
});

Deno.test("the words use no other formats", async () => {
  for (const locale of LOCALES) {
    for await (const { name } of Deno.readDir(`web/messages/${locale}`)) {
      const room = await Deno.readTextFile(`web/messages/${locale}/${name}`);
      for (const [, format] of room.matchAll(/"local \w+ = \w+: (\w+)/g)) {
        assert.ok(["number", "plural"].includes(format!), `${locale}/${name}: ${format}`);
      }
    }
  }
});
