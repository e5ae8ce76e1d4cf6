/**
 * What the document shows until the app is there (app.html). The app draws its frame first and what is
 * in the frame in a task of its own: until then what stood there stays.
 */
import type { Attachment } from "svelte/attachments";

let main: Element | null = null;

/** Called once, when the app begins. */
export function endShell(): void {
  const shell = document.getElementById("shell");
  main = shell?.querySelector("[data-main]") ?? null;
  shell?.remove();
}

/** What stood in the frame goes on standing in an element; null where nothing did. */
export function standIn(): Attachment | null {
  const stood = main;
  main = null;
  return stood && ((element) => element.append(...stood.childNodes));
}
