/** The stages, each with the same shape. `IMAGE_TAG` says which image a deployment runs. */
import { prod } from "./prod.ts";
import { readStage, type Stage } from "./stage.ts";
import { staging } from "./staging.ts";

export type { Stage, TaskSize } from "./stage.ts";

/**
 * @param imageTag the tag of the services' image: a commit, so that it never changes its meaning
 */
export function allStages(imageTag: string): Stage[] {
  return [staging, prod].map((file) => readStage(file, imageTag));
}
