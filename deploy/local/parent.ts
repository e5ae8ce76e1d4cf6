/**
 * Loaded before the main module of every child process (`deno run --preload`): the process ends
 * within a second after the one that started it is gone, even where that was killed with no
 * chance to say so. It holds no permission and does not keep the process alive.
 */
const parent = Deno.ppid;

const watch = setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(1);
}, 500);
Deno.unrefTimer(watch);
