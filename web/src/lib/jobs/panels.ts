/** The sections' contents, each loaded when it is looked at first. */
import type { Tab } from "./tabs.ts";

const rows = async () => ({ rows: (await import("#lib/rows/RowsPanel.svelte")).default });

export type Panel = {
  issues?: typeof import("#lib/issues/IssuesPanel.svelte").default;
  contacts?: typeof import("#lib/contacts/ContactsPanel.svelte").default;
  outcome?: typeof import("#lib/outcome/OutcomePanel.svelte").default;
  lists?: typeof import("#lib/lists/ListsPanel.svelte").default;
  rows?: typeof import("#lib/rows/RowsPanel.svelte").default;
  history?: typeof import("#lib/history/HistoryPanel.svelte").default;
};

export const PANELS: Record<Tab, () => Promise<Panel>> = {
  issues: async () => ({ issues: (await import("#lib/issues/IssuesPanel.svelte")).default }),
  contacts: async () => ({
    contacts: (await import("#lib/contacts/ContactsPanel.svelte")).default,
  }),
  outcome: async () => ({ outcome: (await import("#lib/outcome/OutcomePanel.svelte")).default }),
  lists: async () => ({ lists: (await import("#lib/lists/ListsPanel.svelte")).default }),
  excluded: rows,
  warnings: rows,
  rows,
  history: async () => ({ history: (await import("#lib/history/HistoryPanel.svelte")).default }),
};
