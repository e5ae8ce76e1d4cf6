import { scaled } from "../../tests/harness/deadline.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { splitName } from "./names.ts";

const NAMES: [full: string, first: string, last: string][] = [
  ["", "", ""],
  ["   ", "", ""],
  ["Ann Lee", "Ann", "Lee"],
  ["  Ann \t Lee\u00a0", "Ann", "Lee"],
  ["ANN LEE", "ANN", "LEE"],
  ["ann lee", "ann", "lee"],
  ["Mary Ann Lee", "Mary Ann", "Lee"],
  ["J. R. R. Tolkien", "J. R. R.", "Tolkien"],
  ["AJ Lee", "AJ", "Lee"],
  ["Ann", "Ann", ""],
  ["Cher", "Cher", ""],
  // the last name first
  ["Lee, Ann", "Ann", "Lee"],
  ["Lee , Mary Ann", "Mary Ann", "Lee"],
  ["van der Berg, Jan", "Jan", "van der Berg"],
  ["O'Brien, Conor", "Conor", "O'Brien"],
  ["García Márquez, Gabriel", "Gabriel", "García Márquez"],
  ["Lee,", "Lee", ""],
  [", Ann", "Ann", ""],
  // titles and what stands behind a name
  ["Dr. Ann van der Berg-Lee", "Ann", "van der Berg-Lee"],
  ["Prof. Dr. Hans-Peter Müller", "Hans-Peter", "Müller"],
  ["Prof.Dr. Hans Müller", "Hans", "Müller"],
  ["Mr John Smith", "John", "Smith"],
  ["Frau Dr. Anna Schmidt", "Anna", "Schmidt"],
  ["Mme Marie Curie", "Marie", "Curie"],
  ["Dr. Lee", "", "Lee"],
  ["Herr Müller", "", "Müller"],
  ["Mr. & Mrs. Smith", "", "Smith"],
  ["Dr.", "Dr.", ""],
  ["Martin Luther King Jr.", "Martin Luther", "King"],
  ["Jane Doe, PhD", "Jane", "Doe"],
  ["Jane Doe, Ph.D., MBA", "Jane", "Doe"],
  ["Lee, Ann, MD", "Ann", "Lee"],
  ["Smith, John, Jr.", "John", "Smith"],
  ["Smith, Jr., John", "John", "Smith"],
  ["Smith Jr., John", "John", "Smith"],
  ["John Smith III", "John", "Smith"],
  ["Lee, Dr. Ann", "Ann", "Lee"],
  ["Jack Ma", "Jack", "Ma"],
  ["Ma, Jack", "Jack", "Ma"],
  ["Lee, Ma", "Ma", "Lee"],
  // particles
  ["Ludwig van Beethoven", "Ludwig", "van Beethoven"],
  ["LUDWIG VAN BEETHOVEN", "LUDWIG", "VAN BEETHOVEN"],
  ["Jean-Claude Van Damme", "Jean-Claude", "Van Damme"],
  ["Van Morrison", "Van", "Morrison"],
  ["Johann Wolfgang von Goethe", "Johann Wolfgang", "von Goethe"],
  ["Oscar de la Hoya", "Oscar", "de la Hoya"],
  ["Leonardo da Vinci", "Leonardo", "da Vinci"],
  ["Maria da Silva Santos", "Maria", "da Silva Santos"],
  ["Yves Saint Laurent", "Yves", "Saint Laurent"],
  ["Osama bin Laden", "Osama", "bin Laden"],
  ["Abd al-Rahman", "Abd", "al-Rahman"],
  ["Jan van", "Jan", "van"],
  // Spanish
  ["María del Carmen López García", "María del Carmen", "López García"],
  ["Maria de Souza", "Maria", "de Souza"],
  ["José de San Martín", "José", "de San Martín"],
  ["María de los Ángeles Ruiz", "María de los Ángeles", "Ruiz"],
  ["Gabriel García Márquez", "Gabriel", "García Márquez"],
  ["Juan Carlos Pérez López", "Juan Carlos", "Pérez López"],
  ["José Ortega y Gasset", "José", "Ortega y Gasset"],
  ["Inés Gómez", "Inés", "Gómez"],
  // half in capitals
  ["DUPONT Jean", "Jean", "DUPONT"],
  ["Jean DUPONT", "Jean", "DUPONT"],
  ["DE LA TOUR Anne Marie", "Anne Marie", "DE LA TOUR"],
  // other writings
  ["Иванов Иван Иванович", "Иван Иванович", "Иванов"],
  ["Анна Сергеевна Петрова", "Анна Сергеевна", "Петрова"],
  ["Иван Иванов", "Иван", "Иванов"],
  ["李 小龙", "小龙", "李"],
  ["李小龙", "小龙", "李"],
  ["欧阳娜娜", "娜娜", "欧阳"],
  ["约翰·史密斯", "约翰", "史密斯"],
  ["山田\u3000太郎", "太郎", "山田"],
  ["山田太郎", "", "山田太郎"],
  ["ジョン・スミス", "ジョン", "スミス"],
  ["김민준", "민준", "김"],
  ["김 민준", "민준", "김"],
  // remarks
  ["Ann (Annie) Lee", "Ann", "Lee"],
  ["Ann Lee [Acme]", "Ann", "Lee"],
  ["Ann & Bob Lee", "Ann & Bob", "Lee"],
  ["ann@example.com", "", ""],
];

for (const [full, first_name, last_name] of NAMES) {
  Deno.test(`name: ${JSON.stringify(full)} is "${first_name}" and "${last_name}"`, () => {
    assert.deepEqual(splitName(full), { first_name, last_name });
  });
}

Deno.test("name: halves are made of the name's own words, each once, whatever it is", () => {
  const word = fc.oneof(
    fc.constantFrom(..."Dr. Jr. van de la y Ann López José María & , ( ) I III 李 小龙".split(" ")),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 9 }), (words) => {
    const full = words.join(" ");
    const { first_name, last_name } = splitName(full);
    const left = [...full];
    for (const char of [...first_name, ...last_name].filter((c) => c.trim())) {
      const at = left.indexOf(char);
      assert.ok(at >= 0, `${JSON.stringify(full)}: ${char} is not in it`);
      left.splice(at, 1);
    }
    for (const half of [first_name, last_name]) assert.equal(half, half.trim());
  }));
});

Deno.test("name: of two words that say nothing, the first is the first name", () => {
  const word = fc.stringMatching(/^Q[a-z]{4,9}$/);
  fc.assert(fc.property(word, word, (a, b) => {
    assert.deepEqual(splitName(`${a} ${b}`), { first_name: a, last_name: b });
    assert.deepEqual(splitName(`${b}, ${a}`), { first_name: a, last_name: b });
  }));
});

Deno.test("names: the longest cell is looked at in no time, whatever it is made of", () => {
  for (const cell of ["(", "([", "(a) ", ",", " ", "a ", "-"]) {
    const startedAt = performance.now();
    splitName(cell.repeat(100_000 / cell.length));
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs < scaled(1_000), `${JSON.stringify(cell)}: ${tookMs} ms`);
  }
  assert.deepEqual({ ...splitName("Ann (work) Lee") }, { first_name: "Ann", last_name: "Lee" });
});
