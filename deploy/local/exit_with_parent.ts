/**
 * Preloaded into every child process (`deno run --preload`): the process exits within a second
 * after its parent is gone, even if the parent was killed. Needs no permission and does not keep
 * the process alive.
 */
const parent = Deno.ppid;

const watch = setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(1);
}, 900);
Deno.unrefTimer(watch);
