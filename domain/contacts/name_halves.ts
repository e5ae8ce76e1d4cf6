/** The two halves of a full name. */

export interface NameHalves {
  first_name: string;
  last_name: string;
}

export const halves = (first_name: string, last_name: string): NameHalves => ({
  first_name,
  last_name,
});
