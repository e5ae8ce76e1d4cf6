/** The catalogue of words: every language has every message, and no message is without use. */
import assert from "node:assert/strict";
import { walk } from "../../../../tests/walk.ts";

type Variants = { declarations?: string[]; match: Record<string, string> };
type Message = string | [Variants];

const WEB = "web";
const settings = JSON.parse(await Deno.readTextFile(`${WEB}/project.inlang/settings.json`));
const locales: string[] = settings.locales;

/** Room → key → message */
async function catalogueOf(locale: string): Promise<Map<string, Map<string, Message>>> {
  const rooms = new Map<string, Map<string, Message>>();
  for await (const path of walk(`${WEB}/messages/${locale}`)) {
    const room = path.split("/").at(-1)!.replace(/\.json$/, "");
    rooms.set(room, new Map(Object.entries(JSON.parse(await Deno.readTextFile(path)))));
  }
  return rooms;
}

const catalogues = new Map<string, Map<string, Map<string, Message>>>();
for (const locale of locales) catalogues.set(locale, await catalogueOf(locale));
const base = catalogues.get(settings.baseLocale)!;

function textsOf(message: Message): string[] {
  return typeof message === "string" ? [message] : Object.values(message[0].match);
}

/** What a message is given, by name. */
function inputsOf(message: Message): string[] {
  if (typeof message !== "string") {
    return (message[0].declarations ?? []).flatMap((line) => /^input (\w+)$/.exec(line)?.[1] ?? [])
      .sort();
  }
  return [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
}

Deno.test("every language has every message of every room, with the same inputs", () => {
  for (const [locale, rooms] of catalogues) {
    assert.deepEqual([...rooms.keys()].sort(), [...base.keys()].sort(), locale);
    for (const [room, messages] of rooms) {
      const expected = base.get(room)!;
      assert.deepEqual(
        [...messages.keys()].sort(),
        [...expected.keys()].sort(),
        `${locale} ${room}`,
      );
      for (const [key, message] of messages) {
        assert.deepEqual(inputsOf(message), inputsOf(expected.get(key)!), `${locale} ${key}`);
        for (const text of textsOf(message)) assert.notEqual(text.trim(), "", `${locale} ${key}`);
      }
    }
  }
});

Deno.test("a message's key begins with its room, and the compiler reads every room", () => {
  for (const [room, messages] of base) {
    for (const key of messages.keys()) assert.match(key, new RegExp(`^${room}_[a-z0-9_]+$`));
  }
  const patterns: string[] = settings["plugin.inlang.messageFormat"].pathPattern;
  assert.deepEqual(
    patterns.map((path) => /\{locale\}\/(\w+)\.json$/.exec(path)?.[1]).sort(),
    [...base.keys()].sort(),
  );
});

Deno.test("no message is without use", async () => {
  const used = new Set<string>();
  for await (const path of walk(`${WEB}/src`)) {
    if (!/\.(ts|svelte)$/.test(path) || path.endsWith("_test.ts")) continue;
    for (const [, key] of (await Deno.readTextFile(path)).matchAll(/\bm\s*\.(\w+)/g)) {
      used.add(key!);
    }
  }
  const keys = [...base.values()].flatMap((messages) => [...messages.keys()]);
  assert.deepEqual(keys.filter((key) => !used.has(key)), []);
});

/** Words that are the same in both languages. */
const SAME =
  /^(\W|\d|\{\w+\}|Rollcall|CSV|UTF|Excel|JSON|KB|MB|Byte|Code|Name|Status|System|Uploads|Text|Gmail|Consumer|Relay|Parsing|Dedupe|Review|Replay|Generation|Position|Operation|Dead Letters|s|min|h|Filter)*$/i;

Deno.test("a message that is the same in German has no other words than German ones", () => {
  const german = catalogues.get("de")!;
  const same = [...base].flatMap(([room, messages]) =>
    [...messages].filter(([key, message]) => {
      const texts = textsOf(message);
      const other = textsOf(german.get(room)!.get(key)!);
      return texts.some((text, at) => text === other[at] && !SAME.test(text));
    }).map(([key]) => key)
  );
  assert.deepEqual(same, []);
});

Deno.test("the page knows the languages that there are, before it is painted", async () => {
  const page = await Deno.readTextFile(`${WEB}/src/app.html`);
  const known = /var directions = (\{[^}]*\})/.exec(page)?.[1] ?? "";
  assert.deepEqual([...known.matchAll(/(\w+): "(?:ltr|rtl)"/g)].map(([, code]) => code), locales);
  const { KEY } = Object.fromEntries(
    [...(await Deno.readTextFile(`${WEB}/src/lib/text/language.ts`)).matchAll(
      /const (KEY) = "(.*?)"/g,
    )]
      .map(([, name, value]) => [name, value]),
  );
  assert.ok(KEY && page.includes(`localStorage.getItem("${KEY}")`));
});
