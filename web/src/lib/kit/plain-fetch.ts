/** What SvelteKit's load functions fetch with in this app: see web/plain_kit.ts. */

export function initial_fetch(resource: RequestInfo | URL, init?: RequestInit) {
  return fetch(resource, init);
}

export function subsequent_fetch(_: unknown, resolved: string, init?: RequestInit) {
  return fetch(resolved, init);
}

// Of its development alone.
export const dev_fetch = initial_fetch;
export function lock_fetch() {}
export const unlock_fetch = lock_fetch;
