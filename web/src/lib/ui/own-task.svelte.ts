/** Draws a part of a page in a task of its own. */
import { onMount } from "svelte";
import { nextTask } from "#lib/ui/next-task.ts";

/**
 * Called by a component: what it draws once this is due comes in the task after all else of it.
 *
 * @param due from the start where there is nothing to wait for
 */
export function ownTask(due = false): { readonly due: boolean } {
  const task = $state({ due });
  onMount(async () => {
    await nextTask();
    task.due = true;
  });
  return task;
}
