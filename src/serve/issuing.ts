// In: a request to be issued; what names an edition, or a file. Out: the edition, those of the register page by page, what the file is. Refuses whoever
// issues and is no curator (FORBIDDEN, UNAUTHENTICATED), an edition that is not in the register; what is wrong with an input is in the answer.

import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { issueBrief, verifyHash } from '../issue.ts';
import type { PartyCode } from '../model/fact.ts';
import { refuse } from '../model/problem.ts';
import { keyOf, wrongIn } from './acting.ts';
import type { Context } from './context.ts';
import { inArgument } from './problems.ts';
import { PageArgs, sizeOf } from './types/connection.ts';
import {
  Edition,
  EditionConnection,
  ISSUE_CODES,
  IssueBriefInput,
  IssueBriefPayload,
  Verification,
} from './types/edition.ts';

@Resolver()
export class Issuing {
  @Mutation(() => IssueBriefPayload, {
    nullable: true,
    description:
      'Issues a brief: gives it the permanent number of its topic and the next edition of it, and enters it in the register, in both languages and every format.',
  })
  async issueBrief(
    @Arg('input', () => IssueBriefInput, { description: 'Which brief.' }) input: IssueBriefInput,
    @Ctx() context: Context,
  ): Promise<IssueBriefPayload> {
    const by = context.curator();
    const { chancery, shelf, signal } = context;
    try {
      const request = { ...input.request };
      const edition = await issueBrief(chancery, request, { by, ...keyOf(input) }, async (pinned) => {
        const draft = await shelf.draft(pinned, signal);
        return { ...draft, write: (format) => shelf.file(draft, format, signal) };
      });
      return new IssueBriefPayload(edition, chancery.ask(await chancery.completed(request)).language, []);
    } catch (error) {
      const wrong = wrongIn(error, ISSUE_CODES, ({ place }) => ['request', ...(place.field?.split('.') ?? [])]);
      return new IssueBriefPayload(null, 'en', wrong);
    }
  }

  @Query(() => Edition, { nullable: true, description: 'An edition by its readable id.' })
  async edition(
    @Arg('editionId', () => String, { description: 'Number of the topic and of the edition: `B0001-2`.' }) id: string,
    @Ctx() { chancery }: Context,
  ): Promise<Edition> {
    return new Edition(await chancery.store.register.edition(id));
  }

  @Query(() => EditionConnection, { description: 'The briefs that were issued, the one issued last first.' })
  async editions(
    @Arg('number', () => String, { nullable: true, description: 'Only those of this number: `B0001`.' })
    number: string | null,
    @Arg('between', () => [String], {
      nullable: true,
      description: 'Only those about exactly these parties, by code or name.',
    })
    between: string[] | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { chancery }: Context,
  ): Promise<EditionConnection> {
    const filter = { number: number ?? null, parties: between ? partiesIn(between, chancery) : null };
    const { editions, cursors, total, hasNextPage } = await chancery.store.register.page(
      filter,
      sizeOf(page),
      page.after ?? null,
    );
    const nodes = editions.map((edition) => new Edition(edition));
    return new EditionConnection({ nodes, cursors, total, hasPreviousPage: Boolean(page.after), hasNextPage });
  }

  @Query(() => Verification, {
    nullable: true,
    description:
      'What a file is, by the SHA-256 of its bytes: whether it is as it was issued, and which of its statements rest on facts that have changed since. Null where it is of no edition and none is named.',
  })
  async verify(
    @Arg('sha256', () => String, { description: 'SHA-256 of the file, 64 hexadecimal digits.' }) sha256: string,
    @Arg('editionId', () => String, {
      nullable: true,
      description: 'The edition that the file says it is of: `B0001-2`.',
    })
    editionId: string | null,
    @Ctx() { chancery }: Context,
  ): Promise<Verification | null> {
    if (!/^[0-9a-f]{64}$/i.test(sha256)) refuse('BAD_HASH', { value: sha256.slice(0, 80) }, { field: 'sha256' });
    const verdict = await verifyHash(chancery, sha256.toLowerCase(), editionId ?? null);
    return verdict && new Verification(verdict);
  }
}

function partiesIn(names: readonly string[], chancery: Context['chancery']): PartyCode[] {
  try {
    return chancery.ask({ parties: [...names] }).parties;
  } catch (error) {
    throw inArgument(error, (field) => field.replace(/^parties/, 'between'));
  }
}
