/** Exports of the programs that people come from, with the headers that these programs write. */
import type { Shape } from "./shape.ts";
import { csv, encoded } from "./write.ts";

/** A table of one column a header: header → value of each row. */
function table(columns: Record<string, string[]>): string[][] {
  const rows = Object.values(columns)[0]!.length;
  return [
    Object.keys(columns),
    ...Array.from({ length: rows }, (_, i) => Object.values(columns).map((column) => column[i]!)),
  ];
}

const two = (value = "") => [value, value];

export const programs: Shape[] = [
  {
    name: "Google Contacts, new",
    filename: "contacts.csv",
    file: csv(table({
      "First Name": ["Ann", "Bob"],
      "Middle Name": ["M.", ""],
      "Last Name": ["Lee", "Ray"],
      "Phonetic First Name": two(),
      "Phonetic Middle Name": two(),
      "Phonetic Last Name": two(),
      "Name Prefix": ["Dr.", ""],
      "Name Suffix": two(),
      Nickname: two(),
      "File As": two(),
      "Organization Name": ["Acme", "Contoso"],
      "Organization Title": ["Buyer", "CEO"],
      "Organization Department": two(),
      Birthday: ["1980-02-01", ""],
      Notes: two(),
      Photo: two("https://lh3.googleusercontent.com/contacts/x"),
      Labels: two("* myContacts"),
      "E-mail 1 - Label": ["* Work", "* Work"],
      "E-mail 1 - Value": ["ann@example.com", ""],
      "E-mail 2 - Label": ["", "Home"],
      "E-mail 2 - Value": ["", "bob@example.org"],
      "Phone 1 - Label": two("Mobile"),
      "Phone 1 - Value": ["+44 20 7946 0018", ""],
    })),
    expect: {
      job: {
        mapping: {
          email: "E-mail 1 - Value",
          first_name: "First Name",
          last_name: "Last Name",
          phone: "Phone 1 - Value",
          company: "Organization Name",
          job_title: "Organization Title",
        },
      },
      total: 2,
      warnings: { EMAIL_FROM_OTHER_COLUMN: 1 },
      rows: {
        2: { email: "ann@example.com", phone: "+442079460018", data: { Birthday: "1980-02-01" } },
        3: { email: "bob@example.org", warnings: ["EMAIL_FROM_OTHER_COLUMN"] },
      },
      contacts: [{ email: "ann@example.com" }, { email: "bob@example.org", company: "Contoso" }],
    },
  },
  {
    name: "Google Contacts, old",
    filename: "google.csv",
    file: encoded(
      csv(table({
        Name: ["Ann Lee", "Bob Ray"],
        "Given Name": ["Ann", "Bob"],
        "Additional Name": two(),
        "Family Name": ["Lee", "Ray"],
        "Yomi Name": two(),
        "Given Name Yomi": two(),
        "Family Name Yomi": two(),
        Nickname: two(),
        Gender: two(),
        Occupation: two(),
        Notes: two(),
        "Group Membership": two("* myContacts"),
        "E-mail 1 - Type": two("* Home"),
        "E-mail 1 - Value": ["ann@example.com", "bob@example.com"],
        "Phone 1 - Type": two("Mobile"),
        "Phone 1 - Value": ["+1 212-736-5000", ""],
        "Organization 1 - Type": two(),
        "Organization 1 - Name": ["Acme", ""],
        "Organization 1 - Title": ["Buyer", ""],
      })),
      "utf-16le",
      true,
    ),
    expect: {
      job: {
        encoding: "utf-16le",
        mapping: {
          email: "E-mail 1 - Value",
          first_name: "Given Name",
          last_name: "Family Name",
          phone: "Phone 1 - Value",
          company: "Organization 1 - Name",
        },
      },
      total: 2,
      rows: { 2: { phone: "+12127365000", data: { first_name: "Ann", company: "Acme" } } },
    },
  },
  {
    name: "Outlook, English",
    filename: "contacts.CSV",
    file: encoded(
      csv(
        table({
          Title: ["Ms.", ""],
          "First Name": ["Zoë", "Bob"],
          "Middle Name": two(),
          "Last Name": ["Lee", "Ray"],
          Suffix: two(),
          Company: ["Acme", "Contoso"],
          Department: two(),
          "Job Title": ["Buyer", "CEO"],
          "Business Street": ["1 Main St", ""],
          "Business Phone": ["+44 20 7946 0018", ""],
          "Home Phone": two(),
          "Mobile Phone": two(),
          "E-mail Address": ["zoe@example.com", "bob@example.com"],
          "E-mail Type": two("SMTP"),
          "E-mail Display Name": ["Zoë Lee (zoe@example.com)", "Bob Ray (bob@example.com)"],
          "E-mail 2 Address": two(),
          "E-mail 3 Address": two(),
          Gender: two("Unspecified"),
          "Web Page": two(),
        }),
        { quoteAll: true },
      ),
      "windows-1252",
    ),
    expect: {
      job: {
        encoding: "windows-1252",
        mapping: {
          email: "E-mail Address",
          first_name: "First Name",
          last_name: "Last Name",
          company: "Company",
          job_title: "Job Title",
        },
      },
      total: 2,
      rows: { 2: { data: { first_name: "Zoë", job_title: "Buyer", Title: "Ms." } } },
      contacts: [{ email: "zoe@example.com", job_title: "Buyer" }, { email: "bob@example.com" }],
    },
  },
  {
    name: "Outlook, German",
    file: encoded(
      csv(
        table({
          Anrede: ["Frau", "Herr"],
          Vorname: ["Käthe", "Jürgen"],
          Nachname: ["Schäfer", "Müller"],
          Firma: ["Möbel Höfner", "Größer GmbH"],
          Position: ["Einkäuferin", ""],
          "Telefon geschäftlich": ["+49 30 901820", ""],
          "E-Mail-Adresse": ["kaethe@example.de", "juergen@example.de"],
          Notizen: ["mag Grün", "ruft zurück"],
        }),
        { delimiter: ";" },
      ),
      "windows-1252",
    ),
    expect: {
      job: {
        encoding: "windows-1252",
        delimiter: ";",
        mapping: {
          email: "E-Mail-Adresse",
          first_name: "Vorname",
          last_name: "Nachname",
          company: "Firma",
          job_title: "Position",
          phone: "Telefon geschäftlich",
        },
      },
      total: 2,
      rows: { 2: { phone: "+4930901820", data: { Anrede: "Frau", job_title: "Einkäuferin" } } },
    },
  },
  {
    name: "LinkedIn, without its notes",
    file: csv(table({
      "First Name": ["Ann", "Bob"],
      "Last Name": ["Lee", "Ray"],
      "Email Address": ["ann@example.com", ""],
      Company: ["Acme", "Contoso"],
      Position: ["Buyer", "CEO"],
      "Connected On": ["01 Mar 2026", "02 Mar 2026"],
    })),
    expect: {
      job: { mapping: { email: "Email Address", job_title: "Position" } },
      total: 2,
      rows: { 3: { problems: ["MISSING_EMAIL"] } },
      issues: { MISSING_EMAIL: 1 },
      contacts: [{ email: "ann@example.com", extra: { "Connected On": "01 Mar 2026" } }],
    },
  },
  {
    name: "Mailchimp",
    filename: "subscribed_email_audience_export.csv",
    file: csv(table({
      "Email Address": ["ann@example.com", "bob@example.com"],
      "First Name": ["Ann", "Bob"],
      "Last Name": ["Lee", "Ray"],
      Address: ["1 Main St  Dublin  Ireland", ""],
      "Phone Number": ["+44 20 7946 0018", ""],
      Birthday: ["02/01", ""],
      MEMBER_RATING: two("2"),
      OPTIN_TIME: two("2026-03-01 10:00:00"),
      CONFIRM_IP: two("192.0.2.1"),
      LATITUDE: two("53.3"),
      LEID: ["1001", "1002"],
      EUID: ["a1b2", "c3d4"],
      TAGS: ['"Newsletter","Fair"', '"Newsletter"'],
    })),
    expect: {
      job: {
        mapping: { email: "Email Address", first_name: "First Name", phone: "Phone Number" },
      },
      total: 2,
      rows: { 2: { data: { TAGS: '"Newsletter","Fair"', MEMBER_RATING: "2" } } },
    },
  },
  {
    name: "HubSpot",
    file: csv(table({
      "Record ID": ["101", "102"],
      "First Name": ["Ann", "Bob"],
      "Last Name": ["Lee", "Ray"],
      Email: ["ann@example.com", "bob@example.com"],
      "Phone Number": ["+44 20 7946 0018", ""],
      "Contact owner": two("Eve Gil (eve@example.com)"),
      "Associated Company": ["Acme", "Contoso"],
      "Job Title": ["Buyer", "CEO"],
      "Lead Status": two("New"),
      "Last Activity Date (EST)": two("2026-03-01 10:00"),
    })),
    expect: {
      job: { mapping: { email: "Email", phone: "Phone Number", job_title: "Job Title" } },
      total: 2,
      rows: { 2: { data: { "Record ID": "101", "Contact owner": "Eve Gil (eve@example.com)" } } },
    },
  },
  {
    name: "Salesforce",
    file: csv(
      table({
        "First Name": ["Ann", "Bob"],
        "Last Name": ["Lee", "Ray"],
        Title: ["Buyer", "CEO"],
        "Account Name": ["Acme", "Contoso"],
        Phone: ["+44 20 7946 0018", ""],
        Email: ["ann@example.com", "bob@example.com"],
        "Mailing Country": two("Ireland"),
        "Account Owner": two("Eve Gil"),
      }),
      { quoteAll: true },
    ),
    expect: {
      job: { mapping: { email: "Email", job_title: "Title", company: "Account Name" } },
      total: 2,
      rows: { 3: { data: { job_title: "CEO", company: "Contoso", "Account Owner": "Eve Gil" } } },
    },
  },
  {
    name: "Thunderbird",
    file: csv(table({
      "First Name": ["Ann", "Bob"],
      "Last Name": ["Lee", "Ray"],
      "Display Name": ["Ann Lee", "Bob Ray"],
      Nickname: two(),
      "Primary Email": ["ann@example.com", ""],
      "Secondary Email": ["", "bob@example.org"],
      "Work Phone": ["+44 20 7946 0018", ""],
      "Job Title": ["Buyer", ""],
      Organization: ["Acme", ""],
    })),
    expect: {
      job: { mapping: { email: "Primary Email", company: "Organization", job_title: "Job Title" } },
      total: 2,
      warnings: { EMAIL_FROM_OTHER_COLUMN: 1 },
      rows: { 3: { email: "bob@example.org" } },
    },
  },
  {
    name: "Shopify: a column about e-mail marketing is no address",
    file: csv(table({
      "First Name": ["Ann", "Bob"],
      "Last Name": ["Lee", "Ray"],
      Email: ["ann@example.com", "bob@example.com"],
      "Accepts Email Marketing": ["yes", "no"],
      "Default Address Company": ["Acme", ""],
      "Total Spent": ["12.50", "0.00"],
    })),
    expect: {
      job: { mapping: { email: "Email" } },
      total: 2,
      rows: { 2: { data: { "Accepts Email Marketing": "yes", "Total Spent": "12.50" } } },
    },
  },
  {
    name: "Eventbrite",
    file: csv(table({
      "Order no.": ["1", "2"],
      "Order Date": two("2026-03-01"),
      "First Name": ["Ann", "Bob"],
      Surname: ["Lee", "Ray"],
      Email: ["ann@example.com", "bob@example.com"],
      Quantity: two("1"),
    })),
    expect: {
      job: { mapping: { email: "Email", first_name: "First Name", last_name: "Surname" } },
      total: 2,
    },
  },
  {
    name: "a home-made script, with names as programmers write them",
    file: "id|firstName|lastName|eMail|phone_number|companyName|created_at\n" +
      "1|Ann|Lee|ann@example.com|+442079460018|Acme|2026-03-01T00:00:00Z\n",
    expect: {
      job: {
        delimiter: "|",
        mapping: {
          email: "eMail",
          first_name: "firstName",
          last_name: "lastName",
          phone: "phone_number",
          company: "companyName",
        },
      },
      total: 1,
      rows: { 2: { data: { created_at: "2026-03-01T00:00:00Z", id: "1" } } },
    },
  },
];
