// In: the kind and key of a thing. Out: its opaque global id, and back. Refuses (null) what is no such id.

import { Arg, Field, ID, InterfaceType } from 'type-graphql';
import type { Language } from '../../model/fact.ts';
import { LanguageEnum } from './vocabulary.ts';

/** Things that can be fetched again by id, other than briefs. */
const NODE_KINDS = ['Edition', 'Fact', 'Job', 'JobItem', 'Party', 'Revision', 'Series', 'Source', 'Thread'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

@InterfaceType('Node', { description: 'Something that can be fetched again by its id, with `Query.node`.' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque, unique over the whole schema, stable over time.' })
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export const globalId = (kind: NodeKind, key: string): string => Buffer.from(`${kind}:${key}`).toString('base64url');

export function readGlobalId(id: string): { kind: NodeKind; key: string } | null {
  const text = Buffer.from(id, 'base64url').toString();
  const kind = NODE_KINDS.find((name) => text.startsWith(`${name}:`));
  return kind && globalId(kind, text.slice(kind.length + 1)) === id ? { kind, key: text.slice(kind.length + 1) } : null;
}

/** The argument by which a text is asked for in one language or the other. */
export const InLanguage = () =>
  Arg('language', () => LanguageEnum, {
    nullable: true,
    description: 'Language of the text. Default: the language of the brief it is read from, otherwise `EN`.',
  });

/** The language to use where none is asked for. */
export const chosen = (asked: Language | null | undefined, usual: Language): Language => asked ?? usual;
