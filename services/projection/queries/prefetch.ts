/**
 * Reads each page while the one before it is being processed, so that the consumer does not wait
 * for every read. At most one page is read ahead, and none once the consumer has stopped.
 */

/**
 * @param read reads the next page; undefined behind the last one
 * @param isLarge after such a page nothing is read ahead: the next one is read on demand
 */
export async function* prefetched<Page>(
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
        // The error is thrown where the page is awaited.
        next.catch(() => {});
      }
      yield page;
    }
  } finally {
    await next?.catch(() => {});
  }
}
