/** Ranges of options that many entries share. */
import type { Limit } from "./definition.js";

/** Above 0. */
export const positive: Limit = { min: 0, open: "min" };
/** 0 or more. */
export const notNegative: Limit = { min: 0 };
/** From 0 to 1. */
export const share: Limit = { min: 0, max: 1 };
/** From 0 to 1, without 1: how much of a running mean is kept. */
export const belowOne: Limit = { min: 0, max: 1, open: "max" };
/** A whole number of things, or none. */
export const count: Limit = { min: 0, integer: true };
