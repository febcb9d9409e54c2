export const heading = "memory",
  question = "";
