// In: a parsed operation. Out: nothing. Refuses one that nests too deep, or has too many root fields, aliases or directives,
// before anything is read for it.

import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { type Problem, problem } from '../model/problem.ts';

/** Most tokens of a document. */
export const MOST_TOKENS = 2000;
/** Deepest nesting of fields. */
const MOST_DEPTH = 12;
/** Most fields directly below the root of an operation. */
const MOST_ROOTS = 20;
/** Most fields that are given another name. */
const MOST_ALIASES = 50;
/** Most directives. */
const MOST_DIRECTIVES = 50;

/** Measured on the selection as written, fragments opened; introspection has its own rule in graphql-js. */
const withinLimits: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const size = sizes(context);
  return {
    OperationDefinition(operation: OperationDefinitionNode) {
      const { depth, width, aliases, directives: below } = size(operation.selectionSet);
      const directives = (operation.directives?.length ?? 0) + below;
      const tell = ({ message, code, hint }: Problem) =>
        context.reportError(new GraphQLError(message, { nodes: operation, extensions: { code, hint } }));
      if (depth > MOST_DEPTH) tell(problem('QUERY_TOO_DEEP', { depth, most: MOST_DEPTH }));
      if (width > MOST_ROOTS) tell(problem('QUERY_TOO_WIDE', { count: width, most: MOST_ROOTS }));
      if (aliases > MOST_ALIASES) tell(problem('TOO_MANY_ALIASES', { count: aliases, most: MOST_ALIASES }));
      if (directives > MOST_DIRECTIVES)
        tell(problem('TOO_MANY_DIRECTIVES', { count: directives, most: MOST_DIRECTIVES }));
    },
  };
};

/** What every operation is held to beside the rules of GraphQL, whichever way it came. */
export const RULES: readonly ValidationRule[] = [withinLimits];

/** For a server that does not tell its schema to whoever asks: only `__typename` is answered. Clients that were generated need no more. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    const { message, code, hint } = problem('INTROSPECTION_OFF');
    context.reportError(new GraphQLError(message, { nodes: node, extensions: { code, hint } }));
  },
});

interface Size {
  /** Levels of fields. */
  depth: number;
  /** Fields of the first level. */
  width: number;
  /** Of all levels, counted wherever a fragment is spread. */
  aliases: number;
  directives: number;
}

const NOTHING: Size = { depth: 0, width: 0, aliases: 0, directives: 0 };

function sizes(context: ValidationContext): (selection: SelectionSetNode) => Size {
  // Each fragment is measured once, whatever the number of its spreads; one that spreads itself is refused by another rule.
  const fragments = new Map<FragmentDefinitionNode, Size>();
  const ofFragment = (name: string): Size => {
    const fragment = context.getFragment(name);
    if (!fragment) return NOTHING;
    const known = fragments.get(fragment);
    if (known) return known;
    fragments.set(fragment, NOTHING);
    const size = of(fragment.selectionSet);
    fragments.set(fragment, size);
    return size;
  };
  const of = (selection: SelectionSetNode): Size => {
    const size = { ...NOTHING };
    for (const node of selection.selections) {
      size.directives += node.directives?.length ?? 0;
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet && !node.name.value.startsWith('__') ? of(node.selectionSet) : NOTHING;
        size.depth = Math.max(size.depth, 1 + below.depth);
        size.width += 1;
        size.aliases += (node.alias ? 1 : 0) + below.aliases;
        size.directives += below.directives;
      } else {
        const inner = node.kind === Kind.INLINE_FRAGMENT ? of(node.selectionSet) : ofFragment(node.name.value);
        size.depth = Math.max(size.depth, inner.depth);
        size.width += inner.width;
        size.aliases += inner.aliases;
        size.directives += inner.directives;
      }
    }
    return size;
  };
  return of;
}
