/**
 * How likely bytes are text of an East Asian encoding: nearly any bytes are some ideographs in each of
 * them, but people write the common ones, which each keeps together, and names have few.
 */

/** Of the first byte of a character: those of its common characters, from and to. */
const COMMON = new Map<string, [from: number, to: number][]>(Object.entries({
  shift_jis: [[0x82, 0x83], [0x88, 0x98]],
  "euc-jp": [[0xa4, 0xa5], [0xb0, 0xd0]],
  gb18030: [[0xb0, 0xd7]],
  big5: [[0xa4, 0xc6]],
  "euc-kr": [[0xb0, 0xc8]],
}));

const JAPANESE =
  "田中山高橋佐藤鈴木伊渡辺小林加吉村松本井上清水森池阿部石川前岡長谷後近坂遠青福西三浦原野" +
  "太郎一子美花恵真由紀健二明和大正雄夫彦介樹翔愛香奈優結菜株式会社東京都電商事工業製作所有限様阪名古屋横浜市区県";
const SIMPLIFIED =
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋" +
  "蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段伟芳娜秀英敏静丽强磊" +
  "军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华建国小北京上海广州深圳市公司有限科技贸易电子中大";
const TRADITIONAL =
  "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁" +
  "趙顏柯翁魏孫戴范方宋鄧杜侯曹薛丁傅馬大文小明美玲志淑芬麗華建國臺台北雄新竹中公司股份有限科技貿易電子市";
const KOREAN =
  "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민영수철지현희" +
  "은경미숙진호준상울부산대식회사자";

const NAMES = new Map(Object.entries({
  shift_jis: new Set(JAPANESE),
  "euc-jp": new Set(JAPANESE),
  gb18030: new Set(SIMPLIFIED),
  big5: new Set(TRADITIONAL),
  "euc-kr": new Set(KOREAN),
}));

export const EAST_ASIAN_ENCODINGS = [...NAMES.keys()];
const KANA = /[\u3040-\u30ff]/;

/**
 * 0 to 1.
 * @param text the bytes as this encoding reads them
 */
export function eastAsianShare(name: string, bytes: Uint8Array, text: string): number {
  let pairs = 0, common = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80 || name === "shift_jis" && byte >= 0xa1 && byte <= 0xdf) continue;
    pairs++;
    if (COMMON.get(name)!.some(([from, to]) => byte >= from && byte <= to)) common++;
    at++;
  }
  if (!pairs) return 1;
  let wide = 0, named = 0;
  const names = NAMES.get(name)!;
  for (const char of text) {
    if (char < "\u1100") continue;
    wide++;
    if (names.has(char) || name.includes("jp") && KANA.test(char) || isKanaOf(name, char)) named++;
  }
  const known = wide ? named / wide : 0;
  return (0.25 + 0.75 * common / pairs) * (0.55 + 0.45 * Math.min(1, 2 * known));
}

const isKanaOf = (name: string, char: string) => name === "shift_jis" && KANA.test(char);
