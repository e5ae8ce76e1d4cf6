/** The whole web is one static page: nothing is rendered on a server. */
export const ssr = false;
