/**
 * A click on a download. A browser tells nobody why a server refused one, so the page asks first
 * whether it would begin; the file itself goes from the server to the browser's own downloads.
 */
import { checkDownload } from "#lib/api/calls.ts";
import { notices } from "#lib/ui/notices.svelte.ts";

/** Asked about and not answered yet, by their links. */
const asked = new Set<string>();

/** Asks before the link of the click is followed; for a click that opens no other tab. */
export async function askFirst(event: MouseEvent & { currentTarget: EventTarget }): Promise<void> {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const href = (event.currentTarget as HTMLAnchorElement).getAttribute("href")!;
  if (asked.has(href)) return;
  asked.add(href);
  const answer = await checkDownload(href);
  asked.delete(href);
  if (!answer.ok) return notices.fail(answer.problem.detail);
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
