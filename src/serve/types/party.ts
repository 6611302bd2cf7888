// In: a party of the gazetteer. Out: the types Party, Country and Organisation.

import { Ctx, Field, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { Day } from '../../model/date.ts';
import type { Language } from '../../model/fact.ts';
import type * as model from '../../model/party.ts';
import type { Context } from '../context.ts';
import { chosen, globalId, InLanguage, Node } from './node.ts';
import { PartyKindEnum } from './vocabulary.ts';

@InterfaceType('Party', { description: 'A state or an organisation.' })
export abstract class Party extends Node {
  readonly party: model.Party;
  readonly usual: Language;
  /** Null: as it is now. */
  readonly asOf: Day | null;

  constructor(party: model.Party, usual: Language, asOf: Day | null) {
    super(globalId('Party', party.code));
    this.party = party;
    this.usual = usual;
    this.asOf = asOf;
  }

  @Field(() => String, {
    description: 'ISO 3166-1 alpha-3 for a state (`CAN`), the usual abbreviation for an organisation (`NATO`).',
  })
  get code(): string {
    return this.party.code;
  }

  @Field(() => PartyKindEnum, { description: 'State or organisation.' })
  get kind(): model.Party['kind'] {
    return this.party.kind;
  }

  @Field(() => String, { description: 'Name without article: “United States”, « États-Unis ».' })
  name(@InLanguage() language: Language | null): string {
    return this.party.names[chosen(language, this.usual)].name;
  }

  @Field(() => String, { description: 'Name as it stands in running text: “the United States”, « les États-Unis ».' })
  fullName(@InLanguage() language: Language | null): string {
    return this.party.names[chosen(language, this.usual)].full;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Adjective: “Canadian”, « canadien ». Null where none is in use.',
  })
  adjective(@InLanguage() language: Language | null): string | null {
    return this.party.names[chosen(language, this.usual)].adjective;
  }

  @Field(() => [String], { description: 'Further names that requests may use, in both languages.' })
  get aliases(): string[] {
    return this.party.aliases;
  }

  @Field(() => Int, { description: 'How many recorded facts it is a party of.' })
  factCount(@Ctx() context: Context): Promise<number> {
    return context.at(this.asOf).factCount(this.party.code);
  }
}

@ObjectType('Country', { implements: [Node, Party], description: 'A state or territory of ISO 3166-1.' })
export class Country extends Party {
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2: `CA`. Null where there is none.' })
  get alpha2(): string | null {
    return this.party.alpha2;
  }
}

@ObjectType('Organisation', { implements: [Node, Party], description: 'An international organisation or grouping.' })
export class Organisation extends Party {
  @Field(() => [Country], { description: 'Its member states, by code.' })
  members(@Ctx() { party }: Context): Country[] {
    return this.party.members
      .map((code) => party(code))
      .filter((member) => member?.kind === 'state')
      .map((member) => new Country(member as model.Party, this.usual, this.asOf));
  }
}

export function partyNode(party: model.Party, usual: Language, asOf: Day | null = null): Country | Organisation {
  return party.kind === 'state' ? new Country(party, usual, asOf) : new Organisation(party, usual, asOf);
}

/** The parties of these codes; a code the gazetteer does not know is left out. */
export function partyNodes(
  codes: readonly string[],
  context: Context,
  usual: Language,
  asOf: Day | null,
): (Country | Organisation)[] {
  return codes.flatMap((code) => {
    const party = context.party(code);
    return party ? [partyNode(party, usual, asOf)] : [];
  });
}
