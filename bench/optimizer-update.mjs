export const heading = "optimizer-update",
  question = "";
