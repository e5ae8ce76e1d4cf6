/**
 * Resolves in a task of its own: what is drawn after it is drawn apart from what is drawn before, so that
 * the browser can answer between the two.
 */
export function nextTask(): Promise<void> {
  return new Promise((due) => setTimeout(due));
}
