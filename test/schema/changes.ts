// In: the schema as last released, the schema as it is now, and a day. Out: what would break a client of the released one, with the reason and what to
// do instead; what may surprise one; what is new. Refuses nothing: tests and `npm run schema:release` decide.
//
// What is promised is the released schema without what has run out: a deprecated field, argument, input field or value whose reason names a quarter
// day that has come, and the types that nothing else leads to.

import {
  type BreakingChange,
  type BreakingChangeType,
  buildASTSchema,
  type ConstDirectiveNode,
  type DangerousChange,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isUnionType,
  Kind,
  parse,
  visit,
} from 'graphql';

/** Besides the kinds that graphql-js knows. */
type FurtherKind =
  | 'DEFAULT_OF_REQUIRED_REMOVED'
  | 'INPUT_FIELD_DEFAULT_CHANGED'
  | 'IMPLEMENTATION_ADDED'
  | 'SCALAR_SPECIFICATION_CHANGED'
  | 'DEPRECATION_WITHOUT_NOTICE';

/** One change. */
export interface Change {
  kind: BreakingChange['type'] | DangerousChange['type'] | FurtherKind;
  /** What changed, by name. */
  what: string;
  /** Why it hurts a client, and what to do instead. Empty for what is dangerous. */
  advice: string;
}

/** A quarter day, the day from which something deprecated may be gone. */
const DATED = /\. Removed on (\d{4}-(?:01|04|07|10)-01)\.$/;
const DEPRECATE =
  'keep it, and give it deprecationReason: "Use <what instead>. Removed on <quarter day, three months away or more>."';
const BESIDE = 'add another beside it, and deprecate this one: "Use <the other>. Removed on <quarter day>."';

const ADVICE: Record<BreakingChangeType | 'DEFAULT_OF_REQUIRED_REMOVED', readonly [reason: string, instead: string]> = {
  TYPE_REMOVED: [
    'fragments on it, and models generated from it, no longer compile',
    'deprecate every field that leads to it; it goes with the last of them',
  ],
  TYPE_CHANGED_KIND: [
    'selections of it are no longer valid',
    'add a type of another name, with a field that leads to it, and deprecate the old field',
  ],
  TYPE_REMOVED_FROM_UNION: ['fragments on it are no longer valid', 'keep it in the union, and answer with it no more'],
  VALUE_REMOVED_FROM_ENUM: ['whoever sends it is refused', DEPRECATE],
  REQUIRED_INPUT_FIELD_ADDED: ['whoever does not send it is refused', 'make it nullable, or give it a default'],
  IMPLEMENTED_INTERFACE_REMOVED: ['fragments through the interface no longer find it', 'keep the interface'],
  FIELD_REMOVED: ['whoever asks for it is refused, with all else that was asked', DEPRECATE],
  FIELD_CHANGED_KIND: ['clients read it as what it was', BESIDE],
  REQUIRED_ARG_ADDED: ['whoever does not send it is refused', 'make it nullable, or give it a default'],
  ARG_REMOVED: ['whoever sends it is refused', DEPRECATE],
  ARG_CHANGED_KIND: ['variables of the type that it had are refused', BESIDE],
  DIRECTIVE_REMOVED: ['whoever writes it is refused', 'keep it'],
  DIRECTIVE_ARG_REMOVED: ['whoever sends it is refused', 'keep it'],
  REQUIRED_DIRECTIVE_ARG_ADDED: ['whoever does not send it is refused', 'make it nullable, or give it a default'],
  DIRECTIVE_REPEATABLE_REMOVED: ['whoever repeats it is refused', 'keep it repeatable'],
  DIRECTIVE_LOCATION_REMOVED: ['whoever writes it there is refused', 'keep the location'],
  DEFAULT_OF_REQUIRED_REMOVED: ['whoever left it out is refused', 'keep the default'],
};

/**
 * What breaks a promise.
 *
 * @param released Text of the schema of the last release.
 * @param day The day on which it would be released, `YYYY-MM-DD`.
 */
export function breaking(released: string, present: GraphQLSchema, day: string): Change[] {
  const promised = promise(released, day);
  return [
    ...findBreakingChanges(promised, present)
      // It went with what was of its type, which is told.
      .filter(({ description }) => !description.startsWith('Standard scalar '))
      .map(({ type, description }) => ({ kind: type, what: description })),
    ...inputs(promised, present)
      .filter(({ before, after, required }) => before !== undefined && after === undefined && required)
      .map(({ path }) => ({ kind: 'DEFAULT_OF_REQUIRED_REMOVED' as const, what: `${path} has no default any more.` })),
  ].map((change) => {
    const [reason, instead] = ADVICE[change.kind];
    return { ...change, advice: `${reason}; instead: ${instead}` };
  });
}

/** Nobody meets a new one of these but through a new field or mutation. */
const ONLY_ANEW = ['Node', 'UserError'];

/** What no generator or query stumbles over, but a program may: a value it does not know, another default. */
export function dangerous(released: string, present: GraphQLSchema): Change[] {
  const before = buildASTSchema(parse(released));
  const told: Omit<Change, 'advice'>[] = [
    ...findDangerousChanges(before, present).map(({ type, description }) => ({ kind: type, what: description })),
    ...inputs(before, present)
      .filter((input) => input.isField && input.before !== input.after)
      .map(({ path, before: was, after }) => ({
        kind: 'INPUT_FIELD_DEFAULT_CHANGED' as const,
        what: `${path} has the default ${after ?? 'none'}; it had ${was ?? 'none'}.`,
      })),
    ...Object.values(before.getTypeMap()).flatMap((type): Omit<Change, 'advice'>[] => {
      const now = present.getType(type.name);
      if (isScalarType(type) && isScalarType(now) && type.specifiedByURL !== now.specifiedByURL)
        return [{ kind: 'SCALAR_SPECIFICATION_CHANGED', what: `${type.name} is specified elsewhere.` }];
      if (!isInterfaceType(type) || !isInterfaceType(now) || ONLY_ANEW.includes(type.name)) return [];
      return present
        .getPossibleTypes(now)
        .filter(({ name }) => !before.getType(name))
        .map(({ name }) => ({ kind: 'IMPLEMENTATION_ADDED', what: `${name} is a new ${type.name}.` }));
    }),
  ];
  return told.map((change) => ({ ...change, advice: '' }));
}

/** What is in the one and not in the other: types, and fields, arguments and values of types that are in both. In alphabetical order. */
export function added(before: GraphQLSchema, after: GraphQLSchema): string[] {
  const known = new Set(paths(before));
  const isNew = (path: string) => !known.has(path);
  return paths(after)
    .filter(isNew)
    .filter((path) => !parents(path).some(isNew))
    .sort();
}

/** What is deprecated, with the reason, by path. */
export function deprecated(schema: GraphQLSchema): Map<string, string> {
  return new Map(
    elements(schema).flatMap(({ path, deprecationReason }) =>
      deprecationReason == null ? [] : [[path, deprecationReason] as const],
    ),
  );
}

/** What was promised and is still to be kept on a day. */
function promise(released: string, day: string): GraphQLSchema {
  const gone = (node: { directives?: readonly ConstDirectiveNode[] | undefined }) => {
    const date = DATED.exec(reasonOf(node.directives))?.[1];
    return date !== undefined && date <= day ? null : undefined;
  };
  const document = visit(parse(released), {
    FieldDefinition: gone,
    InputValueDefinition: gone,
    EnumValueDefinition: gone,
  });
  const reached = reachable(buildASTSchema(document, { assumeValid: true, assumeValidSDL: true }));
  const definitions = document.definitions.filter(
    (d) => !('name' in d) || !d.name || reached.has(d.name.value) || d.kind === Kind.DIRECTIVE_DEFINITION,
  );
  return buildASTSchema({ ...document, definitions }, { assumeValid: true, assumeValidSDL: true });
}

function reasonOf(directives: readonly ConstDirectiveNode[] = []): string {
  const reason = directives
    .find(({ name }) => name.value === 'deprecated')
    ?.arguments?.find(({ name }) => name.value === 'reason')?.value;
  return reason?.kind === Kind.STRING ? reason.value : '';
}

/** Names of the types that a client can meet or name. */
function reachable(schema: GraphQLSchema): Set<string> {
  const met = new Set<string>();
  const meet = (type: GraphQLNamedType | null | undefined): void => {
    if (!type || met.has(type.name)) return;
    met.add(type.name);
    if (isUnionType(type)) type.getTypes().forEach(meet);
    if (isInterfaceType(type)) schema.getPossibleTypes(type).forEach(meet);
    if (isObjectType(type) || isInterfaceType(type)) {
      type.getInterfaces().forEach(meet);
      for (const { type: of, args } of Object.values(type.getFields())) {
        meet(getNamedType(of));
        for (const argument of args) meet(getNamedType(argument.type));
      }
    }
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) meet(getNamedType(field.type));
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) meet(root);
  return met;
}

/**
 * Deprecations that do not say until when, or not long enough ahead, or sooner than was promised.
 *
 * @param released Text of the schema of the last release.
 * @param day The day on which they are released, or any before it.
 */
export function withoutNotice(released: string, present: GraphQLSchema, day: string): Change[] {
  const before = deprecated(buildASTSchema(parse(released)));
  return [...deprecated(present)].flatMap(([path, reason]) => {
    const date = DATED.exec(reason)?.[1];
    const promised = DATED.exec(before.get(path) ?? '')?.[1];
    const advice = `end the reason with “. Removed on <date>.”, a quarter day (1 January, April, July, October), not before ${promised ?? threeMonthsAfter(day)}`;
    const enough = date !== undefined && date >= (promised ?? threeMonthsAfter(day));
    return enough
      ? []
      : [{ kind: 'DEPRECATION_WITHOUT_NOTICE' as const, what: `${path} is deprecated: “${reason}”`, advice }];
  });
}

/** The same day of the month, three months later. */
function threeMonthsAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 3);
  return date.toISOString().slice(0, 10);
}

interface Input {
  path: string;
  isField: boolean;
  /** Default, as written; undefined where there is none. */
  before: string | undefined;
  after: string | undefined;
  /** Whether it has to be given now. */
  required: boolean;
}

/** The arguments and input fields that are in both. */
function inputs(before: GraphQLSchema, after: GraphQLSchema): Input[] {
  const now = new Map(elements(after).map((element) => [element.path, element]));
  const written = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return elements(before).flatMap(({ path, input: was }) => {
    const is = now.get(path)?.input;
    if (!was || !is) return [];
    const isField = !path.endsWith(')');
    const required = isField
      ? isRequiredInputField(is as GraphQLInputField)
      : isRequiredArgument(is as GraphQLArgument);
    return [{ path, isField, before: written(was.defaultValue), after: written(is.defaultValue), required }];
  });
}

interface Element {
  /** `Type`, `Type.field`, `Type.field(argument)` or `Type.VALUE`. */
  path: string;
  deprecationReason?: string | null | undefined;
  input?: GraphQLArgument | GraphQLInputField;
}

function elements(schema: GraphQLSchema): Element[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name, astNode }) => astNode && !name.startsWith('__'))
    .flatMap((type): Element[] => {
      const inner = (name: string) => `${type.name}.${name}`;
      const own: Element = { path: type.name };
      if (isEnumType(type))
        return [own, ...type.getValues().map(({ name, ...value }) => ({ ...value, path: inner(name) }))];
      if (isInputObjectType(type))
        return [
          own,
          ...Object.values(type.getFields()).map((input) => ({
            path: inner(input.name),
            deprecationReason: input.deprecationReason,
            input,
          })),
        ];
      if (!isObjectType(type) && !isInterfaceType(type)) return [own];
      return [
        own,
        ...Object.values(type.getFields()).flatMap(({ name, deprecationReason, args }): Element[] => [
          { path: inner(name), deprecationReason },
          ...args.map((input) => ({
            path: `${inner(name)}(${input.name})`,
            deprecationReason: input.deprecationReason,
            input,
          })),
        ]),
      ];
    });
}

const paths = (schema: GraphQLSchema): string[] => elements(schema).map(({ path }) => path);

/** The type of a field, the field of an argument. */
function parents(path: string): string[] {
  const [type = '', rest] = path.split('.');
  const field = rest?.replace(/\(.*$/, '');
  return [...(rest ? [type] : []), ...(rest && field !== rest ? [`${type}.${field}`] : [])];
}
