// In: the particulars of a question, and the sections that rest on them. Out: what the templates of these sections see: the requester's words, glued
// as text of the language is but otherwise as given, beside what is recorded.

import type { Edtf } from '../model/date.ts';
import type { Answer, Answers, CommitteeSection, MeetingSection, Reply, Sentence } from '../model/dossier.ts';
import type { Agreement, Fact, FactId, Office } from '../model/fact.ts';
import { decode } from './markup.ts';
import { agreementRow, type Cited, figureRow } from './rows.ts';
import { sentences } from './sentence.ts';
import type { Setting } from './setting.ts';
import type { Of, PartView, SECTIONS } from './shape.ts';
import { threadName } from './title.ts';
import { capital } from './words.ts';

type Answered = Of<(typeof SECTIONS)['answers']>['answers'][number];
type FactOf = (id: FactId) => Fact;
/** A label of the words, and one or more things the requester said under it. */
interface Said {
  label: string;
  texts: string[];
}

/**
 * Words said in a minute: about the middle of the 120 to 160 that guides to public speaking give for English; French officials read their
 * answers as fast, in a fifth more words.
 */
const PACE = 150;

/** What the sections of a meeting note show. */
export function meetingView(setting: Setting, section: MeetingSection, fact: FactOf): PartView {
  const { words, type, dossier, language } = setting;
  const { meeting } = dossier.question;
  if (!meeting) throw new Error(`${section.section} of no meeting`);
  const asGiven = (texts: readonly string[]) => texts.map(type.glue);
  switch (section.section) {
    case 'meeting':
      return {
        legend: words.text('given.legend'),
        rows: rowsOf(setting, 'meeting', [
          ['when', [whenOf(setting, meeting.date, meeting.time)]],
          ['where', [meeting.place]],
          ['format', [meeting.format]],
          ['language', [meeting.language]],
          ['interpretation', [meeting.interpretation]],
          ['mandate', [meeting.mandate]],
        ]),
      };
    case 'participants':
      return {
        caption: words.text('captions.participants'),
        rows: section.rows.map(({ participant, party, offices }) => ({
          name: type.glue(meeting.participants[participant]?.name ?? ''),
          title: type.glue(meeting.participants[participant]?.title ?? ''),
          party: partyLabel(setting, party),
          offices: offices.map((id): Cited => {
            const office = fact(id) as Office;
            return { text: officeText(setting, office), facts: [id], rank: null };
          }),
        })),
      };
    case 'objectives':
      return { ours: asGiven(meeting.objectives), theirs: asGiven(meeting.theirObjectives) };
    case 'run-of-show':
      return { items: asGiven(meeting.runOfShow) };
    case 'do-not-raise':
      return { items: asGiven(meeting.doNotRaise) };
    case 'talking-points':
      return { points: section.points, spoken: spokenOf(setting, section.points) };
    case 'if-raised':
      return { replies: section.replies.map((reply) => replyView(setting, reply)), items: asGiven(meeting.ifRaised) };
    case 'last-contacts':
      return {
        caption: words.text('captions.last-contacts'),
        rows: section.rows.map((row) => dated(setting, row, fact)),
      };
    case 'deliverables':
      return {
        caption: words.text('captions.deliverables'),
        rows: section.rows.map((row) => step(setting, row, fact)),
        items: asGiven(meeting.deliverables),
      };
    case 'biographies':
      return {
        entries: section.entries.map(({ participant, party, sentences: told, rank }) => ({
          name: type.glue(meeting.participants[participant]?.name ?? ''),
          party: partyLabel(setting, party),
          offices: told.filter((s) => s.form === 'office'),
          path: told.filter((s) => s.form !== 'office'),
          rank,
        })),
      };
    default:
      section satisfies never;
      return { language };
  }
}

/** What the sections of committee questions and answers show. */
export function committeeView(setting: Setting, section: CommitteeSection, fact: FactOf): PartView {
  const { words, type, dossier } = setting;
  const { committee } = dossier.question;
  if (!committee) throw new Error(`${section.section} of no committee`);
  if (section.section === 'answers')
    return {
      answers: section.answers.map((answer) =>
        answerView(setting, answer, committee.questions[answer.question] ?? '', fact),
      ),
    };
  const found = dossier.sections.find((s): s is Answers => s.section === 'answers');
  return {
    legend: words.text('given.legend'),
    rows: rowsOf(setting, 'committee', [
      ['name', [committee.name]],
      ['date', [type.date(committee.date, 'prose')]],
      ['motion', [committee.motion]],
      ['members', committee.members.length > 0 ? [committee.members.join('; ')] : []],
      ['principals', committee.principals],
      ['askedBefore', committee.askedBefore],
      ['background', [committee.background]],
    ]),
    caption: words.text('captions.questions'),
    questions: committee.questions.map((text, n) => {
      const { messages = [], threads = [] } = found?.answers[n] ?? {};
      return {
        n: n + 1,
        text: type.glue(text),
        threads: threads.map((thread) => threadName(setting, thread, null)).join('; '),
        spoken: messages.length > 0 ? duration(setting, wordsIn(setting, messages)) : words.text('committee.nothing'),
      };
    }),
  };
}

function answerView(setting: Setting, answer: Answer, question: string, fact: FactOf): Answered {
  const { words, type } = setting;
  const n = answer.question + 1;
  return {
    id: `question-${n}`,
    n,
    text: type.glue(question),
    threads:
      answer.threads.length === 0
        ? null
        : words.fill('committee.under', {
            list: answer.threads.map((thread) => threadName(setting, thread, null)).join('; '),
          }),
    messages: answer.messages,
    spoken: spokenOf(setting, answer.messages),
    pressed: answer.pressed.map((reply) => ({ ...replyView(setting, reply), on: pressedOn(setting, reply, fact) })),
    supplementary: answer.supplementary.map(({ thread, sentences: told, rank }) => ({
      name: threadName(setting, thread, null),
      sentences: told,
      rank,
    })),
    figures: {
      caption: words.text('captions.figures'),
      rows: answer.figures.map((row) => figureRow(setting, row, fact)),
    },
    positions: answer.positions,
    steps: answer.steps.map((row): Cited => {
      const { date, text } = step(setting, row, fact);
      return { text: type.glue(words.fill('sentence.dated', { date, text })), facts: [row.fact], rank: row.rank };
    }),
    agreements: answer.agreements.map((row) => {
      const { text, status } = agreementRow(setting, fact(row.fact) as Agreement);
      return { label: text, text: status, facts: [row.fact], rank: row.rank };
    }),
  };
}

/** Rows of which something was said, under the labels of the words. */
function rowsOf({ words, type }: Setting, of: 'meeting' | 'committee', fields: [string, (string | null)[]][]): Said[] {
  return fields
    .map(([label, texts]) => ({
      label: words.text(`${of}.${label}`),
      texts: texts.flatMap((text) => (text === null ? [] : type.glue(text))),
    }))
    .filter(({ texts }) => texts.length > 0);
}

const whenOf = ({ words, type }: Setting, date: Edtf, time: string | null): string =>
  time === null ? type.date(date, 'prose') : words.fill('meeting.dateTime', { date: type.date(date, 'prose'), time });

const partyLabel = ({ gazetteer, language, words }: Setting, party: string | null): string =>
  party === null ? words.text('meeting.side') : (gazetteer.get(party)?.names[language].name ?? party);

function officeText({ type, words, language }: Setting, office: Office): string {
  const post = capital(type.plain(office.post[language], 'table'));
  return office.from === null
    ? post
    : type.glue(words.fill('office.since', { post, from: type.date(office.from, 'table') }));
}

function dated({ type, language }: Setting, { fact: id, rank }: { fact: FactId; rank: number }, fact: FactOf) {
  const event = fact(id);
  if (event.kind !== 'event') throw new Error(`no event: ${id}`);
  const span = event.end && event.end !== event.date ? `${event.date}/${event.end}` : event.date;
  return { date: type.date(span, 'table'), text: type.plain(event.title[language], 'table'), facts: [id], rank };
}

function step({ type, language }: Setting, { fact: id, rank }: { fact: FactId; rank: number }, fact: FactOf) {
  const { next } = fact(id);
  const text = type.plain(next?.what[language] ?? '', 'table').replace(/\.$/, '');
  return { date: type.date(next?.date ?? '', 'prose'), text, facts: [id], rank };
}

function replyView(setting: Setting, { thread, sentences: told, answered, rank }: Reply) {
  return { name: threadName(setting, thread, null), sentences: told, answered, rank };
}

/** “[If pressed on China’s objection to …]”. */
function pressedOn({ words, type, language }: Setting, { on }: Reply, fact: FactOf): string {
  const found = fact(on);
  const noun = 'clause' in found ? type.text(found.clause[language].noun, 'prose') : words.text('committee.figures');
  return type.glue(words.fill('committee.pressed', { noun }));
}

// ---- Speaking time -----------------------------------------------------------------------------------------------------

const counted = new WeakMap<readonly Sentence[], Map<Setting['language'], number>>();

/** Words of sentences as they are read aloud: without their marks. */
function wordsIn(setting: Setting, told: readonly Sentence[]): number {
  const known = counted.get(told)?.get(setting.language);
  if (known !== undefined) return known;
  const { sentence } = sentences(setting);
  const text = told.map((plan) => decode(sentence(plan).replace(/<[^>]*>/g, ''))).join(' ');
  const n = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const byLanguage = counted.get(told) ?? new Map<Setting['language'], number>();
  counted.set(told, byLanguage.set(setting.language, n));
  return n;
}

/** To the next five seconds. */
function duration({ words, type }: Setting, n: number): string {
  const seconds = Math.max(5, Math.ceil(((n / PACE) * 60) / 5) * 5);
  const rest = seconds % 60;
  if (seconds < 60) return type.glue(words.fill('speaking.seconds', { n: seconds }));
  const minutes = words.fill('speaking.minutes', { n: Math.floor(seconds / 60) });
  return type.glue(rest === 0 ? minutes : words.fill('speaking.both', { minutes, n: rest }));
}

function spokenOf(setting: Setting, told: readonly Sentence[]): string | null {
  const n = wordsIn(setting, told);
  if (n === 0) return null;
  return setting.type.glue(
    setting.words.fill('speaking.time', { duration: duration(setting, n), words: setting.type.number(n), pace: PACE }),
  );
}
