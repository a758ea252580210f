// Texts of the client itself, word for word (fandogh.md 2.4 and 4.4).
export const LOGIN_FIRST = "Please login first. You can do it by running 'fandogh login' command";
export const PROMPT =
  "You are about to delete a secret named 'my-reg', you cannot undo this action. Are sure? [y/N]: ";
/** The header cells of the table of secrets. */
export const NAMES = /\bName\b.*\bSecret Type\b.*\bCreated at\b/;
