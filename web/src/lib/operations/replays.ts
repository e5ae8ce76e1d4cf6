/** How far a replay is: a generation of the read models that is being built. Pure. */
import type { Operations } from "@rollcall/contracts/api";

export interface Replay {
  generation: number;
  /** 0 to 1 */
  share: number;
  position: number;
  head: number;
  /** null until two looks have shown how fast it goes */
  secondsLeft: number | null;
}

/** @param before the figures of an earlier look, for the pace */
export function replaysOf(now: Operations, before: Operations | null): Replay[] {
  const { head } = now.log;
  return now.projection.generations.filter(({ state }) => state === "building").map((building) => {
    const { generation, position } = building;
    const earlier = before?.projection.generations.find((one) => one.generation === generation);
    const seconds = before ? (Date.parse(now.taken_at) - Date.parse(before.taken_at)) / 1_000 : 0;
    const done = earlier ? position - earlier.position : 0;
    const isMoving = seconds > 0 && done > 0;
    return {
      generation,
      share: head === 0 ? 1 : Math.min(1, position / head),
      position,
      head,
      secondsLeft: isMoving ? Math.max(0, (head - position) / (done / seconds)) : null,
    };
  });
}
