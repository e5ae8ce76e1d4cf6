/** A contact file as people have them: names, a few doubles, a few mistakes; the size varies. */
const FIRST = "Ada Grace Alan Edsger Barbara Donald Radia Ken Margaret Linus Hedy Tim".split(" ");
const LAST = "Lovelace Hopper Turing Dijkstra Liskov Knuth Perlman Thompson Hamilton".split(" ");

/** @param {number} rows @param {string} seed makes the addresses of this file its own */
export function contactFile(rows, seed) {
  const lines = ["First Name,Last Name,E-mail,Phone,Company,Notes"];
  for (let i = 0; i < rows; i++) {
    const first = FIRST[i % FIRST.length], last = LAST[(i * 7) % LAST.length];
    const number = i % 20 === 19 ? i - 1 : i;
    const email = i % 50 === 0
      ? ""
      : `${first}.${last}.${number}.${seed}@example.com`.toLowerCase();
    lines.push(`${first},${last},${email},+1 555 010 ${1000 + (i % 9000)},"Acme, Inc",note ${i}`);
  }
  return lines.join("\r\n") + "\r\n";
}

/** Most files are small, some are large. */
export function rowsOf(iteration) {
  return [50, 200, 200, 1000, 50, 200, 5000, 50][iteration % 8];
}
