/** Where a CPU profile's time went: the functions that ran longest by themselves. Pure. */

/** What V8 writes and Chrome opens. */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: number[];
  timeDeltas: number[];
}

export interface HotPlace {
  name: string;
  place: string;
  /** of the whole time, 0 to 1 */
  share: number;
}

const SHOWN = 12;

export function hottest({ nodes, samples, timeDeltas }: CpuProfile): HotPlace[] {
  const spent = new Map<number, number>();
  samples.forEach((id, i) => spent.set(id, (spent.get(id) ?? 0) + (timeDeltas[i] ?? 0)));
  const byPlace = new Map<string, HotPlace>();
  const total = timeDeltas.reduce((sum, delta) => sum + delta, 0) || 1;
  for (const { id, callFrame: { functionName, url, lineNumber } } of nodes) {
    const name = functionName || "(anonymous)";
    const place = url ? `${url.replace(/^.*\/(?=[^/]+\/[^/]+$)/, "")}:${lineNumber + 1}` : "";
    const key = `${name} ${url}:${lineNumber}`;
    const share = (byPlace.get(key)?.share ?? 0) + (spent.get(id) ?? 0) / total;
    byPlace.set(key, { name, place, share });
  }
  return [...byPlace.values()].sort((a, b) => b.share - a.share).slice(0, SHOWN);
}
