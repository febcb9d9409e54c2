export const heading = "mnist-epoch",
  question = "";
