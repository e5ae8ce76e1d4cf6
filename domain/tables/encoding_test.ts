import assert from "node:assert/strict";
import fc from "fast-check";
import iconv from "iconv-lite";
import { readTable, refusalOf } from "./testing/read.ts";

/** People as lists of them have them, by language, and the encodings that such lists come in. */
const LISTS: [people: string[], encodings: string[]][] = [
  [["Jürgen Müller", "Björn Weiß", "Käthe Schröder", "Anna Groß"], ["windows-1252", "macintosh"]],
  [["François Lefèvre", "Chloé Dupré", "Hélène Gérard"], ["windows-1252"]],
  [["José Muñoz", "María Núñez", "Ángel Peña", "Begoña Ibáñez"], ["windows-1252"]],
  [["João Gonçalves", "Conceição Simões"], ["windows-1252"]],
  [["Åsa Lindström", "Örjan Sjöberg", "Søren Østergård"], ["windows-1252"]],
  [["Łukasz Wójcik", "Małgorzata Dąbrowska", "Paweł Świątek"], ["windows-1250", "iso-8859-2"]],
  [["Jiří Dvořák", "Lukáš Černý", "Zdeněk Říha"], ["windows-1250", "iso-8859-2"]],
  [["Győző Szőke", "Erzsébet Kovács", "Béla Tóth"], ["windows-1250"]],
  [["Иван Петров", "Ольга Смирнова"], ["windows-1251", "koi8-r", "iso-8859-5", "cp866"]],
  [["Γιώργος Παπαδόπουλος", "Μαρία Νικολάου"], ["windows-1253"]],
  [["Şükrü Yılmaz", "Ayşe Öztürk", "Çağrı Şahin"], ["windows-1254"]],
  [["דוד כהן", "שרה לוי", "משה מזרחי"], ["windows-1255"]],
  [["محمد أحمد", "فاطمة علي", "خالد حسن"], ["windows-1256"]],
  [["田中 太郎", "山田 花子", "鈴木 一郎", "佐藤 美咲", "株式会社 サンプル"], [
    "shift_jis",
    "euc-jp",
  ]],
  [["王小明", "李娜", "张伟", "刘洋"], ["gb18030"]],
  [["陳大文", "林美玲", "黃志明"], ["big5"]],
  [["김철수", "이영희", "박지민"], ["euc-kr"]],
];

function fileOf(people: string[], count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [first, last = ""] = people[i % people.length]!.split(" ");
    return `p${i}@example.org,${first},${last},Acme ${i}`;
  });
  return ["email,first name,last name,company", ...rows].join("\r\n") + "\r\n";
}

for (const [people, encodings] of LISTS) {
  for (const encoding of encodings) {
    Deno.test(`encoding: ${people[0]} is read from ${encoding}`, async () => {
      for (const count of [people.length, 40, 400]) {
        const file = fileOf(people, count);
        const read = await readTable(iconv.encode(file, encoding));
        assert.deepEqual(read.values, (await readTable(file)).values, read.info.encoding!);
      }
    });
  }
}

Deno.test("encoding: what is not ASCII may come late, and still is read right", async () => {
  const plain = "x@example.org,Ann,Lee,Acme\r\n".repeat(40_000);
  const file = fileOf(["Ann Lee"], 1) + plain + "p@example.org,Jürgen,Müller,Straßenbau\r\n";
  const latin = iconv.encode(file, "windows-1252");
  assert.ok(latin.length > 1 << 20);
  const read = await readTable(latin, {}, [1, 70_000, latin.length - 20]);
  assert.equal(read.info.encoding, "windows-1252");
  assert.deepEqual(read.values.at(-1), ["p@example.org", "Jürgen", "Müller", "Straßenbau"]);
  const utf8 = await readTable(file);
  assert.equal(utf8.info.encoding, "utf-8");
  assert.deepEqual(utf8.values, read.values);
});

Deno.test("encoding: nobody mixes alphabets within a word", async () => {
  const text = "email,first name,offer\nrene@x.org,René Lefèvre,“Café” à 5 €\n" +
    "anais@x.org,Anaïs Gérard,déjà vu – 10 €\n";
  const { info, values } = await readTable(iconv.encode(text, "windows-1252"));
  assert.equal(info.encoding, "windows-1252");
  assert.deepEqual(values[0], ["rene@x.org", "René Lefèvre", "“Café” à 5 €"]);
});

Deno.test("encoding: UTF-16 is recognised by its mark, or else by its zeros", async () => {
  for (const people of [["Jürgen Müller"], ["田中 太郎"], ["Ann Lee"]]) {
    const file = fileOf(people, 5);
    for (const encoding of ["utf-16le", "utf-16be"]) {
      for (const addBOM of [true, false]) {
        const bytes = iconv.encode(file, encoding, { addBOM });
        const read = await readTable(bytes, {}, [3, 5, 99]);
        assert.equal(read.info.encoding, encoding);
        assert.deepEqual(read.headers[0], "email");
        assert.deepEqual(read.values, (await readTable(file)).values);
        if (addBOM) {
          assert.deepEqual((await readTable(bytes, { encoding: "utf-16" })).values, read.values);
        }
      }
    }
  }
});

Deno.test("encoding: a broken place in UTF-8 costs its character, not the file's letters", async () => {
  const file = new TextEncoder().encode(fileOf(["Jürgen Müller", "Zoë Groß"], 40));
  const broken = new Uint8Array([...file, ...new TextEncoder().encode("b@x.org,Bj"), 0xf6, 10]);
  const read = await readTable(broken);
  assert.equal(read.info.encoding, "utf-8");
  assert.equal(read.values[0]![1], "Jürgen");
  assert.deepEqual(read.values.at(-1), ["b@x.org", "Bj\ufffd"]);
});

Deno.test("encoding: the one that is asked for wins, under any of its labels", async () => {
  const bytes = iconv.encode(fileOf(["Łukasz Wójcik"], 3), "iso-8859-2");
  for (const encoding of ["latin2", "ISO-8859-2"]) {
    const read = await readTable(bytes, { encoding });
    assert.equal(read.info.encoding, "iso-8859-2");
    assert.equal(read.values[0]![1], "Łukasz");
  }
  assert.equal((await readTable(bytes, { encoding: "koi8-r" })).values[0]![1], "ёukasz");
});

Deno.test("encoding: one that cannot read the file is refused, unless it was our own guess", async () => {
  const bytes = iconv.encode("email,name\na@x.org,Müller\n", "windows-1252");
  const refusal = await refusalOf(bytes, { encoding: "utf-8" });
  assert.equal(refusal.code, "WRONG_ENCODING");
  assert.match(refusal.message, /not utf-8 text/);
  const again = await readTable(bytes, { encoding: "utf-8", recognized: true });
  assert.equal(again.values[0]![1], "M\ufffdller");
  assert.equal((await refusalOf(bytes, { encoding: "klingon" })).code, "UNKNOWN_ENCODING");
});

Deno.test("encoding: binary data is refused, even late in the file", async () => {
  const text = "email,name\r\n" + "a@x.org,Ann\r\n".repeat(10_000);
  const late = new Uint8Array([...new TextEncoder().encode(text), ...new Uint8Array(5_000)]);
  const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) % 256);
  for (const bytes of [late, noise, new Uint8Array(64).fill(1)]) {
    assert.equal((await refusalOf(bytes)).code, "NOT_TEXT");
  }
  const utf32 = new Uint8Array([0xff, 0xfe, 0, 0, 0x65, 0, 0, 0]);
  assert.equal((await refusalOf(utf32)).code, "NOT_TEXT");
});

Deno.test("encoding: zeros within a text do not make it UTF-16, wherever they stand", async () => {
  const header = "email,first_name,last_name\n";
  const rows = ["p@x.co,a\0b,c\0\n", "p@x.co,ab,cd\0\n", "\0p@x.co,a,cd\n"];
  for (const row of rows) {
    for (const begin of [header, "x" + header, "email,na\0me\n", "\n" + header]) {
      const file = begin + row.repeat(100);
      const { info, headers, rows } = await readTable(file);
      assert.equal(info.encoding, "utf-8", JSON.stringify(begin + row));
      assert.deepEqual(headers, begin.trim().split(","));
      assert.deepEqual(rows.at(-1)!.values, row.trim().split(","));
    }
  }
});

Deno.test("encoding: UTF-16 without a mark is recognised with little ASCII", async () => {
  const headers = [
    "名前,メールアドレス,会社名",
    "이름,이메일,회사",
    "上海,电子邮件,公司",
    "Имя,Почта,Фирма",
  ];
  for (const header of headers) {
    const file = `${header}\r\n` + "山田ひなた,hinata@example.org,株式会社たなか\r\n".repeat(50);
    for (const encoding of ["utf-16le", "utf-16be"]) {
      const read = await readTable(iconv.encode(file, encoding, { addBOM: false }));
      assert.equal(read.info.encoding, encoding, header);
      assert.deepEqual(read.headers, header.split(","));
    }
  }
});

Deno.test("encoding: a stray zero is left in its cell", async () => {
  assert.deepEqual((await readTable("email,name\na@x.org,A\0nn\n")).values, [["a@x.org", "A\0nn"]]);
});

Deno.test("encoding: the guess is the same however the bytes are cut, and asked for gives the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (bytes, cuts) => {
        const outcome = (cuts: number[]) =>
          readTable(bytes, {}, cuts).catch((error) => [error.code, error.message]);
        const whole = await outcome([]);
        assert.deepEqual(await outcome(cuts), whole);
        if (Array.isArray(whole)) return;
        const { encoding, delimiter, headerRow } = whole.info;
        const again = { encoding, delimiter, headerRow, recognized: true };
        assert.deepEqual(await readTable(bytes, again, cuts), whole);
      },
    ),
    { numRuns: 400 },
  );
});
