export const equivalent: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
