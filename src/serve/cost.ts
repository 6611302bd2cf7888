// In: an operation that fits the schema, and its variables. Out: what it may cost, in points, known before anything is done for it. Refuses an operation
// that may cost more than one may (QUERY_TOO_COSTLY).
//
// Like GitHub's and Shopify's: each object that may be in the answer is one point, a list is as long as `first` says, and the few fields that are
// work have a price of their own. It is the most an answer could cost: what is left out with @skip, or is not recorded, is counted as if it came.

import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getVariableValues,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { refuse } from '../model/problem.ts';

/** Most points of one operation. */
export const MOST_COST = 10_000;
/** How long a list is taken to be that has no `first`: sources of a fact, parties, topics. */
const USUAL = 5;
/** Points of reading the schema through introspection; `__type` is a tenth. */
const INTROSPECTION = 100;
/** Fields looked at, before an operation counts as too costly: some grow faster than their text. */
const MOST_FIELDS = 20_000;

/** Points of the fields that are work, beside those of the objects they give. */
export const PRICES: Readonly<Record<string, number | ((given: Arguments) => number)>> = {
  // To compose a brief takes about a tenth of a second of a processor; so does each file.
  'Query.brief': 100,
  'Brief.file': 100,
  'Brief.pageCount': 100,
  'Query.audit': 500,
  'Query.verify': 100,
  'Query.search': 20,
  'Relationship.totals': 5,
  'Mutation.dataImport': 500,
  // Both languages in every format take four times what one brief with its PDF takes.
  'Mutation.issueBrief': 800,
  // A tenth of what they cost at once: they are made when there is time.
  'Mutation.requestBrief': ({ input }) => 10 * lengthOf(Reflect.get(Object(input), 'requests')),
};
type Arguments = Readonly<Record<string, unknown>>;
const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 1);
/** Points of any other mutation: it is a transaction that others wait for. */
const MUTATION = 10;

/** Lists without `first` that are longer than the usual. */
export const LENGTHS: Readonly<Record<string, number>> = {
  'Query.countries': 250,
  'Query.organisations': 50,
  'Organisation.members': 50,
};

export interface Operation {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
}

/** Points, at least 1. Refuses QUERY_TOO_COSTLY. Variables that do not fit count as absent: execution refuses them. */
export function costOf(asked: Operation): number {
  const { schema, operation } = asked;
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables).coerced ?? {};
  const root = schema.getRootType(operation.operation);
  const counted = { fields: 0 };
  const cost = root ? pointsOf([{ type: root, set: operation.selectionSet }], null, { ...asked, coerced, counted }) : 0;
  return cost <= MOST_COST
    ? Math.max(1, cost)
    : refuse('QUERY_TOO_COSTLY', { cost: cost === Number.POSITIVE_INFINITY ? 'too many' : cost, most: MOST_COST });
}

interface Sum extends Operation {
  coerced: Record<string, unknown>;
  counted: { fields: number };
}

interface Part {
  type: GraphQLNamedType;
  set: SelectionSetNode;
}

/** Points of what is selected below one object. @param page how many there are on its page, where it is a connection */
function pointsOf(parts: readonly Part[], page: number | null, sum: Sum): number {
  let points = 0;
  for (const same of fieldsOf(parts, sum).values()) {
    const [{ type, node }] = same as [Selected];
    sum.counted.fields += same.length;
    if (sum.counted.fields > MOST_FIELDS) return Number.POSITIVE_INFINITY;
    if (node.name.value.startsWith('__')) points += introspection(node.name.value);
    else points += Math.max(...same.map((selected) => ownPoints(selected, page, sum).price));
    const below = same.flatMap((selected) => ownPoints(selected, page, sum).below);
    if (below.length === 0) continue;
    const { count, size } = ownPoints({ type, node }, page, sum);
    points += count * (1 + pointsOf(below, size, sum));
  }
  return points;
}

interface Selected {
  type: GraphQLNamedType;
  node: FieldNode;
}

/** The fields below an object by the name they have in the answer, fragments opened, each once: what is asked for twice comes once. */
function fieldsOf(parts: readonly Part[], { schema, fragments }: Sum): Map<string, Selected[]> {
  const found = new Map<string, Selected[]>();
  const opened = new Set<string>();
  const open = ({ type, set }: Part): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value;
        found.set(name, [...(found.get(name) ?? []), { type, node }]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (!fragment || (node.kind === Kind.FRAGMENT_SPREAD && opened.has(node.name.value))) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) opened.add(node.name.value);
      const on = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      open({ type: on ?? type, set: fragment.selectionSet });
    }
  };
  for (const part of parts) open(part);
  return found;
}

interface Own {
  price: number;
  /** How many objects it gives. */
  count: number;
  /** What is selected below them. */
  below: Part[];
  /** How many things are on its page, where it gives a connection. */
  size: number | null;
}

function ownPoints({ type, node }: Selected, page: number | null, { coerced }: Sum): Own {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
  if (!field) return { price: 0, count: 0, below: [], size: null };
  const path = `${type.name}.${field.name}`;
  const size = firstOf(field, node, coerced);
  const given = getNamedType(field.type);
  return {
    price: priceOf(PRICES[path], field, node, coerced) ?? (type.name === 'Mutation' ? MUTATION : 0),
    count: isListType(getNullableType(field.type)) ? (size ?? page ?? LENGTHS[path] ?? USUAL) : 1,
    below: node.selectionSet && !isLeafType(given) ? [{ type: given, set: node.selectionSet }] : [],
    size,
  };
}

function priceOf(
  price: (typeof PRICES)[string] | undefined,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  coerced: Arguments,
): number | undefined {
  return typeof price === 'function' ? price(argumentsOf(field, node, coerced)) : price;
}

/** The `first` of a field; null where it has none. A size that will be refused counts as one. */
function firstOf(field: GraphQLField<unknown, unknown>, node: FieldNode, coerced: Arguments): number | null {
  if (!field.args.some(({ name }) => name === 'first')) return null;
  const { first } = argumentsOf(field, node, coerced);
  return typeof first === 'number' ? Math.max(1, first) : 1;
}

/** What a field is given; nothing where it does not fit: execution says what is wrong with it. */
function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, coerced: Arguments): Arguments {
  try {
    return getArgumentValues(field, node, coerced);
  } catch {
    return {};
  }
}

function introspection(name: string): number {
  switch (name) {
    case '__schema':
      return INTROSPECTION;
    case '__type':
      return INTROSPECTION / 10;
    default:
      return 0;
  }
}
