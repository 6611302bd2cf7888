// In: a schema. Out: what in it generators of clients cannot bear, mostly names, each with the reason. The lists come from what the generators themselves
// document or have open as faults: graphql-codegen (TypeScript), ariadne-codegen (Python), genqlient (Go), Apollo Kotlin and Apollo iOS.

import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** A name and what is wrong with it. */
export interface Unbearable {
  /** `Type`, `Type.field`, `Type.field(argument)` or `Type.VALUE`. */
  path: string;
  reason: string;
}

/** Each: what a name must not be, and whose word it is. */
type Rule = readonly [RegExp, string];

const TYPES: readonly Rule[] = [
  [/^(?![A-Z][A-Za-z0-9]*$)/, 'types are written in PascalCase, without underscores'],
  [
    /^(Field|BaseModel|Enum|Optional|Union|Literal|Any|Dict)$/,
    'ariadne-codegen imports a name like it into its modules',
  ],
  [
    /^(Type|Protocol|Set|Character|Result|Error|Text|Selection|Schema|Fragment)$/,
    'a word of Swift, Kotlin or of Apollo',
  ],
  [/^(Object|Array|Date|Map|Set|Promise|Record|Function|Symbol|Number|List)$/, 'a word of JavaScript or Kotlin'],
  [
    /^(Maybe|InputMaybe|Exact|MakeOptional|MakeMaybe|MakeEmpty|Incremental|Scalars)$/,
    'graphql-codegen writes it itself',
  ],
];

const FIELDS: readonly Rule[] = [
  [/^(?![a-z][A-Za-z0-9]*$)/, 'fields and arguments are written in camelCase, without underscores'],
  [
    /^(false|none|true|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/i,
    'a keyword of Python',
  ],
  [
    /^(copy|dict|json|schema|validate|construct|fields|parse[A-Z].*|model[A-Z].*|fromOrm|updateForwardRefs)$/,
    'pydantic has a member of this name',
  ],
  [
    /^(self|init|default|protocol|extension|on|typename|component\d+|hashCode|equals|toString)$/,
    'a word of Swift, Kotlin or GraphQL',
  ],
  [/^get[A-Z]/, 'genqlient writes getters of this form'],
  [/^(constructor|prototype)$/, 'a member of every object in JavaScript'],
];

const VALUES: readonly Rule[] = [
  [/^(?![A-Z][A-Z0-9_]*$)/, 'values are written in SCREAMING_SNAKE_CASE'],
  [/^UNKNOWN(__)?$/, 'Apollo gives this to values it does not know: write UNSPECIFIED'],
  [/^(NONE|TRUE|FALSE|NULL)$/, 'a value of Python, or of GraphQL'],
  [/^(TYPE|DEFAULT|SELF|NAME|VALUE|MRO)$/, 'a member of enumerations in Swift, Kotlin or Python'],
];

/** @returns what a generator cannot bear. Descriptions and deprecation are not looked at. */
export function unbearable(schema: GraphQLSchema): Unbearable[] {
  const found: Unbearable[] = [];
  const judge = (path: string, name: string, rules: readonly Rule[]) => {
    for (const [pattern, reason] of rules) if (pattern.test(name)) found.push({ path, reason });
  };
  const tellApart = (paths: readonly string[], fold: (name: string) => string, reason: string) => {
    const seen = new Map<string, string>();
    for (const path of paths) {
      const folded = fold(path);
      if (seen.has(folded)) found.push({ path, reason: `${reason} ${seen.get(folded)}` });
      seen.set(folded, path);
    }
  };
  const loose = (name: string) => name.toLowerCase().replaceAll('_', '');
  const own = Object.values(schema.getTypeMap()).filter(({ name, astNode }) => astNode && !name.startsWith('__'));
  tellApart(
    own.map(({ name }) => name),
    loose,
    'generators write both in one file; it differs only by case or underscore from',
  );
  for (const type of own) {
    judge(type.name, type.name, TYPES);
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name }) => name);
      for (const value of values) judge(`${type.name}.${value}`, value, VALUES);
      tellApart(
        values.map((value) => `${type.name}.${value}`),
        loose,
        'Go and Swift rewrite values, and then it is the same as',
      );
    }
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      for (const field of fields) {
        judge(`${type.name}.${field.name}`, field.name, FIELDS);
        if ('args' in field)
          for (const { name } of field.args) judge(`${type.name}.${field.name}(${name})`, name, FIELDS);
      }
      tellApart(
        fields.map(({ name }) => `${type.name}.${name}`),
        loose,
        'Go and Python rewrite names, and then it is the same as',
      );
    }
  }
  for (const type of own)
    if (isInterfaceType(type) && type.getInterfaces().length > 0)
      found.push({ path: type.name, reason: 'genqlient refuses an interface that implements another' });
  return [...found, ...divided(schema)];
}

/**
 * A fragment on an interface may ask several types for a field of one name; where its types differ GraphQL forbids it (section 5.3.2 of the
 * specification), and generators that merge models fail. `Node`, which is nearly everything, is left out.
 */
function divided(schema: GraphQLSchema): Unbearable[] {
  return Object.values(schema.getTypeMap())
    .filter(isInterfaceType)
    .filter(({ name }) => name !== 'Node')
    .flatMap((shared) => {
      const types = new Map<string, { type: string; path: string }>();
      return schema.getPossibleTypes(shared).flatMap((type) =>
        Object.values(type.getFields()).flatMap((field) => {
          const path = `${type.name}.${field.name}`;
          const first = types.get(field.name) ?? { type: String(field.type), path };
          types.set(field.name, first);
          return first.type === String(field.type) ? [] : [{ path, reason: `of another type than ${first.path}` }];
        }),
      );
    });
}
