export const heading = "size-and-startup",
  question = "";
