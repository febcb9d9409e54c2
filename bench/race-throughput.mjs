export const heading = "race-throughput",
  question = "";
