// In: the context of an operation. Out: what it cost and what its client has left: the root field `rateLimit`. Refuses nothing.

import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from './context.ts';
import { DateTime } from './types/scalars.ts';

@ObjectType('RateLimit', {
  description:
    'What an operation costs and what its client has left. One point for each object that could be in the answer, lists as long as `first` says; `docs/operations.md` has the prices. A client is an address, or a curator with a token.',
})
class RateLimit {
  @Field(() => Int, { description: 'Points of this operation: the most that its answer could cost.' })
  readonly cost: number;

  @Field(() => Int, { description: 'Points that a client may spend at once, and that it gets back within a minute.' })
  readonly limit: number;

  @Field(() => Int, {
    description: 'Points left, this operation paid. Where there are none, the next is refused: `RATE_LIMITED`.',
  })
  readonly remaining: number;

  @Field(() => DateTime, { description: 'When all of them are there again, if nothing is asked until then.' })
  readonly resetAt: string;

  constructor(cost: number, limit: number, remaining: number, resetAt: Date) {
    this.cost = cost;
    this.limit = limit;
    this.remaining = remaining;
    this.resetAt = resetAt.toISOString();
  }
}

@Resolver()
export class Rating {
  @Query(() => RateLimit, {
    nullable: true,
    description: 'What this operation costs and what is left. Null on a server that limits nobody.',
  })
  rateLimit(@Ctx() { paid, chancery }: Context): RateLimit | null {
    if (paid === null) return null;
    const { cost, purse } = paid;
    const reset = new Date(chancery.now().getTime() + purse.full);
    return new RateLimit(cost, purse.limit, purse.remaining, reset);
  }
}
