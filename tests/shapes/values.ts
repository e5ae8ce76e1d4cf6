/** What values are made into, which are asked about, and what is suggested. */
import type { Shape } from "./shape.ts";
import { csv } from "./write.ts";

const header = ["email", "first name", "last name"];

/** Addresses, each with a person of its own, from line 2 on. */
const addresses = (...emails: string[]) =>
  csv([header, ...emails.map((email, i) => [email, `First${i}`, `Last${i}`])]);

const invalid = [
  ...["nobody", "ann@", "@example.com", "ann@@example.com", "a b@example.com", "ann@example"],
  ...["ann@-example.com", "ann@example..com", "ann@exa_mple.com", "änn@example.com"],
];

const valid = [
  ...["ann+tag@example.co.uk", "o'neil@example.com", "ann@example.museum", "a@b.example.com"],
  ...["1@example.com", "ann.lee-x_y@sub-domain.example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
];

export const values: Shape[] = [
  {
    name: "addresses in capitals and spaces, names with spaces around them",
    file: csv([header, ["  Ann.LEE@Example.COM\t", " Ann ", "Lee  "]]),
    expect: {
      total: 1,
      rows: { 2: { email: "ann.lee@example.com", problems: [] } },
      contacts: [{ email: "ann.lee@example.com", first_name: "Ann", last_name: "Lee" }],
    },
  },
  {
    name: "letters and their accents apart are put together (NFC)",
    file: csv([header, ["zoe@example.com", "Zoe\u0308", "Dvor\u030ca\u0301k"]]),
    expect: {
      total: 1,
      rows: { 2: { data: { first_name: "Zo\u00eb", last_name: "Dvo\u0159\u00e1k" } } },
    },
  },
  {
    name: "international domains, brought to ASCII by the URL standard",
    file: addresses(
      "ann@bücher.example",
      "bob@BÜCHER.example",
      "cyd@例え.テスト",
      "dan@faß.example",
    ),
    expect: {
      total: 4,
      rows: {
        2: { email: "ann@xn--bcher-kva.example", problems: [] },
        3: { email: "bob@xn--bcher-kva.example", problems: [] },
        4: { email: "cyd@xn--r8jz45g.xn--zckzah", problems: [] },
        5: { email: "dan@xn--fa-hia.example", problems: [] },
      },
    },
  },
  {
    name: "addresses that are none by the HTML standard, or have no dot in the domain",
    file: addresses(...invalid),
    expect: {
      total: invalid.length,
      job: { valid_rows: 0 },
      issues: { INVALID_EMAIL_FORMAT: invalid.length },
    },
  },
  {
    name: "addresses that look odd and are valid",
    file: addresses(...valid),
    expect: { total: valid.length, job: { valid_rows: valid.length } },
  },
  {
    name: "missing addresses and names",
    file: csv([header, ["", "Ann", "Lee"], ["bob@example.com", "", "Ray"], [
      "cyd@example.com",
      "Cyd",
      "",
    ], ["", "", "Gil"]]),
    expect: {
      total: 4,
      job: { valid_rows: 0 },
      rows: { 5: { problems: ["MISSING_EMAIL", "MISSING_FIRST_NAME"], email: null } },
      issues: { MISSING_EMAIL: 2, MISSING_FIRST_NAME: 2, MISSING_LAST_NAME: 1 },
      contacts: [],
    },
  },
  {
    name: "addresses that are probably mistyped",
    file: addresses("ann@gmial.com", "bob@hotmial.com", "cyd@yaho.com", "dan@gmail.con"),
    expect: {
      total: 4,
      job: { valid_rows: 4 },
      issues: { EMAIL_TYPO: 4 },
      rows: {
        2: { problems: ["EMAIL_TYPO"], suggestion: "ann@gmail.com" },
        3: { suggestion: "bob@hotmail.com" },
        4: { suggestion: "cyd@yahoo.com" },
        5: { suggestion: "dan@gmail.com" },
      },
    },
  },
  {
    name: "invalid addresses of which one can tell what was meant",
    file: addresses("Ann Lee <ann@example.com>", "mailto:bob@example.com", "cyd@example,com"),
    expect: {
      total: 3,
      issues: { INVALID_EMAIL_FORMAT: 3 },
      rows: {
        2: { suggestion: "ann@example.com" },
        3: { suggestion: "bob@example.com" },
        4: { suggestion: "cyd@example.com" },
      },
    },
  },
  {
    name: "the same person twice is one contact, two people of one address are a question",
    file: csv([
      header,
      ["ann@example.com", "Ann", "Lee"],
      ["ANN@example.com ", "ann", "LEE"],
      ["info@example.com", "Bob", "Ray"],
      ["info@example.com", "Cyd", "Fox"],
    ]),
    expect: {
      total: 4,
      issues: { DUPLICATE_EMAIL: 1 },
      contacts: [
        { email: "ann@example.com", raw_row_id: 1 },
        { email: "info@example.com", first_name: "Bob" },
      ],
    },
  },
  {
    name: "gmail addresses with dots and +tags are different ones",
    file: csv([header, ["ann.lee@gmail.com", "Ann", "Lee"], [
      "annlee+news@gmail.com",
      "Bob",
      "Ray",
    ]]),
    expect: { total: 2, job: { fold_gmail: false } },
  },
  {
    name: "gmail addresses with dots and +tags are one where the person says so",
    file: csv([
      header,
      ["ann.lee@gmail.com", "Ann", "Lee"],
      [
        "annlee+news@googlemail.com",
        "Bob",
        "Ray",
      ],
      ["ann.lee@example.com", "Cyd", "Fox"],
      ["annlee@example.com", "Dan", "Gil"],
    ]),
    form: { fold_gmail: "true" },
    expect: { total: 4, job: { fold_gmail: true }, issues: { DUPLICATE_EMAIL: 1 } },
  },
  {
    name: "phone numbers with their country",
    file: csv([[...header, "phone"], ["ann@example.com", "Ann", "Lee", "+49 (0)30 901820"], [
      "bob@example.com",
      "Bob",
      "Ray",
      "+1 (212) 736-5000",
    ], ["cyd@example.com", "Cyd", "Fox", "+442079460018"]]),
    expect: {
      total: 3,
      rows: {
        2: { phone: "+4930901820", data: { phone: "+49 (0)30 901820" } },
        3: { phone: "+12127365000" },
        4: { phone: null },
      },
      contacts: [
        { phone: "+4930901820" },
        { phone: "+12127365000" },
        { phone: "+442079460018" },
      ],
    },
  },
  {
    name: "phone numbers of the region that the person names",
    file: csv([[...header, "phone"], ["ann@example.com", "Ann", "Lee", "030 / 90 18 20"], [
      "bob@example.com",
      "Bob",
      "Ray",
      "+1 212-736-5000",
    ], ["cyd@example.com", "Cyd", "Fox", "12"]]),
    form: { region: "DE" },
    expect: {
      total: 3,
      job: { region: "DE" },
      warnings: { PHONE_NOT_UNDERSTOOD: 1 },
      rows: {
        2: { phone: "+4930901820" },
        3: { phone: "+12127365000" },
        4: { phone: null, warnings: ["PHONE_NOT_UNDERSTOOD"] },
      },
      contacts: [{ phone: "+4930901820" }, { phone: "+12127365000" }, { phone: "12" }],
    },
  },
  {
    name: "phone numbers without a country stay as they are",
    file: csv([[...header, "phone"], ["ann@example.com", "Ann", "Lee", "030 901820"]]),
    expect: {
      total: 1,
      warnings: "any",
      job: { region: null },
      rows: { 2: { phone: null } },
      contacts: [{ phone: "030 901820" }],
    },
  },
  {
    name: "phone numbers of the country that each row names",
    file: csv([
      [...header, "phone", "country"],
      ["ann@example.com", "Ann", "Lee", "030 901820", "Germany"],
      ["bob@example.com", "Bob", "Ray", "(212) 736-5000", "US"],
      ["cyd@example.com", "Cyd", "Fox", "01 42 68 53 00", "France"],
    ]),
    expect: {
      total: 3,
      rows: {
        2: { phone: "+4930901820" },
        3: { phone: "+12127365000" },
        4: { phone: "+33142685300", data: { country: "France" } },
      },
      contacts: [
        { phone: "+4930901820", extra: { country: "Germany" } },
        { phone: "+12127365000" },
        { phone: "+33142685300" },
      ],
    },
  },
  {
    name: "values that are formulas stay what they are",
    file: csv([[...header, "company"], [
      "ann@example.com",
      "=1+1",
      "@Lee",
      '=HYPERLINK("http://example.com")',
    ]]),
    expect: {
      total: 1,
      rows: { 2: { data: { first_name: "=1+1", company: '=HYPERLINK("http://example.com")' } } },
      contacts: [{ first_name: "=1+1", last_name: "@Lee" }],
    },
  },
];
