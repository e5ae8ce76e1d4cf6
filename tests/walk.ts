/** Walks a folder's files, leaving out what is installed or built. */
const left = new Set([
  "node_modules",
  ".data",
  ".git",
  "build",
  ".svelte-kit",
  "coverage",
  "cdk.out",
  "paraglide",
]);

/** Every file at or below `path`, as `path/…`. @throws where there is nothing at `path`. */
export async function* walk(path: string): AsyncGenerator<string> {
  if ((await Deno.stat(path)).isFile) {
    yield path;
    return;
  }
  for await (const entry of Deno.readDir(path)) {
    if (left.has(entry.name)) continue;
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory) yield* walk(child);
    else if (entry.isFile) yield child;
  }
}
