// The text of an operation, which knows what it asks and what it answers.

declare const TYPES: unique symbol;

/** GraphQL, with the types of its answer and of its variables. At run time it is a string. */
export type Operation<Data, Variables> = string & { readonly [TYPES]?: (variables: Variables) => Data };
