/** Chooses the generation for a replay to build: an unfinished one, or the next. Pure. */
import type { Fold } from "../schema/fingerprint.ts";
import { compatibilityOf, isOf } from "../schema/compatibility.ts";
import type { Generation } from "../schema/registry.ts";

export type Target =
  | { number: number; live: Generation; begun: Generation | undefined }
  | { refused: string };

/** @param wanted the requested number, if any */
export function chooseTarget(
  generations: Generation[],
  wanted: number | undefined,
  own: Fold,
): Target {
  const live = generations.find((generation) => generation.state === "live");
  if (!live) return { refused: "no generation is live: start the projection once, then replay" };
  const compatibility = compatibilityOf(live, own);
  if (compatibility.verdict === "refused" || live.fold > own.number) {
    return { refused: compatibility.verdict === "own" ? "" : compatibility.sentence };
  }
  const begun = generations.find(({ state }) => state === "building" || state === "ready");
  if (begun) return goOn(begun, live, wanted, own);

  const last = generations.at(-1)!.number;
  if (wanted !== undefined && wanted <= last) {
    return { refused: `generation ${wanted} is taken: the next free number is ${last + 1}` };
  }
  return { number: wanted ?? Math.max(last + 1, own.number), live, begun: undefined };
}

function goOn(
  begun: Generation,
  live: Generation,
  wanted: number | undefined,
  own: Fold,
): Target {
  const { number } = begun;
  const discard = `\`deno task replay --discard=${number}\``;
  if (!isOf(begun, own)) {
    return { refused: `generation ${number} was begun by another fold: run ${discard} first` };
  }
  if (wanted !== undefined && wanted !== number) {
    return {
      refused: `generation ${number} is not finished: run \`deno task replay\` to go on with it, ` +
        `or ${discard} first`,
    };
  }
  return { number, live, begun };
}
