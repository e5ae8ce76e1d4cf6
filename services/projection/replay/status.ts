/** The generations as text for operators. */
import { formatNumber } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { shown } from "../schema/fingerprint.ts";
import { type Generation, listGenerations } from "../schema/registry.ts";

/** One line per generation, the newest last. */
export async function statusLines(store: EventStore): Promise<string[]> {
  const head = await store.head();
  const generations = await listGenerations(store.sql);
  return [
    `the log stands at ${formatNumber(head)}`,
    ...generations.map((generation) => describe(generation, head)),
  ];
}

function describe(generation: Generation, head: number): string {
  const { number, state, fold, fingerprint, position } = generation;
  const parts = [`generation ${number}`, state, `fold ${fold} (${shown(fingerprint)})`];
  if (state !== "discarded") {
    parts.push(
      `at ${formatNumber(position)}${
        position < head ? `, ${formatNumber(head - position)} behind` : ""
      }`,
    );
  }
  parts.push(...times(generation));
  return parts.join(" · ");
}

function times(generation: Generation): string[] {
  const moments: [string, Date | null, number | null][] = [
    ["begun", generation.started_at, null],
    ["ready", generation.ready_at, generation.ready_position],
    ["live", generation.live_at, generation.live_position],
    ["retired", generation.retired_at, generation.retired_position],
    ["discarded", generation.discarded_at, null],
  ];
  return moments.flatMap(([what, at, position]) =>
    at === null
      ? []
      : [`${what} ${at.toISOString()}${position === null ? "" : ` at ${formatNumber(position)}`}`]
  );
}
