// In: a parsed operation. Out: nothing. Refuses one that nests too deep or asks too much at once, before anything is read for it.

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

/** Measured on the selection as written, fragments opened; introspection has its own rule in graphql-js. */
const withinLimits: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const size = sizes(context);
  return {
    OperationDefinition(operation: OperationDefinitionNode) {
      const { depth, width } = size(operation.selectionSet);
      const tell = ({ message, code, hint }: Problem) =>
        context.reportError(new GraphQLError(message, { nodes: operation, extensions: { code, hint } }));
      if (depth > MOST_DEPTH) tell(problem('QUERY_TOO_DEEP', { depth, most: MOST_DEPTH }));
      if (width > MOST_ROOTS) tell(problem('QUERY_TOO_WIDE', { count: width, most: MOST_ROOTS }));
    },
  };
};

/** What every operation is held to beside the rules of GraphQL, whichever way it came. */
export const RULES: readonly ValidationRule[] = [withinLimits];

interface Size {
  /** Levels of fields. */
  depth: number;
  /** Fields of the first level. */
  width: number;
}

function sizes(context: ValidationContext): (selection: SelectionSetNode) => Size {
  // Each fragment is measured once, whatever the number of its spreads; one that spreads itself is refused by another rule.
  const fragments = new Map<FragmentDefinitionNode, Size>();
  const ofFragment = (name: string): Size => {
    const fragment = context.getFragment(name);
    if (!fragment) return { depth: 0, width: 0 };
    const known = fragments.get(fragment);
    if (known) return known;
    fragments.set(fragment, { depth: 0, width: 0 });
    const size = of(fragment.selectionSet);
    fragments.set(fragment, size);
    return size;
  };
  const of = (selection: SelectionSetNode): Size => {
    let depth = 0;
    let width = 0;
    for (const node of selection.selections) {
      if (node.kind === Kind.FIELD) {
        width += 1;
        const below = node.selectionSet && !node.name.value.startsWith('__') ? of(node.selectionSet).depth : 0;
        depth = Math.max(depth, 1 + below);
      } else {
        const inner = node.kind === Kind.INLINE_FRAGMENT ? of(node.selectionSet) : ofFragment(node.name.value);
        depth = Math.max(depth, inner.depth);
        width += inner.width;
      }
    }
    return { depth, width };
  };
  return of;
}
