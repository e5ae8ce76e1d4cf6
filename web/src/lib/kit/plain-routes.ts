/** What SvelteKit uses to read the ids of this app's routes: see web/plain_kit.ts. */

type Param = { name: string };

const GROUP = /^\([^)]+\)$/;
const WHOLE = /^\[(\w+)\]$/;
const PLAIN = /^[\w-]*$/;

/**
 * "/(app)/jobs/[id]" → /^\/jobs\/([^/]+?)\/?$/ and "id".
 *
 * @throws where a segment is neither plain nor a parameter as a whole
 */
export function parse_route_id(id: string): { pattern: RegExp; params: Param[] } {
  const params: Param[] = [];
  const steps = id.slice(1).split("/").filter((step) => step && !GROUP.test(step)).map((step) => {
    const [, name] = WHOLE.exec(step) ?? [];
    if (name) params.push({ name });
    else if (!PLAIN.test(step)) throw new Error(`"${step}" in "${id}": see web/plain_kit.ts`);
    return name ? "/([^/]+?)" : `/${step}`;
  });
  return { pattern: new RegExp(`^${steps.join("")}/?$`), params };
}

/** The values of the parameters, by name. */
export function exec(match: RegExpMatchArray, params: readonly Param[]): Record<string, string> {
  return Object.fromEntries(
    params.map(({ name }, i) => [name, decodeURIComponent(match[i + 1] ?? "")]),
  );
}
