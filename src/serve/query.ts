// In: the arguments of the root fields. Out: what the schema promises for each. Refuses as the walk refuses; a place in the arguments is told.

import { Arg, Args, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Edtf, Day as ModelDay } from '../model/date.ts';
import type { FactId } from '../model/fact.ts';
import type { Snapshot } from '../model/findings.ts';
import { refuse } from '../model/problem.ts';
import type { Context } from './context.ts';
import { itemNode, jobNode } from './jobs.ts';
import { inArgument } from './problems.ts';
import { Brief, BriefRequestInput } from './types/brief.ts';
import { AgreementConnection, EventConnection, PageArgs, SeriesConnection } from './types/connection.ts';
import { editionNode } from './types/edition.ts';
import { Fact, Thread } from './types/fact.ts';
import { Agreement, Event, factNode } from './types/kinds.ts';
import { Node, readGlobalId } from './types/node.ts';
import { Country, Organisation, Party, partyNode } from './types/party.ts';
import { BetweenArgs, pageOfFacts, Relationship, scopeOf } from './types/relationship.ts';
import { revisionOf } from './types/revision.ts';
import { Day, EDTFDate } from './types/scalars.ts';
import { SeriesArgs, seriesByKey } from './types/series.ts';
import { Source } from './types/source.ts';

@ObjectType('DataSnapshot', { description: 'The state of the data that answers come from.' })
class DataSnapshot {
  @Field(() => String, { description: 'The same data always has the same id: 12 hexadecimal digits.' })
  readonly snapshotId: string;

  @Field(() => Int, { description: 'How many facts it holds.' })
  readonly factCount: number;

  @Field(() => EDTFDate, { description: 'Date of the newest fact.' })
  readonly newest: Edtf;

  constructor({ id, facts, newest }: Snapshot) {
    this.snapshotId = id;
    this.factCount = facts;
    this.newest = newest;
  }
}

@Resolver()
export class Root {
  @Query(() => Brief, {
    description: 'The brief that answers a request. It is composed at once; its files are made when asked for.',
  })
  async brief(
    @Arg('request', () => BriefRequestInput, { description: 'What it is to be about.' }) request: BriefRequestInput,
    @Ctx() { shelf, signal }: Context,
  ): Promise<Brief> {
    const { productName, ...rest } = request;
    const asked = productName?.trim() ? { ...rest, product: productName } : rest;
    try {
      return new Brief(await shelf.draft(asked, signal));
    } catch (error) {
      throw inArgument(error, (field) => `request.${field === 'product' && asked !== rest ? 'productName' : field}`);
    }
  }

  @Query(() => Node, {
    nullable: true,
    description:
      'Anything that has an id. Null where there is no such thing; a brief is found while the server still holds it.',
  })
  async node(
    @Arg('id', () => ID, { description: 'The `id` of a thing, as the schema gave it.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    const draft = await context.shelf.kept(id);
    if (draft) return new Brief(draft);
    const wanted = readGlobalId(id);
    switch (wanted?.kind) {
      case 'Edition':
        return editionNode(wanted.key, context);
      case 'Fact':
        return context.at(null).factNode(wanted.key, 'en');
      case 'Job':
        return jobNode(wanted.key, context);
      case 'JobItem':
        return itemNode(wanted.key, context);
      case 'Party': {
        const party = context.party(wanted.key);
        return party && partyNode(party, 'en');
      }
      case 'Source': {
        const source = await context.at(null).source(wanted.key);
        return source && new Source(source, 'en');
      }
      case 'Thread': {
        const thread = await context.at(null).thread(wanted.key);
        return thread && new Thread(thread, 'en', null);
      }
      case 'Series':
        return seriesByKey(wanted.key, context);
      case 'Revision':
        return revisionOf(wanted.key, context);
      default:
        return null;
    }
  }

  @Query(() => Fact, {
    nullable: true,
    description: 'A fact by its readable id. An id that was merged into another gives that other.',
  })
  async fact(
    @Arg('factId', () => String, { description: 'Readable id: `can-chn/2018-12-01/meng-arrest`.' }) factId: FactId,
    @AsOf() asOf: ModelDay | null,
    @Arg('includeDrafts', () => Boolean, {
      defaultValue: false,
      description: 'Also a draft, which no person has reviewed yet.',
    })
    includeDrafts: boolean,
    @Ctx() context: Context,
  ): Promise<Fact> {
    const day = known(asOf, context);
    const { store } = context.chancery;
    const at = day === null ? {} : { asOf: day };
    const reviewed = await store.fact(factId, at);
    if (reviewed) return factNode(reviewed, 'en', day);
    const draft = includeDrafts ? await store.fact(factId, { ...at, includeDrafts }) : null;
    if (draft) return factNode(draft, 'en', day, true);
    return refuse('UNKNOWN_FACT', { id: factId.slice(0, 100) }, { field: 'factId' });
  }

  @Query(() => Party, {
    nullable: true,
    description: 'A state or an organisation. Null, with an error, where there is none.',
  })
  party(
    @Arg('code', () => String, { description: 'Code (`CAN`, `NATO`) or name, in English or French.' }) code: string,
    @Ctx() context: Context,
  ): Party {
    return partyNamed(code, context);
  }

  @Query(() => Country, { nullable: true, description: 'A state. Null, with an error, where there is none.' })
  country(
    @Arg('code', () => String, { description: 'ISO 3166-1 alpha-3 (`CAN`), or a name in English or French.' })
    code: string,
    @Ctx() context: Context,
  ): Country {
    const party = partyNamed(code, context);
    if (party instanceof Country) return party;
    return refuse(
      'WRONG_PARTY_KIND',
      { name: party.name(null), kind: 'an organisation', field: 'organisation' },
      { field: 'code' },
    );
  }

  @Query(() => Organisation, {
    nullable: true,
    description: 'An organisation. Null, with an error, where there is none.',
  })
  organisation(
    @Arg('code', () => String, { description: 'Its usual abbreviation (`NATO`), or a name in English or French.' })
    code: string,
    @Ctx() context: Context,
  ): Organisation {
    const party = partyNamed(code, context);
    if (party instanceof Organisation) return party;
    return refuse('WRONG_PARTY_KIND', { name: party.name(null), kind: 'a state', field: 'country' }, { field: 'code' });
  }

  @Query(() => [Country], { description: 'Every state and territory of ISO 3166-1, by code.' })
  countries(@Recorded() recordedOnly: boolean, @Ctx() context: Context): Promise<Country[]> {
    return parties(recordedOnly, context, (party) => (party instanceof Country ? party : null));
  }

  @Query(() => [Organisation], { description: 'Every organisation known here, by code.' })
  organisations(@Recorded() recordedOnly: boolean, @Ctx() context: Context): Promise<Organisation[]> {
    return parties(recordedOnly, context, (party) => (party instanceof Organisation ? party : null));
  }

  @Query(() => EventConnection, { description: 'What happened between parties, by date.' })
  async events(
    @Args(() => BetweenArgs) between: BetweenArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<EventConnection> {
    const scope = scopeOf(between, context);
    return new EventConnection(
      await pageOfFacts('event', scope, page, context, (fact, asOf) => new Event(fact, 'en', asOf)),
    );
  }

  @Query(() => AgreementConnection, { description: 'Agreements between parties, by date.' })
  async agreements(
    @Args(() => BetweenArgs) between: BetweenArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<AgreementConnection> {
    const scope = scopeOf(between, context);
    return new AgreementConnection(
      await pageOfFacts('agreement', scope, page, context, (fact, asOf) => new Agreement(fact, 'en', asOf)),
    );
  }

  @Query(() => SeriesConnection, {
    description: 'The figures recorded between parties, as series: with unit, basis and frequency, their gaps named.',
  })
  series(
    @Args(() => BetweenArgs) between: BetweenArgs,
    @Args(() => SeriesArgs) wanted: SeriesArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<SeriesConnection> {
    return new Relationship(scopeOf(between, context)).series(wanted, page, context);
  }

  @Query(() => Relationship, { description: 'Everything recorded between parties.' })
  relationship(@Args(() => BetweenArgs) between: BetweenArgs, @Ctx() context: Context): Relationship {
    return new Relationship(scopeOf(between, context));
  }

  @Query(() => DataSnapshot, { description: 'The state of the data.' })
  async snapshot(@AsOf() asOf: ModelDay | null, @Ctx() context: Context): Promise<DataSnapshot> {
    const { store } = context.chancery;
    return new DataSnapshot(await store.snapshotAt(known(asOf, context) ?? undefined));
  }
}

/** The day whose knowledge is asked for. */
function AsOf() {
  return Arg('asOf', () => Day, {
    nullable: true,
    description: 'What was known at the end of this day, in UTC. Default: what is known now.',
  });
}

/** The same day, where it has come. Refuses AS_OF_IN_FUTURE. */
function known(asOf: ModelDay | null | undefined, { chancery }: Context): ModelDay | null {
  const today = chancery.today();
  return (asOf ?? today) > today
    ? refuse('AS_OF_IN_FUTURE', { asOf: asOf ?? today, today }, { field: 'asOf' })
    : (asOf ?? null);
}

/** Whether parties without facts are left out. */
function Recorded() {
  return Arg('recordedOnly', () => Boolean, {
    defaultValue: false,
    description: 'Only those of whom facts are recorded.',
  });
}

async function parties<Kind>(
  recordedOnly: boolean,
  context: Context,
  pick: (party: Party) => Kind | null,
): Promise<Kind[]> {
  const codes = [...context.chancery.gazetteer.keys()].sort();
  const found: Kind[] = [];
  for (const code of codes) {
    const party = context.party(code);
    const picked = party && pick(partyNode(party, 'en'));
    if (picked && (!recordedOnly || (await context.at(null).factCount(code)) > 0)) found.push(picked);
  }
  return found;
}

function partyNamed(name: string, context: Context): Country | Organisation {
  try {
    const [code = ''] = context.chancery.ask({ parties: [name] }).parties;
    const party = context.party(code);
    return party ? partyNode(party, 'en') : refuse('UNKNOWN_PARTY', { name, suggestion: '' }, { field: 'code' });
  } catch (error) {
    throw inArgument(error, () => 'code');
  }
}
