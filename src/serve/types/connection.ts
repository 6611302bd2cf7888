// In: a page of things and their cursors. Out: the connection types (edges, nodes, page, total). Refuses a page of no size and an unknown cursor.

import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { refuse } from '../../model/problem.ts';
import { Agreement, Event, Indicator, Office, Position } from './kinds.ts';
import type { Node } from './node.ts';
import { Series } from './series.ts';
import { Source } from './source.ts';

/** Most things on a page. */
const MOST = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many at most: 1 to 100.', defaultValue: 20 })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Those after this cursor: `pageInfo.endCursor` of the page before.',
  })
  after?: string | null;
}

/** The size asked for. Refuses BAD_PAGE_SIZE. */
export function sizeOf({ first }: PageArgs): number {
  return first >= 1 && first <= MOST
    ? first
    : refuse('BAD_PAGE_SIZE', { value: first, most: MOST }, { field: 'first' });
}

@ObjectType('PageInfo', { description: 'Where a page lies in the whole.' })
class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether there are some before.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first on the page. Null on an empty page.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last on the page, to be passed as `after`. Null on an empty page.',
  })
  readonly endCursor: string | null;

  constructor(cursors: readonly string[], hasPreviousPage: boolean, hasNextPage: boolean) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.startCursor = cursors[0] ?? null;
    this.endCursor = cursors.at(-1) ?? null;
  }
}

/** One page, before it has a type of the schema. */
export interface PageOf<Thing> {
  nodes: Thing[];
  /** Of each node. */
  cursors: string[];
  /** How many there are on all pages; a function where they are yet to be counted. */
  total: number | (() => Promise<number>);
  hasPreviousPage: boolean;
  hasNextPage: boolean;
}

type ClassOf<Thing> = abstract new (...values: never[]) => Thing;

/** Declares the types `<Name>Edge` and `<Name>Connection`. */
export function connectionOf<Thing extends Node>(
  name: string,
  plural: string,
  type: ClassOf<Thing>,
  order = 'by date then id where they have dates, by id otherwise',
) {
  @ObjectType(`${name}Edge`, { description: `One of the ${plural} on a page, with its cursor.` })
  class Edge {
    @Field(() => String, { description: 'Its place in the whole; opaque.' })
    readonly cursor: string;

    @Field(() => type, { description: 'The thing itself.' })
    readonly node: Thing;

    constructor(cursor: string, node: Thing) {
      this.cursor = cursor;
      this.node = node;
    }
  }

  @ObjectType(`${name}Connection`, {
    description: `A page of ${plural}, ${order}.`,
  })
  class Connection {
    private readonly total: number | (() => Promise<number>);

    @Field(() => Int, { description: 'How many there are on all pages together.' })
    totalCount(): number | Promise<number> {
      return typeof this.total === 'number' ? this.total : this.total();
    }

    @Field(() => PageInfo, { description: 'Where this page lies.' })
    readonly pageInfo: PageInfo;

    @Field(() => [Edge], { description: 'Those on this page, with their cursors.' })
    readonly edges: Edge[];

    @Field(() => [type], { description: 'Those on this page.' })
    readonly nodes: Thing[];

    constructor(page: PageOf<Thing>) {
      this.total = page.total;
      this.pageInfo = new PageInfo(page.cursors, page.hasPreviousPage, page.hasNextPage);
      this.nodes = page.nodes;
      this.edges = page.nodes.map((node, i) => new Edge(page.cursors[i] ?? '', node));
    }
  }
  return Connection;
}

export const EventConnection = connectionOf('Event', 'events', Event);
export type EventConnection = InstanceType<typeof EventConnection>;
export const AgreementConnection = connectionOf('Agreement', 'agreements', Agreement);
export type AgreementConnection = InstanceType<typeof AgreementConnection>;
export const IndicatorConnection = connectionOf('Indicator', 'indicators', Indicator);
export type IndicatorConnection = InstanceType<typeof IndicatorConnection>;
export const OfficeConnection = connectionOf('Office', 'offices', Office);
export type OfficeConnection = InstanceType<typeof OfficeConnection>;
export const PositionConnection = connectionOf('Position', 'positions', Position);
export type PositionConnection = InstanceType<typeof PositionConnection>;
export const SourceConnection = connectionOf('Source', 'sources', Source);
export type SourceConnection = InstanceType<typeof SourceConnection>;
export const SeriesConnection = connectionOf('Series', 'series', Series, 'by key');
export type SeriesConnection = InstanceType<typeof SeriesConnection>;

const PREFIX = 'at:';

/** One page of a list that is at hand whole. Refuses BAD_CURSOR and BAD_PAGE_SIZE. */
export function pageOfList<Thing extends Node>(all: readonly Thing[], args: PageArgs): PageOf<Thing> {
  const size = sizeOf(args);
  const start = args.after ? indexAfter(all, args.after) : 0;
  const nodes = all.slice(start, start + size);
  return {
    nodes,
    cursors: nodes.map((node) => Buffer.from(PREFIX + node.id).toString('base64url')),
    total: all.length,
    hasPreviousPage: start > 0,
    hasNextPage: start + size < all.length,
  };
}

function indexAfter(all: readonly Node[], cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const at = text.startsWith(PREFIX) ? all.findIndex((node) => node.id === text.slice(PREFIX.length)) : -1;
  return at < 0 ? refuse('BAD_CURSOR', {}, { field: 'after' }) : at + 1;
}
