// In: values of a request or of the records. Out: the scalars of the schema, each with the address of its specification. Refuses a value that is
// not of that kind, with a code and a hint.

import { GraphQLError, GraphQLScalarType, type GraphQLScalarTypeConfig, Kind, type ValueNode } from 'graphql';
import { parseDate } from '../../model/date.ts';
import { problem } from '../../model/problem.ts';

/** A scalar that travels as a string. `read` throws where the text is not of that kind. */
function textScalar(
  config: Pick<GraphQLScalarTypeConfig<string, string>, 'name' | 'description' | 'specifiedByURL'>,
  read: (text: string) => string,
): GraphQLScalarType<string, string> {
  const parseValue = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${config.name} cannot represent a value that is no string`);
    return read(value);
  };
  return new GraphQLScalarType<string, string>({
    ...config,
    serialize: (value) => String(value),
    parseValue,
    parseLiteral: (node: ValueNode) => parseValue(node.kind === Kind.STRING ? node.value : null),
  });
}

function readDate(text: string): string {
  if (parseDate(text)) return text;
  const { message, code } = problem('BAD_DATE', { value: text.slice(0, 60) });
  throw new GraphQLError(message, { extensions: { code, hint: 'write 2018, 2018-12 or 2018-12-01' } });
}

export const EDTFDate = textScalar(
  {
    name: 'EDTFDate',
    description:
      'A date as precisely as it is known, in the Extended Date/Time Format (EDTF) of ISO 8601-2:2019, levels 0 and 1. Examples: `2018`, `2018-12`, `2018-12-01`, `2018-21` (spring), `2018-12~` (about), `2018/2020`, `2018-12-01/..` (since). Where a period is asked for, a single date is expected: the period runs from the first day it can mean to the last.',
    specifiedByURL: 'https://www.loc.gov/standards/datetime/',
  },
  readDate,
);

function readDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return readDate(text);
  const { message, code } = problem('BAD_DATE', { value: text.slice(0, 60) });
  throw new GraphQLError(message, { extensions: { code, hint: 'write one day, as in 2018-12-01' } });
}

export const Day = textScalar(
  {
    name: 'Day',
    description: 'One calendar day, `YYYY-MM-DD` (full-date of RFC 3339). Example: `2026-07-01`.',
    specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  },
  readDay,
);

export const DateTime = textScalar(
  {
    name: 'DateTime',
    description:
      'An instant in UTC, to the millisecond (date-time of RFC 3339). Example: `2026-07-01T12:00:00.000Z`. Instants compare as text.',
    specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  },
  (text) => text,
);

export const LanguageTag = textScalar(
  {
    name: 'LanguageTag',
    description: 'A language tag of BCP 47. Examples: `en`, `fr`, `zh`.',
    specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  },
  (text) => text,
);

export const URL = textScalar(
  {
    name: 'URL',
    description: 'An absolute address. Example: `https://www.international.gc.ca/`.',
    specifiedByURL: 'https://url.spec.whatwg.org/',
  },
  (text) => text,
);
