/** Which column is which field: languages, typos, full names, several addresses, what people ask. */
import type { Shape } from "./shape.ts";
import { csv } from "./write.ts";

/** Headers of a language, in the order email, first name, last name, phone, company, job title. */
const languages: Record<string, string[]> = {
  German: ["E-Mail", "Vorname", "Nachname", "Telefonnummer", "Unternehmen", "Berufsbezeichnung"],
  French: ["Courriel", "Prénom", "Nom", "Téléphone", "Société", "Fonction"],
  Spanish: ["Correo electrónico", "Nombre", "Apellidos", "Teléfono", "Empresa", "Cargo"],
  Portuguese: ["Endereço de e-mail", "Nome", "Sobrenome", "Telefone", "Empresa", "Cargo"],
  Italian: ["Indirizzo e-mail", "Nome", "Cognome", "Telefono", "Azienda", "Ruolo"],
  Dutch: ["E-mailadres", "Voornaam", "Achternaam", "Telefoonnummer", "Bedrijf", "Functie"],
  Polish: ["Adres e-mail", "Imię", "Nazwisko", "Numer telefonu", "Firma", "Stanowisko"],
  Swedish: ["E-postadress", "Förnamn", "Efternamn", "Telefonnummer", "Företag", "Befattning"],
  Russian: ["Электронная почта", "Имя", "Фамилия", "Телефон", "Компания", "Должность"],
  Japanese: ["メールアドレス", "名", "姓", "電話番号", "会社名", "役職"],
  Chinese: ["电子邮箱", "名", "姓", "电话", "公司", "职位"],
};

const fields = ["email", "first_name", "last_name", "phone", "company", "job_title"];
const person = ["ann@example.com", "Ann", "Lee", "+442079460018", "Acme", "Buyer"];

const inLanguages: Shape[] = Object.entries(languages).map(([language, headers]) => ({
  name: `headers in ${language}`,
  file: csv([headers, person]),
  expect: {
    job: { mapping: Object.fromEntries(fields.map((field, i) => [field, headers[i]!])) },
    total: 1,
    contacts: [Object.fromEntries(fields.map((field, i) => [field, person[i]!]))],
  },
}));

const unusual = csv([
  ["Kontaktweg", "Rufzeichen", "Stamm", "email"],
  ["ann@example.com", "Ann", "Lee", "see left"],
]);
const unusualMapping = JSON.stringify({
  email: "Kontaktweg",
  first_name: "Rufzeichen",
  last_name: "Stamm",
});

/** More people than could be asked about one by one, in columns that nobody calls so. */
const stamm = Array.from({ length: 120 }, (_, i): [string, string, string] => {
  return [`p${i + 1}@example.com`, "Ann", `Lee ${i + 1}`];
});

export const headers: Shape[] = [
  ...inLanguages,
  {
    name: "headers with typos",
    file: csv([["Emial Adress", "Frist Name", "Last Nmae", "Compnay"], [
      "ann@example.com",
      "Ann",
      "Lee",
      "Acme",
    ]]),
    expect: {
      job: {
        mapping: {
          email: "Emial Adress",
          first_name: "Frist Name",
          last_name: "Last Nmae",
          company: "Compnay",
        },
      },
      total: 1,
    },
  },
  {
    name: "headers in capitals, with underscores, dots and asterisks",
    file: csv([["E_MAIL*", "FIRST.NAME", "LAST-NAME"], ["ann@example.com", "Ann", "Lee"]]),
    expect: {
      job: { mapping: { email: "E_MAIL*", first_name: "FIRST.NAME", last_name: "LAST-NAME" } },
      total: 1,
    },
  },
  {
    name: "a full name only is split",
    file: csv([
      ["Name", "E-Mail"],
      ["Ann Lee", "ann@example.com"],
      ["Ray, Bob", "bob@example.com"],
      ["Cher", "cher@example.com"],
    ]),
    expect: {
      job: { mapping: { email: "E-Mail", full_name: "Name" } },
      total: 3,
      rows: {
        2: { data: { first_name: "Ann", last_name: "Lee" }, problems: [] },
        3: { data: { first_name: "Bob", last_name: "Ray" }, problems: [] },
        4: { problems: ["MISSING_LAST_NAME"] },
      },
      issues: { MISSING_LAST_NAME: 1 },
      contacts: [
        { first_name: "Ann", last_name: "Lee", extra: {} },
        { first_name: "Bob", last_name: "Ray", extra: {} },
      ],
    },
  },
  {
    name: "a full name beside first and last names stays a column of its own",
    file: csv([["Display Name", "First Name", "Last Name", "Email"], [
      "Annie L.",
      "Ann",
      "Lee",
      "ann@example.com",
    ]]),
    expect: {
      total: 1,
      rows: { 2: { data: { first_name: "Ann", last_name: "Lee" } } },
    },
  },
  {
    name: "several e-mail columns: the first filled one is used, the others are kept",
    file: csv([
      ["First Name", "Last Name", "Email", "Email 2", "Email 3"],
      ["Ann", "Lee", "ann@example.com", "lee@example.org", ""],
      ["Bob", "Ray", "", "bob@example.org", "ray@example.net"],
      ["Cyd", "Fox", "", "", "cyd@example.net"],
      ["Dan", "Gil", "", "", ""],
    ]),
    expect: {
      job: { mapping: { email: "Email" } },
      total: 4,
      warnings: { EMAIL_FROM_OTHER_COLUMN: 2 },
      rows: {
        2: { email: "ann@example.com", data: { "Email 2": "lee@example.org" }, warnings: [] },
        3: { email: "bob@example.org", data: { "Email 3": "ray@example.net" } },
        4: { email: "cyd@example.net", warnings: ["EMAIL_FROM_OTHER_COLUMN"] },
        5: { email: null, problems: ["MISSING_EMAIL"] },
      },
      issues: { MISSING_EMAIL: 1 },
      contacts: [
        { email: "ann@example.com", extra: { "Email 2": "lee@example.org" } },
        {
          email: "bob@example.org",
          extra: { "Email 2": "bob@example.org", "Email 3": "ray@example.net" },
        },
        { email: "cyd@example.net", extra: { "Email 3": "cyd@example.net" } },
      ],
    },
  },
  {
    name: "a mapping that the person gives wins over headers",
    file: unusual,
    form: { mapping: unusualMapping },
    expect: {
      job: { mapping: { email: "Kontaktweg", first_name: "Rufzeichen", last_name: "Stamm" } },
      total: 1,
      rows: { 2: { email: "ann@example.com", data: { first_name: "Ann", last_name: "Lee" } } },
    },
  },
  {
    name: "the person's last mapping of the same headers is remembered",
    file: unusual,
    before: { mapping: unusualMapping },
    expect: {
      job: { mapping: { email: "Kontaktweg", first_name: "Rufzeichen", last_name: "Stamm" } },
      total: 1,
      rows: { 2: { email: "ann@example.com" } },
    },
  },
  {
    name: "no column for the last name: one question for all rows",
    file: csv([["email", "first name", "Stamm"], ...stamm]),
    named: { MISSING_LAST_NAME: "Stamm" },
    expect: {
      job: { valid_rows: stamm.length },
      total: stamm.length,
      rows: { 2: { data: { Stamm: "Lee 1" }, problems: [] } },
      issues: { MISSING_LAST_NAME: 1 },
      contacts: stamm.map(([email, , last]) => ({ email, last_name: last })),
    },
  },
  {
    name: "a column for the last name that is empty in every row: one question as well",
    file: csv([
      ["email", "first name", "last name"],
      ...stamm.map(([email, first]) => {
        return [email, first, ""];
      }),
    ]),
    expect: {
      total: stamm.length,
      rows: { 2: { problems: ["MISSING_LAST_NAME"] } },
      issues: { MISSING_LAST_NAME: 1 },
      contacts: [],
    },
  },
  {
    name: "a field that no column is to be",
    file: csv([["email", "first name", "last name", "title"], [
      "ann@example.com",
      "Ann",
      "Lee",
      "Ms.",
    ]]),
    form: { mapping: '{"job_title":null}' },
    expect: {
      total: 1,
      rows: { 2: { data: { title: "Ms." } } },
      contacts: [{ job_title: "", extra: { title: "Ms." } }],
    },
  },
  {
    name: "a mapping with a column that is not there",
    file: "email,first name,last name\nann@example.com,Ann,Lee\n",
    form: { mapping: '{"email":"Mail (work)"}' },
    expect: {
      failed: { code: "MAPPED_COLUMN_MISSING", says: /"Mail \(work\)".*"email", "first name"/ },
    },
  },
];
