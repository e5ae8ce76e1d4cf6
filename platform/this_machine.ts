/** Names that lead to this machine alone, whoever asks. */
const NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether nobody elsewhere can open the page. @param origin such as `http://localhost:5173` */
export function isThisMachine(origin: string): boolean {
  return URL.canParse(origin) && NAMES.has(new URL(origin).hostname);
}

/** The first of these origins that people elsewhere can open. */
export function openElsewhere(origins: readonly string[]): string | undefined {
  return origins.find((origin) => !isThisMachine(origin));
}
