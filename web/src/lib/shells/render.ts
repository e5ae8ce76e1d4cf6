/**
 * What the document shows of each page until the app is there, as HTML, which the build writes into it
 * (build.ts): the frame, and the words that the page always has. By the names that app.html knows.
 */
import type { Component } from "svelte";
import { render } from "svelte/server";
import EntryShell from "#lib/shells/EntryShell.svelte";
import JobShell from "#lib/shells/JobShell.svelte";
import UploadsShell from "#lib/shells/UploadsShell.svelte";

export const shells: ReadonlyMap<string, string> = new Map([
  ["entry", htmlOf(EntryShell)],
  ["job", htmlOf(JobShell)],
  ["uploads", htmlOf(UploadsShell)],
]);

function htmlOf(shell: Component): string {
  // Without the marks by which Svelte would bring it to life.
  return render(shell).body.replaceAll(/<!--.*?-->/g, "").replaceAll(/\s+/g, " ");
}
