/**
 * Starts downloads. A browser does not show why a server refused a download, so the page first
 * checks whether it would start; the file itself then goes to the browser's own downloads.
 */
import { checkDownload } from "#lib/api/calls.ts";
import { notices } from "#lib/ui/notices.svelte.ts";

/** Links being checked. */
const asked = new Set<string>();

/** Checks before following the clicked link, unless it opens in another tab. */
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
