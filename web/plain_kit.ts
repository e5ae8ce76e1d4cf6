/**
 * Smaller files for what SvelteKit has for other apps than this one, in the built app:
 *
 * - the library `devalue`, through which it passes what comes from a server's `load`, from form actions
 *   and remote functions, and the state of a history entry, which is plain JSON here;
 * - how it reads route ids: ours have whole segments as parameters, and no matchers;
 * - how it fetches: answers that a server has put into the page are looked for there, and we have none;
 * - where the focus and the scroll position of a new document are: at its top, and to put them there, or
 *   to ask, lays the page out before it is drawn.
 *
 * plain_kit_test.ts holds that the app is so.
 */
import { resolve } from "node:path";
import type { Plugin } from "vite";

const STAND_INS: readonly [what: RegExp, ours: string][] = [
  [/^devalue$/, "devalue"],
  [/\/utils\/routing\.js$/, "routes"],
  [/\/fetcher\.js$/, "fetch"],
];
const KIT = /\/@sveltejs\/kit\/src\/runtime\/client\/[^/]+$/;

/** What SvelteKit asks of the browser about a new document lays it out before it is drawn. */
const ON_A_NEW_DOCUMENT: readonly { file: RegExp; asks: string; before: string; first: string }[] =
  [
    {
      file: /\/kit\/src\/runtime\/client\/focus\.js$/,
      asks: "export function reset_focus(url) {",
      before: "let isNew = true;",
      first: "const isThere = isNew && !url.hash; isNew = false; if (isThere) return;",
    },
    {
      file: /\/kit\/src\/runtime\/client\/utils\.js$/,
      asks: "export function scroll_state() {",
      before: "let isNew = true; " +
        'addEventListener("scroll", () => { isNew = false; }, { capture: true, once: true });',
      first: "if (isNew) return { x: 0, y: 0 };",
    },
  ];

/** @throws where SvelteKit's module is another one than is known here */
export function withoutLayout(code: string, id: string): string {
  const { asks, before, first } = ON_A_NEW_DOCUMENT.find(({ file }) => file.test(id))!;
  if (!code.includes(asks)) throw new Error(`${id} has changed: see web/plain_kit.ts`);
  return `${before}\n${code.replace(asks, `${asks}\n${first}`)}`;
}

export function plainKit(): Plugin {
  return {
    name: "plain-kit",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: {
      filter: { id: STAND_INS.map(([what]) => what) },
      handler(id, importer) {
        const [, ours] = STAND_INS.find(([what]) => what.test(id))!;
        return ours === "devalue" || KIT.test(importer ?? "")
          ? resolve(`src/lib/kit/plain-${ours}.ts`)
          : undefined;
      },
    },
    transform: {
      filter: { id: ON_A_NEW_DOCUMENT.map(({ file }) => file) },
      handler: withoutLayout,
    },
  };
}
