/** Empty prose for entries made up in tests. */
export const prose = {
  title: "",
  summary: "",
  source: "",
  use: "",
  avoid: "",
  ko: { title: "", summary: "", use: "", avoid: "" },
};
