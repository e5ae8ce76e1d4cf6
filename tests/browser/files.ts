/** The files that the scenarios upload. */
export type SomeFile = { name: string; text: string };

/** Every type of issue once; rows 2 to 8. */
export const MESSY: SomeFile = {
  name: "people.csv",
  text: `Email,First Name,Last Name,City
ada@example.com,Ada,Lovelace,London
grace@example.com,Grace,Hopper,New York
grace@example.com,Gracie,Hooper,Arlington
,Alan,Turing,Manchester
edsger at example.com,Edsger,Dijkstra,Nuenen
barbara@example.com,,Liskov,Boston
donald@example.com,Donald,,Stanford
`,
};

export const CLEAN: SomeFile = {
  name: "clean.csv",
  text: "email,first_name,last_name\nada@example.com,Ada,Lovelace\nalan@example.com,Alan,Turing\n",
};

export const NO_EMAIL: SomeFile = { name: "no-email.csv", text: "Name,Town\nAda,London\n" };
