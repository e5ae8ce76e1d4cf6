/** Tells the bundler which modules of ours lie together in one file: those of a part (parts.ts). */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { type Look, partsOf } from "./parts.ts";

type Group = Exclude<Rolldown.OutputOptions["codeSplitting"], boolean | undefined>["groups"];
type Context = Parameters<
  Extract<NonNullable<Group>[number]["name"], (...args: never) => unknown>
>[1];

const OURS = /\/web\/src\/|\/contracts\/|\/@lucide\/svelte\/dist\/icons\//;
const CODE = /\.(ts|js|svelte)$/;

/** @param words the folder of the compiled words, a module each */
export function oursByPart(words: string): NonNullable<Group>[number] {
  const compiled = `${resolve(words)}/`;
  const messages = `${compiled}messages/`;
  const isOurs = (id: string) => (OURS.test(id) || id.startsWith(compiled)) && CODE.test(id);
  let parts: ((id: string) => string | null) | undefined;
  return {
    debugName: "parts",
    test: isOurs,
    name(id, context) {
      parts ??= partsOf(lookIn(context, messages));
      return parts(id);
    },
    // What they need has a part of its own.
    includeDependenciesRecursively: false,
  };
}

/** All words are imported by one name: who says a word is who imports it. */
function lookIn(context: Context, messages: string): Look {
  const speakers = new Map<string, string[]>();
  const all = context.getModuleInfo(messages.replace(/\/$/, ".js"));
  for (const id of all?.importers ?? []) {
    const said = readFileSync(id, "utf8").matchAll(/\bm\.(\w+)/g);
    for (const key of new Set(Array.from(said, ([, key]) => key!))) {
      speakers.set(key, [...speakers.get(key) ?? [], id]);
    }
  }
  return (id) => {
    const key = id.startsWith(messages) ? id.slice(messages.length, -".js".length) : "";
    const importers = speakers.get(key);
    return importers ? { importers, dynamicImporters: [] } : context.getModuleInfo(id);
  };
}

/** SvelteKit's runtime, which every page has, but for what is there before it begins. */
export const kit: NonNullable<Group>[number] = {
  name: "kit",
  test:
    /@sveltejs\/kit\/src\/(?!runtime\/client\/(?:entry|client-entry|payload)\.js$)|\/src\/lib\/kit\//,
  includeDependenciesRecursively: false,
};

/** What the first pages do not use of Svelte's runtime, which otherwise lies in one file. */
const LATER =
  /\/svelte\/src\/internal\/(?:client\/dom\/(?:blocks\/await|elements\/bindings\/size)|shared\/(?:clone|warnings))\.js$/;

export const svelteLater: NonNullable<Group>[number] = {
  name: "svelte-later",
  test: LATER,
  includeDependenciesRecursively: false,
};

/** It does nothing by being loaded, so who uses nothing of it need not load it. */
export const laterIsPure: Plugin = {
  name: "later-is-pure",
  apply: "build",
  transform: { filter: { id: LATER }, handler: (code) => ({ code, moduleSideEffects: false }) },
};
