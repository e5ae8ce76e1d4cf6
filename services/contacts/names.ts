/** A full name as its halves. */
export interface NameHalves {
  first_name: string;
  last_name: string;
}

export function splitName(full: string): NameHalves {
  const words = full.trim().split(/\s+/u);
  return {
    first_name: words.slice(0, -1).join(" ") || words[0]!,
    last_name: words.length > 1 ? words.at(-1)! : "",
  };
}
