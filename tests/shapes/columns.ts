/** Columns that no list of words knows, several values in a cell, and where phones are at home. */
import type { Shape } from "./shape.ts";
import { csv } from "./write.ts";

/** Headers of a language in the order email, first name, last name, phone, company. */
const languages: Record<string, string[]> = {
  Finnish: ["Sähköposti", "Etunimi", "Sukunimi", "Puhelinnumero", "Yritys"],
  Danish: ["E-mailadresse", "Fornavn", "Efternavn", "Telefonnummer", "Virksomhed"],
  Norwegian: ["E-postadresse", "Fornavn", "Etternavn", "Telefonnummer", "Bedrift"],
  Icelandic: ["Netfang", "Fornafn", "Eftirnafn", "Símanúmer", "Fyrirtæki"],
  Hungarian: ["E-mail cím", "Keresztnév", "Vezetéknév", "Telefonszám", "Cégnév"],
  Romanian: ["Adresă e-mail", "Prenume", "Nume", "Număr de telefon", "Companie"],
  Greek: ["ΗΛΕΚΤΡΟΝΙΚΌ ΤΑΧΥΔΡΟΜΕΊΟ", "Όνομα", "Επώνυμο", "Τηλέφωνο", "Εταιρεία"],
  Ukrainian: ["Електронна пошта", "Ім'я", "Прізвище", "Номер телефону", "Компанія"],
  Bulgarian: ["Имейл адрес", "Собствено име", "Фамилия", "Телефонен номер", "Фирма"],
  Serbian: ["Имејл адреса", "Име", "Презиме", "Број телефона", "Предузеће"],
  Croatian: ["E-pošta", "Ime", "Prezime", "Broj mobitela", "Tvrtka"],
  Slovenian: ["E-poštni naslov", "Ime", "Priimek", "Telefonska številka", "Podjetje"],
  Slovak: ["E-mailová adresa", "Meno", "Priezvisko", "Telefónne číslo", "Spoločnosť"],
  Czech: ["E-mailová adresa", "Jméno", "Příjmení", "Telefonní číslo", "Společnost"],
  Estonian: ["E-posti aadress", "Eesnimi", "Perekonnanimi", "Telefoninumber", "Ettevõte"],
  Latvian: ["E-pasta adrese", "Vārds", "Uzvārds", "Tālruņa numurs", "Uzņēmums"],
  Lithuanian: ["El. paštas", "Vardas", "Pavardė", "Telefono numeris", "Įmonė"],
  Catalan: ["Correu electrònic", "Nom", "Cognoms", "Telèfon", "Empresa"],
  Turkish: ["E-POSTA ADRESİ", "ADI", "SOYADI", "CEP TELEFONU", "ŞİRKET"],
  Azeri: ["E-poçt ünvanı", "Ad", "Soyad", "Telefon nömrəsi", "Şirkət"],
  Arabic: ["البريد الإلكتروني", "الاسم الأول", "اسم العائلة", "رقم الهاتف", "الشركة"],
  Hebrew: ["דואר אלקטרוני", "שם פרטי", "שם משפחה", "טלפון", "חברה"],
  Persian: ["ایمیل", "نام", "نام خانوادگی", "شماره تلفن", "شرکت"],
  Hindi: ["ईमेल पता", "पहला नाम", "उपनाम", "मोबाइल नंबर", "कंपनी"],
  Thai: ["อีเมล", "ชื่อ", "นามสกุล", "เบอร์โทรศัพท์", "บริษัท"],
  Vietnamese: ["Địa chỉ email", "Tên", "Họ", "Số điện thoại", "Công ty"],
  Indonesian: ["Alamat email", "Nama depan", "Nama belakang", "Nomor telepon", "Perusahaan"],
  Korean: ["이메일 주소", "이름", "성", "전화번호", "회사"],
};

const fields = ["email", "first_name", "last_name", "phone", "company"];
const person = ["ann@example.org", "Ann", "Lee", "+442079460018", "Acme"];

const inLanguages: Shape[] = Object.entries(languages).map(([language, headers]) => ({
  name: `headers in ${language}`,
  file: csv([headers, person]),
  expect: {
    job: { mapping: Object.fromEntries(fields.map((field, i) => [field, headers[i]!])) },
    total: 1,
    contacts: [Object.fromEntries(fields.map((field, i) => [field, person[i]!]))],
  },
}));

/** The same three fields, as programs write them. */
const spellings: [what: string, email: string, first: string, last: string][] = [
  ["a survey", "RecipientEmail", "RecipientFirstName", "RecipientLastName"],
  ["a form with brackets", "Email Address (required)", "Name (First)", "Name (Last)"],
  ["JSON made flat", "contact.email", "contact.first_name", "contact.last_name"],
  ["a form of questions", "What is your e-mail address?", "Your first name", "Your surname"],
  ["a shop", "Billing: Email", "Billing: First Name", "Billing: Last Name"],
  ["a database", "usr_contact_email", "contact_fname", "contact_lname"],
  [
    "a form in two languages",
    "E-mail / Courriel",
    "First name / Prénom",
    "Last name / Nom de famille",
  ],
];

const spelt: Shape[] = spellings.map(([what, email, first, last]) => ({
  name: `headers of ${what}`,
  file: csv([[email, "LASTUPDATED", first, last], ["ann@example.org", "2025-01-01", "Ann", "Lee"]]),
  expect: {
    job: { mapping: { email, first_name: first, last_name: last } },
    total: 1,
    contacts: [{
      email: "ann@example.org",
      first_name: "Ann",
      last_name: "Lee",
      extra: { LASTUPDATED: "2025-01-01" },
    }],
  },
}));

const byValues: Shape[] = [
  {
    name: "a column of addresses that no header names, with a full name",
    file: csv([["Name", "Where"], ["Ann Lee", "ann@example.org"], ["Bob Ray", "bob@example.org"]]),
    expect: {
      job: { mapping: { email: "Where", full_name: "Name" } },
      total: 2,
      contacts: [{ email: "ann@example.org", last_name: "Lee" }, { email: "bob@example.org" }],
    },
  },
  {
    name: "two columns of addresses that no header names: the fuller one, then the other",
    file: csv([
      ["First name", "Last name", "A", "B"],
      ["Ann", "Lee", "", "ann@example.org"],
      ["Bob", "Ray", "ray@example.net", "bob@example.org"],
      ["Cyd", "Fox", "cyd@example.net", ""],
      ["Dan", "Gil", "", "dan@example.org"],
    ]),
    expect: {
      job: { mapping: { email: "B" } },
      total: 4,
      warnings: { EMAIL_FROM_OTHER_COLUMN: 1 },
      rows: {
        3: { email: "bob@example.org", data: { A: "ray@example.net" } },
        4: { email: "cyd@example.net" },
      },
    },
  },
  {
    name: "a column that is called e-mail and holds yes and no, beside one of addresses",
    file: csv([
      ["Email", "Reach me at", "First name", "Last name"],
      ["yes", "ann@example.org", "Ann", "Lee"],
      ["no", "bob@example.org", "Bob", "Ray"],
    ]),
    expect: { job: { mapping: { email: "Reach me at" } }, total: 2 },
  },
];

const header = ["Email", "First name", "Last name", "Phone"];

const severalInACell: Shape[] = [
  {
    name: "several addresses in a cell: the first is used, the others are kept",
    file: csv([
      header.slice(0, 3),
      ["ann@example.org; lee@example.net", "Ann", "Lee"],
      ["bob@example.org ::: ray@example.net ::: b@example.com", "Bob", "Ray"],
      ["cyd@example.org\nfox@example.net", "Cyd", "Fox"],
      ["Dan <dan@example.org>, Gil <gil@example.net>", "Dan", "Gil", "surplus"],
      ["eve@example.org", "Eve", "Ash"],
    ]),
    expect: {
      total: 5,
      warnings: { SEVERAL_VALUES: 4, ROW_TOO_LONG: 1 },
      contacts: [
        { email: "ann@example.org", extra: { "other email": "lee@example.net" } },
        { email: "bob@example.org", extra: { "other email": "ray@example.net; b@example.com" } },
        { email: "cyd@example.org", extra: { "other email": "fox@example.net" } },
        {
          email: "dan@example.org",
          extra: { "other email": "gil@example.net", column_4: "surplus" },
        },
        { email: "eve@example.org", extra: {} },
      ],
    },
  },
  {
    name: "several phones in a cell: the first that can be told is used, the others are kept",
    file: csv([
      header,
      ["ann@example.org", "Ann", "Lee", "+44 20 7946 0018 / +44 7911 123456"],
      ["bob@example.org", "Bob", "Ray", "+44 20 7946 0018 ::: 020 7946 0019"],
      ["cyd@example.org", "Cyd", "Fox", "020 7946 0018"],
    ]),
    form: { region: "GB" },
    expect: {
      total: 3,
      warnings: { SEVERAL_VALUES: 2 },
      contacts: [
        { phone: "+442079460018", extra: { "other phone": "+44 7911 123456" } },
        { phone: "+442079460018", extra: { "other phone": "020 7946 0019" } },
        { phone: "+442079460018", extra: {} },
      ],
    },
  },
  {
    name: "one address with something around it is offered without that",
    file: csv([
      header.slice(0, 3),
      ["ann@example.org <mailto:ann@example.org>", "Ann", "Lee"],
      ["mailto:bob@example.org", "Bob", "Ray"],
      ["cyd@example.org (work)", "Cyd", "Fox"],
      ["dan@example.org - home", "Dan", "Gil"],
    ]),
    expect: {
      total: 4,
      issues: { INVALID_EMAIL_FORMAT: 4 },
      rows: {
        2: { suggestion: "ann@example.org" },
        3: { suggestion: "bob@example.org" },
        4: { suggestion: "cyd@example.org" },
        5: { suggestion: "dan@example.org" },
      },
    },
  },
  {
    name: "values that are nobody's are told, and people called Null stay",
    file: csv([
      header,
      ["ann@example.org", "N/A", "Lee", "-"],
      ["test@test.com", "Bob", "none", ""],
      ["cyd@example.org", "Cyd", "Null", ""],
      ["dan@example.org", "Null", "Gil", ""],
    ]),
    expect: {
      total: 4,
      warnings: { PLACEHOLDER_VALUE: 2 },
      contacts: [
        { first_name: "N/A" },
        { email: "test@test.com" },
        { last_name: "Null" },
        { first_name: "Null" },
      ],
    },
  },
  {
    name: "a spreadsheet's errors that went into a CSV file",
    file: csv([
      header,
      ["ann@example.org", "#NV", "Lee", "#BEZUG!"],
      ["#VALUE!", "Bob", "Ray", ""],
      ["cyd@example.org", "Cyd", "#1 Fan", ""],
    ]),
    expect: {
      total: 3,
      issues: { MISSING_EMAIL: 1, MISSING_FIRST_NAME: 1 },
      warnings: { ERROR_VALUE: 2 },
      contacts: [{ email: "cyd@example.org", last_name: "#1 Fan" }],
    },
  },
];

const atHome: Shape[] = [
  {
    name: "a German list: phones are at home where its addresses end",
    file: csv([
      ["Vorname", "Nachname", "E-Mail", "Telefon"],
      ["Anna", "Müller", "anna@example.de", "030 1234567"],
      ["Bernd", "Schulz", "bernd@gmail.com", "0171 2345678"],
      ["Carla", "Weiß", "carla@example.de", "(089) 123456"],
    ], { delimiter: ";" }),
    expect: {
      job: { region: "DE", region_reason: "addresses in .de: 2 of 2 with a country's ending" },
      total: 3,
      contacts: [{ phone: "+49301234567" }, { phone: "+491712345678" }, { phone: "+4989123456" }],
    },
  },
  {
    name: "an American list: phones are at home where the numbers with a country are",
    file: csv([
      header,
      ["ann@example.com", "Ann", "Lee", "(212) 736-5000"],
      ["bob@example.com", "Bob", "Ray", "+1 212-736-5001"],
    ]),
    expect: {
      job: { region: "US", region_reason: "numbers with its code: 1 of 1 that have one" },
      total: 2,
      contacts: [{ phone: "+12127365000" }, { phone: "+12127365001" }],
    },
  },
  {
    name: "a French list: rows without a country are taken for the others'",
    file: csv([
      ["Nom", "Prénom", "Courriel", "Téléphone", "Pays"],
      ["Lévy", "François", "f@example.com", "01 42 68 53 00", "France"],
      ["Durand", "Zoé", "z@example.com", "06 12 34 56 78", ""],
    ]),
    expect: {
      job: { region: "FR", region_reason: "rows that name it: 1 of 1 that name a country" },
      total: 2,
      contacts: [{ phone: "+33142685300" }, { phone: "+33612345678" }],
    },
  },
  {
    name: "a Japanese list: phones are at home where its headers' language is",
    file: csv([["メールアドレス", "名", "姓", "電話番号", "会社名"], [
      "hanako@example.com",
      "花子",
      "田中",
      "03-1234-5678",
      "Acme",
    ]]),
    expect: {
      job: { region: "JP", region_reason: "the headers' language: Japanese" },
      total: 1,
      contacts: [{ phone: "+81312345678" }],
    },
  },
  {
    name: "a German address among American numbers says nothing",
    file: csv([header, ["ann@example.de", "Ann", "Lee", "(212) 736-5000"]]),
    expect: {
      job: { region: null, region_reason: null },
      total: 1,
      contacts: [{ phone: "(212) 736-5000" }],
    },
  },
  {
    name: "phones that are to stay as they are, whatever the file says",
    file: csv([header, ["ann@example.de", "Ann", "Lee", "030 1234567"]]),
    form: { region: "none" },
    expect: {
      job: { region: null, region_reason: null },
      total: 1,
      contacts: [{ phone: "030 1234567" }],
    },
  },
];

export const columns: Shape[] = [
  ...inLanguages,
  ...spelt,
  ...byValues,
  ...severalInACell,
  ...atHome,
];
