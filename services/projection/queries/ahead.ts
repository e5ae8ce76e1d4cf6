/**
 * Pages that are read while the one before them is in hand, so that whoever makes something of them
 * does not wait for each. One page is ahead at the most, and none behind the page that nobody asks
 * for any more.
 */

/**
 * @param read reads the next page; undefined behind the last one
 * @param isLarge of such a page none is held beside it: the next one is read when it is wanted
 */
export async function* oneAhead<Page>(
  read: () => Promise<Page | undefined>,
  isLarge: (page: Page) => boolean = () => false,
): AsyncGenerator<Page> {
  let next: Promise<Page | undefined> | undefined;
  try {
    for (;;) {
      const page = await (next ?? read());
      next = undefined;
      if (page === undefined) return;
      if (!isLarge(page)) {
        next = read();
        // Who waits for the page is told.
        next.catch(() => {});
      }
      yield page;
    }
  } finally {
    await next?.catch(() => {});
  }
}
