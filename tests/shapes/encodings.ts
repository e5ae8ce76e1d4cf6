/** Files in the encodings that programs of all ages and countries write. */
import type { Expected, Shape } from "./shape.ts";
import { csv, encoded } from "./write.ts";

/** People of one place: first name, last name, company, remark. */
type Person = [string, string, string, string];

const german: Person[] = [
  ["Jürgen", "Müller", "Bäckerei Größer", "ruft später zurück"],
  ["Käthe", "Schäfer", "Möbel Höfner", "möchte Broschüre"],
  ["Björn", "Weiß", "Süßwaren Köhler", "über Empfehlung"],
  ["Zoë", "Kühn", "Gärtnerei Läufer", "nächste Woche anrufen"],
];

const czech: Person[] = [
  ["Jiří", "Dvořák", "Žďárské strojírny", "přijde v úterý"],
  ["Žaneta", "Černá", "Řeznictví Šťastný", "zavolat později"],
  ["Věra", "Nováková", "Účetní služby Třebíč", "poslat nabídku"],
  ["Ondřej", "Příhoda", "Pekařství Růžička", "děkuje za zprávu"],
];

const polish: Person[] = [
  ["Łukasz", "Wójcik", "Spółdzielnia Źródło", "proszę zadzwonić później"],
  ["Żaneta", "Dąbrowska", "Usługi Księgowe Śląsk", "wysłać ofertę"],
  ["Grażyna", "Kłosińska", "Piekarnia Pszczółka", "będzie w piątek"],
  ["Stanisław", "Żółć", "Zakład Budowlany Łódź", "już dziękuję"],
];

const russian: Person[] = [
  ["Дмитрий", "Иванов", "Завод Прогресс", "перезвонить на следующей неделе"],
  ["Ольга", "Кузнецова", "Издательство Радуга", "просит прислать каталог"],
  ["Сергей", "Щербаков", "Строительная компания", "встречались на выставке"],
  ["Юлия", "Жукова", "Рекламное агентство", "хороший знакомый директора"],
];

const greek: Person[] = [
  ["Γιώργος", "Παπαδόπουλος", "Εκδόσεις Αθηνά", "θα τηλεφωνήσει αύριο"],
  ["Μαρία", "Οικονόμου", "Τουριστικό γραφείο", "στείλτε τον κατάλογο"],
  ["Ελένη", "Νικολαΐδου", "Φαρμακείο Υγεία", "γνωριστήκαμε στην έκθεση"],
];

const japanese: Person[] = [
  ["花子", "田中", "株式会社サンプル", "来週もう一度電話をかけます"],
  ["太郎", "山田", "東京電機工業", "カタログを送ってください"],
  ["美咲", "鈴木", "さくら出版", "展示会でお会いしました"],
  ["健一", "高橋", "北海道商事", "メールの方が便利です"],
];

const chinese: Person[] = [
  ["小明", "王", "北京科技有限公司", "下星期再打电话联系"],
  ["丽华", "陈", "上海进出口贸易公司", "请寄产品目录"],
  ["建国", "张", "广州电子厂", "在展览会上认识的朋友"],
  ["秀英", "刘", "深圳软件开发中心", "希望收到电子邮件"],
];

const taiwanese: Person[] = [
  ["小明", "王", "臺北科技股份有限公司", "下星期再打電話聯絡"],
  ["麗華", "陳", "高雄進出口貿易公司", "請寄產品目錄"],
  ["建國", "張", "新竹電子廠", "在展覽會上認識的朋友"],
  ["秀英", "劉", "臺中軟體開發中心", "希望收到電子郵件"],
];

const korean: Person[] = [
  ["영희", "김", "서울전자 주식회사", "다음 주에 다시 전화하기로 했습니다"],
  ["철수", "박", "부산무역", "카탈로그를 보내 주세요"],
  ["민준", "이", "한국출판사", "전시회에서 만났습니다"],
  ["지우", "최", "대한건설", "이메일을 더 좋아합니다"],
];

const turkish: Person[] = [
  ["Ayşe", "Yılmaz", "Güneş İnşaat", "haftaya aranacak"],
  ["İbrahim", "Çağlar", "Işık Gıda", "broşür istiyor"],
];

const table = (people: Person[], delimiter: string) =>
  csv([
    ["email", "first name", "last name", "company", "remark"],
    ...people.map((person, i) => [`person${i + 1}@example.com`, ...person]),
  ], { delimiter });

/** The text comes out as it was meant: every value of the first person and of the last. */
function expected(people: Person[], job: Expected["job"]): Expected {
  const row = ([first_name, last_name, company, remark]: Person) => ({
    data: { first_name, last_name, company, remark },
  });
  return {
    job: { ...job, mapping: { email: "email", first_name: "first name" } },
    total: people.length,
    rows: { 2: row(people[0]!), [people.length + 1]: row(people.at(-1)!) },
  };
}

function legacy(
  name: string,
  people: Person[],
  writtenIn: string,
  { delimiter = ",", labels = [writtenIn] }: { delimiter?: string; labels?: string[] } = {},
): Shape {
  return {
    name,
    file: encoded(table(people, delimiter), writtenIn),
    expect: expected(people, { encoding: labels, delimiter }),
  };
}

/** `form.encoding` says what nobody could find out. */
function told(name: string, people: Person[], writtenIn: string, label: string): Shape {
  return {
    name,
    file: encoded(table(people, ","), writtenIn),
    form: { encoding: label },
    expect: expected(people, { encoding: label }),
  };
}

export const encodings: Shape[] = [
  {
    name: "UTF-8 without a mark",
    file: table(german, ","),
    expect: expected(german, { encoding: "utf-8", delimiter: "," }),
  },
  {
    name: "UTF-8 with a mark, as Excel saves it",
    file: encoded(table(german, ";"), "utf8", true),
    expect: expected(german, { encoding: "utf-8", delimiter: ";" }),
  },
  {
    name: "UTF-8 of several scripts and emoji",
    file: csv([
      ["email", "first name", "last name", "note"],
      ["a@example.com", "美咲", "Müller-Иванова", "👩‍👩‍👧 𝒻𝒶𝓃𝒸𝓎"],
    ]),
    expect: {
      job: { encoding: "utf-8" },
      total: 1,
      rows: { 2: { data: { first_name: "美咲", last_name: "Müller-Иванова", note: "👩‍👩‍👧 𝒻𝒶𝓃𝒸𝓎" } } },
    },
  },
  {
    name: "nothing but ASCII",
    file: "email,first name,last name\nann@example.com,Ann,Lee\n",
    expect: { job: { encoding: "utf-8", delimiter: "," }, total: 1 },
  },
  {
    name: "UTF-16 LE with a mark and tabs: Excel's Unicode text",
    file: encoded(table(czech, "\t"), "utf-16le", true),
    expect: expected(czech, { encoding: "utf-16le", delimiter: "\t" }),
  },
  {
    name: "UTF-16 BE with a mark",
    file: encoded(table(russian, ","), "utf-16be", true),
    expect: expected(russian, { encoding: "utf-16be" }),
  },
  {
    name: "UTF-16 LE without a mark",
    file: encoded(table(german, ";"), "utf-16le"),
    expect: expected(german, { encoding: "utf-16le", delimiter: ";" }),
  },
  {
    name: "UTF-16 BE without a mark",
    file: encoded(table(german, ","), "utf-16be"),
    expect: expected(german, { encoding: "utf-16be" }),
  },
  {
    name: "UTF-16 LE without a mark, in Japanese",
    file: encoded(table(japanese, ","), "utf-16le"),
    expect: expected(japanese, { encoding: "utf-16le" }),
  },
  legacy("Windows-1252, German, semicolons", german, "windows-1252", { delimiter: ";" }),
  {
    name: "Windows-1252 with the euro and typographic quotes",
    file: encoded(
      csv([
        ["email", "first name", "last name", "offer"],
        ["rene@example.com", "René", "Lefèvre", "“Café” à 5 €"],
        ["anais@example.com", "Anaïs", "Gérard", "déjà vu – 10 €"],
      ]),
      "windows-1252",
    ),
    expect: {
      job: { encoding: "windows-1252" },
      total: 2,
      rows: { 2: { data: { last_name: "Lefèvre", offer: "“Café” à 5 €" } } },
    },
  },
  legacy("Windows-1250, Polish", polish, "windows-1250"),
  legacy("ISO-8859-2, Czech", czech, "iso-8859-2"),
  legacy("Windows-1251, Russian", russian, "windows-1251", { delimiter: ";" }),
  legacy("KOI8-R, Russian", russian, "koi8-r"),
  legacy("Windows-1253, Greek", greek, "windows-1253", { labels: ["windows-1253", "iso-8859-7"] }),
  legacy("Shift_JIS, Japanese", japanese, "shift_jis"),
  legacy("EUC-JP, Japanese", japanese, "euc-jp"),
  legacy("GB18030, Chinese", chinese, "gb18030", { labels: ["gb18030", "gbk"] }),
  legacy("Big5, Chinese of Taiwan", taiwanese, "big5"),
  legacy("EUC-KR, Korean", korean, "euc-kr"),
  told("Windows-1254, Turkish, as the person says", turkish, "windows-1254", "windows-1254"),
  told("Mac Roman, as the person says", german, "macroman", "macintosh"),
  told("KOI8-U, as the person says", russian, "koi8-u", "koi8-u"),
];
