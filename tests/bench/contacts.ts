/**
 * Contacts by the thousand for measuring, the same each time: of each hundred rows, two have no
 * address, two a wrong one, one no first name, and ten share an address in pairs, every other pair
 * with two different people.
 */
export function contactsCsv(rows: number): string {
  const lines = ["first_name,last_name,email,phone,company,notes"];
  for (let index = 0; index < rows; index++) lines.push(row(index));
  return lines.join("\n") + "\n";
}

function row(index: number): string {
  const kind = index % 100;
  const pair = kind >= 90 ? index - (index % 2) : index;
  const isOther = kind >= 90 && index % 2 === 1 && pair % 4 === 0;
  const first = kind === 4 ? "" : firstNames[(pair * 7 + (isOther ? 3 : 0)) % firstNames.length];
  const last = lastNames[(pair * 11) % lastNames.length];
  const email = kind < 2 ? "" : kind < 4 ? `contact${index}@@example.com` : address(pair);
  const company = pair % 9 === 0 ? '"Contoso, Ltd."' : `Company ${pair % 500}`;
  const note = index % 20 === 0 ? '"met at the fair,\ncall again"' : "";
  return [first, last, email, `+1 415 ${1_000_000 + pair}`, company, note].join(",");
}

function address(index: number): string {
  return index % 17 === 0 ? `Contact${index}@Example.COM` : `contact${index}@example.com`;
}

const firstNames = [
  "Amelia",
  "Björn",
  "Chloé",
  "Daniel",
  "Elif",
  "Grace",
  "Hiroshi",
  "Zoë",
  "美咲",
];
const lastNames = [
  "Andersson",
  "Brown",
  "Dvořák",
  "Haddad",
  "Kowalski",
  "Müller",
  "O'Brien",
  "田中",
];
