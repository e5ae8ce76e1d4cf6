/**
 * The number of the fold. Raise it with every change to the fold's output or a table: a replay then
 * builds the new tables beside the live ones. A generation, a numbered set of tables, records the
 * number and the fingerprint of the fold that fills it.
 */
export const GENERATION = 8;

/** The schema that holds one generation's tables. */
export const schemaOf = (generation: number) => `read_models_g${generation}`;

/** The subscription whose checkpoint is a generation's position in the log. */
export const subscriptionOf = schemaOf;
