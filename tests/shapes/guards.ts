/** What programs put before values so that no spreadsheet runs them, and what only looks like it. */
import type { Shape } from "./shape.ts";
import { csv } from "./write.ts";

const header = ["email", "first name", "last name", "phone", "company"];

export const guards: Shape[] = [
  {
    name: "apostrophes before + and @, as shops export them, beside those of names",
    file: csv([
      header,
      ["ann@example.com", "Ann", "Lee", "'+442079460018", "'@properties Ltd"],
      ["gerard@example.com", "Gerard", "'t Hooft", "'+1 212-736-5000", "'s Lands Zee"],
      ["sinead@example.com", "Sinéad", "O'Neill", "", "D'Arcy & Sons"],
    ]),
    expect: {
      total: 3,
      contacts: [
        { phone: "+442079460018", company: "@properties Ltd" },
        { last_name: "'t Hooft", phone: "+12127365000", company: "'s Lands Zee" },
        { last_name: "O'Neill", company: "D'Arcy & Sons" },
      ],
    },
  },
  {
    name: "an apostrophe before an address that begins with a hyphen",
    file: csv([header, ["'-ann@example.com", "Ann", "Lee", "", "'=Acme="], [
      "'bob'@example.com",
      "Bob",
      "Ray",
      "",
      "'-quoted-'",
    ]]),
    expect: {
      total: 2,
      contacts: [
        { email: "-ann@example.com", company: "=Acme=" },
        { email: "'bob'@example.com", company: "'-quoted-'" },
      ],
    },
  },
  {
    name: "a tab before what would be a formula, and an apostrophe before zeros",
    file: csv([[...header, "postcode", "handle"], [
      "ann@example.com",
      "Ann",
      "Lee",
      "\t+442079460018",
      "Acme",
      "'02134",
      "\t@ann",
    ]]),
    expect: {
      total: 1,
      contacts: [{ phone: "+442079460018", extra: { postcode: "02134", handle: "@ann" } }],
    },
  },
  {
    name: "a clean list of ours, uploaded again with all that was guarded in it",
    file: '"email","first_name","last_name","phone","company","job_title","note","\'=x"\r\n' +
      '"\'-ann@example.com","Ann","\'t Hooft","+442079460018","\'@properties","\'\'=1","a;\'=b"' +
      ',"C:\\"\r\n',
    expect: {
      total: 1,
      contacts: [{
        email: "-ann@example.com",
        last_name: "'t Hooft",
        company: "@properties",
        job_title: "'=1",
        extra: { note: "a;=b", "=x": "C:\\" },
      }],
    },
  },
  {
    name: "a rejected.csv of ours, mended",
    file:
      '"E-Mail","First Name","Last Name","Notes","rollcall_row","rollcall_reason"\r\n"\'-ann@example.com"' +
      ',"Ann","Lee","\'=1+1;\' -x","7","INVALID_EMAIL_FORMAT"\r\n',
    expect: {
      total: 1,
      contacts: [{ email: "-ann@example.com", extra: { Notes: "=1+1; -x" } }],
    },
  },
];
