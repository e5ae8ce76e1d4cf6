/** What SvelteKit uses of `devalue` in this app: see web/plain_kit.ts. */

/** @param transported what a hook `transport` would encode: there is none */
export function stringify(value: unknown, transported: object = {}): string {
  if (Object.keys(transported).length > 0) throw new Error(UNKNOWN);
  return JSON.stringify(value);
}

export function parse(text: string): unknown {
  return JSON.parse(text);
}

export function uneval(): never {
  throw new Error(UNKNOWN);
}

export const unflatten = uneval;

const UNKNOWN = "this app passes only plain JSON to itself: web/plain_kit.ts says why";
