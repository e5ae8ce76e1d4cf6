/**
 * The token of the link in a message. It stands behind the `#`, which no server is sent; it is taken off
 * the address, so that it is neither in the history nor on a screen that others see.
 */
import { afterNavigate, replaceState } from "$app/navigation";
import { onMount } from "svelte";

/**
 * Hands a page the token that it was opened with, "" if there is none; call it while the page is made.
 * Another link that is opened in the same page hands over its own.
 */
export function onLinkToken(take: (token: string) => void): void {
  const taken = () => {
    const token = decodeURIComponent(location.hash.slice(1));
    if (token) replaceState(location.pathname, {});
    take(token);
  };
  afterNavigate(taken);
  onMount(() => {
    const changed = () => {
      if (location.hash) taken();
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  });
}
