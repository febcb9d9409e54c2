export const heading = "training-step",
  question = "";
