// Expressions that are the same for a whole kernel → a JavaScript function of the options.

const call =
  (name) =>
  (...args) =>
    `Math.${name}(${args.join(", ")})`;
const infix = (sign) => (a, b) => `(${a} ${sign} ${b})`;
const truth = (sign) => (a, b) => `+(${a} ${sign} ${b})`;

/** As formula/ops.ts computes them. */
const spellings = {
  add: infix("+"),
  sub: infix("-"),
  mul: infix("*"),
  div: infix("/"),
  pow: infix("**"),
  neg: (a) => `(-${a})`,
  lt: truth("<"),
  le: truth("<="),
  gt: truth(">"),
  ge: truth(">="),
  eq: truth("==="),
  ne: truth("!=="),
  where: (condition, a, b) => `(${condition} ? ${a} : ${b})`,
  stop: (a) => a,
  ...Object.fromEntries(
    ["abs", "floor", "sqrt", "exp", "log", "log1p", "expm1", "tanh", "sin", "cos", "min", "max"].map(
      (name) => [name, call(name)],
    ),
  ),
};

/**
 * @param nodes of a graph
 * @param leaf how a name is spelled
 * @param columns how the length of a row is spelled
 */
export function functionOf(nodes, leaf, columns, parameters) {
  const uses = new Map();
  const count = (node) => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (uses.get(node) === 1) node.args.forEach(count);
  };
  nodes.forEach(count);
  const lines = [];
  const names = new Map();
  const visit = (node) => {
    if (names.has(node)) return names.get(node);
    if (node.op === "constant") return node.value < 0 ? `(${node.value})` : String(node.value);
    if (node.op === "columns") return columns;
    if (node.op === "uniform") return leaf(node.name);
    const spelling = spellings[node.op];
    if (!spelling) throw new Error(`no spelling of ${node.op} for numbers`);
    const text = spelling(...node.args.map(visit));
    if (uses.get(node) < 2) return text;
    const name = `_${lines.length}`;
    lines.push(`const ${name} = ${text};`);
    names.set(node, name);
    return name;
  };
  const results = nodes
    .map(visit)
    .map((text) => text.replace(/^\((.*)\)$/, (whole, inner) => (isWhole(inner) ? inner : whole)));
  const list = `[${results.join(", ")}]`;
  const used = parameters.findLastIndex((name) =>
    new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(lines.join() + list),
  );
  const head = `(${parameters.slice(0, used + 1).join(", ")}) =>`;
  return lines.length === 0 ? `${head} ${list}` : `${head} { ${lines.join(" ")} return ${list}; }`;
}

/** True when no parenthesis is closed that was not opened. */
function isWhole(text) {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) return false;
  }
  return true;
}
