/** Headers that are questions, that name several people, or take two rows. */
import type { Shape } from "./shape.ts";
import { csv } from "./write.ts";

const ann = { email: "ann@example.org", first_name: "Ann", last_name: "Lee" };
const bob = { email: "bob@example.org", first_name: "Bob", last_name: "Ray" };
const two = { total: 2, contacts: [ann, bob] };

const questions: Shape[] = [
  {
    name: "the questions of a survey in English, with a call before them",
    file: csv([
      ["#", "Hi! What's your first name?", "And your last name, {{field:a}}?", "Your e-mail?"],
      ["1", "Ann", "Lee", "ann@example.org"],
      ["2", "Bob", "Ray", "bob@example.org"],
    ]),
    expect: two,
  },
  {
    name: "the questions of a survey in German, and one about letters",
    file: csv([
      [
        "Wie lautet Ihr Vorname?",
        "Und Ihr Nachname?",
        "Wie lautet Ihre E-Mail-Adresse?",
        "Unter welcher Telefonnummer erreichen wir Sie?",
        "Dürfen wir Ihnen Briefe an Ihre E-Mail-Adresse schicken?",
      ],
      ["Ann", "Lee", "ann@example.org", "+44 20 7946 0018", "ja"],
      ["Bob", "Ray", "bob@example.org", "", "nein"],
    ]),
    expect: { total: 2, contacts: [{ ...ann, phone: "+442079460018" }, bob] },
  },
  {
    name: "the questions of a survey in French",
    file: csv([
      ["Quel est votre nom de famille ?", "Quel est votre prénom ?", "Votre adresse e-mail :"],
      ["Lee", "Ann", "ann@example.org"],
      ["Ray", "Bob", "bob@example.org"],
    ]),
    expect: two,
  },
];

const people: Shape[] = [
  {
    name: "a school's list: the name is the parent's whose address it is",
    file: csv([
      ["Student First Name", "Student Last Name", "Parent 1 First Name", "Parent 1 Last Name"]
        .concat(["Parent 1 Email", "Parent 2 First Name", "Parent 2 Email"]),
      ["Kim", "Lee", "Ann", "Lee", "ann@example.org", "Joe", "joe@example.org"],
      ["Ida", "Ray", "Bob", "Ray", "bob@example.org", "", ""],
    ]),
    expect: two,
  },
  {
    name: "a school's list: the parent's whole name beside the child's halves",
    file: csv([
      ["First Name", "Last Name", "Class", "Mother Name", "Mother Email", "Father Name"],
      ["Kim", "Lee", "3", "Ann Lee", "ann@example.org", "Joe Lee"],
      ["Ida", "Ray", "4", "Ray, Bob", "bob@example.org", ""],
    ]),
    expect: { ...two, job: { mapping: { full_name: "Mother Name", email: "Mother Email" } } },
  },
  {
    name: "a guardian with a number, and a student in two columns of one word",
    file: csv([
      ["Student Last", "Student First", "Guardian 1 Name", "Guardian 1 Email"],
      ["Lee", "Kim", "Ann Lee", "ann@example.org"],
      ["Ray", "Ida", "Bob Ray", "bob@example.org"],
    ]),
    expect: { ...two, job: { mapping: { full_name: "Guardian 1 Name" } } },
  },
];

const orders: Shape[] = [
  {
    name: "Pretix: the attendee's address, and not that of who ordered",
    file: csv([
      ["Order code", "E-mail", "Attendee name", "Attendee name: Given name"]
        .concat(["Attendee name: Family name", "Attendee email"]),
      ["A1", "boss@example.net", "Ann Lee", "Ann", "Lee", "ann@example.org"],
      ["A1", "boss@example.net", "Bob Ray", "Bob", "Ray", "bob@example.org"],
    ]),
    expect: { ...two, job: { mapping: { email: "Attendee email" } } },
  },
  {
    name: "a registration: the participant's address beside a contact's",
    file: csv([
      ["E-mail", "Participant first name", "Participant last name", "Participant e-mail"],
      ["school@example.net", "Ann", "Lee", "ann@example.org"],
      ["school@example.net", "Bob", "Ray", "bob@example.org"],
    ]),
    expect: { ...two, job: { mapping: { email: "Participant e-mail" } } },
  },
  {
    name: "a shop: the names of the invoice beside those of the parcel",
    file: csv([
      ["Order", "Shipping First Name", "Shipping Last Name", "Billing Email"]
        .concat(["Billing First Name", "Billing Last Name"]),
      ["1", "Kim", "Fox", "ann@example.org", "Ann", "Lee"],
      ["2", "Joe", "Orr", "bob@example.org", "Bob", "Ray"],
    ]),
    expect: { ...two, job: { mapping: { first_name: "Billing First Name" } } },
  },
];

const halves: Shape[] = [
  {
    name: "DATEV: the name of a person beside that of a company, in brackets",
    file: csv([
      ["Konto", "Name (Adressattyp Unternehmen)", "Name (Adressattyp natürl. Person)"]
        .concat(["Vorname (Adressattyp natürl. Person)", "E-Mail"]),
      ["10001", "", "Lee", "Ann", "ann@example.org"],
      ["10002", "Acme GmbH", "Ray", "Bob", "bob@example.org"],
    ], { delimiter: ";" }),
    expect: { total: 2, contacts: [ann, { ...bob, company: "Acme GmbH" }] },
  },
  {
    name: "a directory: sn beside givenName",
    file: csv([
      ["DN", "sn", "givenName", "mail"],
      ["CN=Lee\\, Ann,DC=example", "Lee", "Ann", "ann@example.org"],
      ["CN=Bob Ray,DC=example", "Ray", "Bob", "bob@example.org"],
    ]),
    expect: two,
  },
  {
    name: "SAP: Name 1 beside Vorname",
    file: "|Debitor |Name 1 |Vorname |E-Mail         |\n" +
      "|0000101 |Lee    |Ann     |ann@example.org|\n|0000102 |Ray    |Bob     |bob@example.org|\n",
    expect: { total: 2, contacts: [{ ...ann, extra: { Debitor: "0000101" } }, bob] },
  },
];

const groups: Shape[] = [
  {
    name: "Salesforce: a report in groups, each with how many there are",
    file: csv([
      ["Account Name", "First Name", "Last Name", "Email"],
      ["Account Name: Acme (1 record)", "", "", ""],
      ["", "Ann", "Lee", "ann@example.org"],
      ["Account Name: Beta (1 record)", "", "", ""],
      ["", "Bob", "Ray", "bob@example.org"],
      ["Grand Totals (2 records)", "", "", ""],
    ]),
    expect: { ...two, warnings: { LINES_LEFT_OUT: 3 } },
  },
  {
    name: "Teams: a second table of the same people with other columns",
    file: csv([
      ["2. Participants"],
      ["Name", "First Join", "Duration in all", "Email", "Role"],
      ["Ann Lee", "10:00", "1h", "ann@example.org", "Organizer"],
      ["Bob Ray", "10:01", "1h", "bob@example.org", "Presenter"],
      [""],
      ["3. In-Meeting Activities"],
      ["Name", "Join Time", "Email", "Role"],
      ["Ann Lee", "10:00", "ann@example.org", "Organizer"],
    ], { delimiter: "\t" }),
    expect: { total: 3, warnings: "any", contacts: [ann, bob] },
  },
  {
    name: "a line break in a cell hides no gap above a note",
    file: csv([
      ["First Name", "Last Name", "Email", "Note"],
      ["Ann", "Lee", "ann@example.org", ""],
      ["Bob", "Ray", "bob@example.org", "one\ntwo"],
      ["", "", "", ""],
      ["* = committee", "", "", ""],
    ]),
    expect: { ...two, warnings: { LINES_LEFT_OUT: 1 } },
  },
];

const twoRows: Shape[] = [
  {
    name: "SurveyMonkey: the parts of a question in a second row of the header",
    file: csv([
      ["Respondent ID", "Collector ID", "Please give your details:", "", ""],
      ["", "", "Name:", "Company:", "Email Address:"],
      ["118", "22", "Ann Lee", "Acme", "ann@example.org"],
      ["119", "22", "Bob Ray", "", "bob@example.org"],
    ]),
    expect: {
      total: 2,
      contacts: [
        {
          ...ann,
          company: "Acme",
          extra: { "Respondent ID": "118", "Collector ID": "22" },
        },
        bob,
      ],
    },
  },
  {
    name: "a header of two rows, of which the upper one names groups and columns of one row",
    file: csv([
      ["No.", "Class", "Parent", "", ""],
      ["", "", "First name", "Last name", "E-mail"],
      ["1", "3a", "Ann", "Lee", "ann@example.org"],
      ["2", "3b", "Bob", "Ray", "bob@example.org"],
    ], { delimiter: ";" }),
    expect: { total: 2, contacts: [{ ...ann, extra: { "No.": "1", Class: "3a" } }, bob] },
  },
  {
    name: "a title above a header with a column that has no name is no part of it",
    file: csv([
      ["Members 2025", "", "", ""],
      ["", "First name", "Last name", "E-mail"],
      ["1", "Ann", "Lee", "ann@example.org"],
      ["2", "Bob", "Ray", "bob@example.org"],
    ]),
    expect: { total: 2, contacts: [{ ...ann, extra: { column_1: "1" } }, bob] },
  },
];

const sums: Shape[] = [
  {
    name: "PayPal: a sum whose word stands in the middle",
    file: csv([
      ["Date", "Name", "Status", "Gross", "From Email Address"],
      ["01/02/2025", "Ann Lee", "Completed", "12.00", "ann@example.org"],
      ["01/03/2025", "Bob Ray", "Completed", "1,200.00", "bob@example.org"],
      ["", "", "Total", "1,212.00", ""],
    ]),
    expect: { ...two, warnings: { LINES_LEFT_OUT: 1 } },
  },
  {
    name: "figures below the people that nothing names",
    file: csv([
      ["First Name", "Last Name", "Email", "Paid"],
      ["Ann", "Lee", "ann@example.org", "12.50"],
      ["Bob", "Ray", "bob@example.org", "3.00"],
      ["", "", "", "15.50"],
    ]),
    expect: { ...two, warnings: { LINES_LEFT_OUT: 1 } },
  },
  {
    name: "totals and their average below the donors",
    file: csv([
      ["Donor Name", "Donor Email", "Gift"],
      ["Lee, Ann", "ann@example.org", "$1,200.00"],
      ["Ray, Bob", "bob@example.org", "$15.00"],
      ["Total Gifts", "", "$1,215.00"],
      ["Average", "", "$607.50"],
    ]),
    expect: { ...two, warnings: { LINES_LEFT_OUT: 2 } },
  },
];

const values: Shape[] = [
  {
    name: "Outlook: a name within Exchange in place of the first address",
    file: csv([
      ["First Name", "Last Name", "E-mail Address", "E-mail Type", "E-mail 2 Address"],
      ["Ann", "Lee", "/o=ExchangeLabs/ou=Admin (FY)/cn=Recipients/cn=ann", "EX", "ann@example.org"],
      ["Bob", "Ray", "bob@example.org", "SMTP", ""],
    ]),
    expect: { ...two, warnings: { EMAIL_FROM_OTHER_COLUMN: 1 } },
  },
  {
    name: "a database's mark of an empty field",
    filename: "people.tsv",
    file: "email\tfirst_name\tlast_name\tphone\tcompany\nann@example.org\tAnn\tLee\t\\N\t\\N\n" +
      "bob@example.org\tBob\tRay\t+1 212-736-5000\tAcme\n",
    expect: {
      total: 2,
      contacts: [{ ...ann, phone: "", company: "" }, { ...bob, phone: "+12127365000" }],
    },
  },
  {
    name: "several phones with words before them tell their country",
    file: csv([
      ["Name", "E-Mail", "Telefone"],
      ["Lee, Ann", "ann@example.de", "030 1234567 / 0171 2345678"],
      ["Ray, Bob", "bob@example.de", "Tel. 089 123456, mobil: 0172 1234567"],
    ], { delimiter: ";" }),
    expect: {
      total: 2,
      job: { region: "DE" },
      warnings: { SEVERAL_VALUES: 2 },
      contacts: [
        { first_name: "Ann", phone: "+49301234567" },
        { first_name: "Bob", phone: "+4989123456" },
      ],
    },
  },
  {
    name: "an old directory's names within Exchange, in a column of their own",
    file: csv([
      ["Display Name", "legacyExchangeDN", "EmailAddress"],
      ["Lee, Ann", "/O=ACME/OU=EXCHANGE/CN=RECIPIENTS/CN=ALEE", "ann@example.org"],
      ["Ray, Bob", "/O=ACME/OU=EXCHANGE/CN=RECIPIENTS/CN=BRAY", "bob@example.org"],
    ]),
    expect: two,
  },
  {
    name: "a name within Exchange and no other address is asked about",
    file: csv([
      ["First Name", "Last Name", "E-mail Address"],
      ["Ann", "Lee", "ann@example.org"],
      ["Bob", "Ray", "/o=acme/ou=first administrative group/cn=recipients/cn=bray"],
      ["Cid", "Fox", "cid@example.org"],
    ]),
    expect: {
      total: 3,
      issues: { INVALID_EMAIL_FORMAT: 1 },
      contacts: [ann, { first_name: "Cid", email: "cid@example.org" }],
    },
  },
  {
    name: "a database's marks in place of names and addresses",
    file: "id,email,first_name,last_name\n1,ann@example.org,Ann,Lee\n2,\\N,Bob,Ray\n" +
      "3,cid@example.org,\\N,Fox\n",
    expect: {
      total: 3,
      issues: { MISSING_EMAIL: 1, MISSING_FIRST_NAME: 1 },
      contacts: [ann],
    },
  },
  {
    name: "a name that begins as a database's mark stays",
    file: csv([
      ["email", "first_name", "last_name", "path"],
      ["ann@example.org", "Ann", "Lee", "\\Notes"],
      ["bob@example.org", "Bob", "Ray", "\\N"],
    ]),
    expect: { total: 2, contacts: [ann, bob] },
  },
  {
    name: "phones with French words before them",
    file: csv([
      ["Prénom", "Nom", "Courriel", "Téléphone"],
      ["Ann", "Lee", "ann@example.fr", "Tél. 01 42 68 53 00"],
      ["Bob", "Ray", "bob@example.fr", "tél : 06 12 34 56 78"],
      ["Cid", "Fox", "cid@example.fr", "Fax 01 42 68 53 01"],
    ], { delimiter: ";" }),
    expect: {
      total: 3,
      job: { region: "FR" },
      warnings: { PHONE_NOT_UNDERSTOOD: 1 },
      contacts: [
        { first_name: "Ann", phone: "+33142685300" },
        { first_name: "Bob", phone: "+33612345678" },
        { first_name: "Cid", phone: "Fax 01 42 68 53 01" },
      ],
    },
  },
  {
    name: "phones with words that are written with their country",
    file: csv([
      ["First Name", "Last Name", "Email", "Phones"],
      ["Ann", "Lee", "ann@example.org", "Work: +44 20 7946 0018; Mobile: +44 7700 900123"],
      ["Bob", "Ray", "bob@example.org", "Mobile: +44 7700 900456"],
    ]),
    expect: {
      total: 2,
      warnings: { SEVERAL_VALUES: 1 },
      contacts: [
        { first_name: "Ann", phone: "+442079460018" },
        { first_name: "Bob", phone: "+447700900456" },
      ],
    },
  },
];

export const unusualHeaders: Shape[] = [
  ...[questions, people, orders, halves, groups, twoRows, sums, values].flat(),
];
