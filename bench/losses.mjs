export const heading = "losses",
  question = "";
