// In: what is sought. Out: a page of the facts in which it was found, with cursors and facets. Refuses as a request for a brief does, and what the
// store refuses; a place in the arguments is told.

import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Bounds } from '../model/question.ts';
import type { Context } from './context.ts';
import { inArgument } from './problems.ts';
import { PageArgs, sizeOf } from './types/connection.ts';
import { factNode } from './types/kinds.ts';
import { SearchArgs, SearchConnection, SearchFacets } from './types/search.ts';

@Resolver()
export class Searching {
  @Query(() => SearchConnection, {
    description: 'Facts by the words of their titles and summaries, in English and French, and by what they are.',
  })
  async search(
    @Args(() => SearchArgs) asked: SearchArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<SearchConnection> {
    const { parties, ...bounds } = boundsOf(asked, context);
    const { text, language, kinds, eventTypes, agreementTypes, sourceKinds, publishers, sourceIds } = asked;
    const found = await context.chancery.store.search(
      {
        ...bounds,
        text,
        language: language ?? null,
        between: parties,
        kinds: kinds ?? [],
        types: [...(eventTypes ?? []), ...(agreementTypes ?? [])],
        minSignificance: asked.minSignificance,
        sourceKinds: sourceKinds ?? [],
        publishers: publishers ?? [],
        sources: sourceIds ?? [],
        includeDrafts: asked.includeDrafts,
      },
      sizeOf(page),
      page.after ?? null,
    );
    return new SearchConnection(
      {
        nodes: found.facts.map((fact) => factNode(fact, 'en', bounds.asOf, found.drafts.has(fact.id))),
        cursors: found.cursors,
        total: found.total,
        hasPreviousPage: Boolean(page.after),
        hasNextPage: found.hasNextPage,
      },
      async () => new SearchFacets(await found.facets(), bounds.asOf),
    );
  }
}

function boundsOf({ between, since, until, topics, asOf }: SearchArgs, { chancery }: Context): Bounds {
  try {
    return chancery.bounds({
      parties: between ?? null,
      since: since ?? null,
      until: until ?? null,
      topics: topics ?? null,
      asOf: asOf ?? null,
    });
  } catch (error) {
    throw inArgument(error, (field) => field.replace(/^parties/, 'between'));
  }
}
