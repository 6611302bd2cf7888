// In: what a person typed into the form of the staff page, or nothing yet. Out: the page, or the address of the brief it asked for. Problems are
// told on the page, beside the field they concern. Words, markup and style stand in templates/site/.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Handlebars from 'handlebars';
import type { Chancery } from '../brief.ts';
import { LANGUAGES, type Language } from '../model/fact.ts';
import type { Snapshot } from '../model/findings.ts';
import { PRODUCT_OF } from '../model/particulars.ts';
import { didYouMean, httpOf, type Problem, ProblemError, problem, refuse } from '../model/problem.ts';
import { FORMATS, type Format, PAPERS, type Product } from '../model/question.ts';
import { whileThere } from './deadline.ts';
import { pathOf } from './files.ts';
import type { Links } from './links.ts';
import { retryOf } from './problems.ts';
import type { Shelf } from './shelf.ts';

/** Reads a file of the project; null where there is none. */
export type Read = (path: string) => Uint8Array | null;

const FIELDS = ['text', 'product', 'language', 'pages', 'paper', 'format', 'drafts'] as const;
type FieldName = (typeof FIELDS)[number];
type Form = Record<FieldName, string>;

/** The words of the page in one language. */
interface SiteWords {
  /** What problems are called where the page is not English. `{value}` is what was typed, `{names}` what may have been meant. */
  problems: Record<string, { message: string; hint: string }>;
  suggestion: string;
  [key: string]: unknown;
}

interface Told {
  field: FieldName;
  message: string;
  hint: string;
}

const STYLE = 'site.css';
const FONTS = ['SourceSerif4-Regular', 'SourceSerif4-SemiBold', 'SourceSans3-Regular', 'SourceSans3-SemiBold'];
const POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** `GET /` the page, `GET /ask` its form, and the style sheet and fonts they use. `report` takes what went wrong inside. */
export function addPage(
  app: FastifyInstance,
  chancery: Chancery,
  shelf: Shelf,
  links: Links,
  read: Read,
  report: (error: unknown, id?: string) => void,
): void {
  const page = pageOf(chancery, read);
  const show = async (
    reply: FastifyReply,
    status: number,
    language: Language,
    form: Form,
    problems: readonly Problem[],
  ) => {
    // The page comes even where the store does not answer.
    const snapshot = await chancery.store.snapshotAt().catch(() => chancery.store.snapshot);
    return reply
      .code(status)
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-cache')
      .header('content-language', language)
      .header('vary', 'accept-language')
      .type('text/html; charset=utf-8')
      .send(page(language, form, problems, snapshot));
  };

  app.get('/', (request, reply) => show(reply, 200, languageOf(request), formOf(request), []));

  app.get('/ask', async (request, reply) => {
    const form = formOf(request);
    try {
      const { text, product, language, pages, paper } = form;
      const asked = { text, product, language, pages, paper, includeDrafts: form.drafts !== '' };
      const format = formatOf(form.format, () => chancery.ask(asked));
      const signal = whileThere(reply);
      const draft = await shelf.draft(asked, signal);
      // Written here, so that what cannot be set on a page is told on this page.
      await shelf.file(draft, format, signal);
      return await reply.header('cache-control', 'no-store').redirect(links.to(pathOf(draft.id, format)).path, 303);
    } catch (error) {
      if (!(error instanceof ProblemError)) report(error, request.id);
      const problems = error instanceof ProblemError ? error.problems : [problem('INTERNAL')];
      const wait = retryOf(problems);
      if (wait !== null) reply.header('retry-after', wait);
      return show(reply, Math.max(...problems.map(({ code }) => httpOf(code))), languageOf(request), form, problems);
    }
  });

  const style = need(read, `templates/site/${STYLE}`);
  app.get(`/${STYLE}`, (_, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(style),
  );
  for (const name of FONTS) {
    app.get(`/fonts/${name}.ttf`, (_, reply) =>
      reply
        .header('cache-control', 'public, max-age=86400')
        .type('font/ttf')
        .send(bytesOf(read, `templates/style/fonts/${name}.ttf`)),
    );
  }
}

/** The products of the page: it has no place for what only the requester knows, and those that rest on it are asked for elsewhere. */
const offered = (product: Product): boolean => !Object.values(PRODUCT_OF).includes(product);

/** Reads the templates once; gives the page for a language, the values of its form and the problems found in them. */
function pageOf(
  chancery: Chancery,
  read: Read,
): (language: Language, form: Form, problems: readonly Problem[], snapshot: Snapshot) => string {
  const markup = Handlebars.compile(need(read, 'templates/site/page.hbs'), { strict: true });
  const words: Record<Language, SiteWords> = { en: wordsOf(read, 'en'), fr: wordsOf(read, 'fr') };
  return (language, form, problems, { facts, newest }) => {
    const site = words[language];
    const brief = chancery.templates.words[language];
    const type = chancery.templates.type[language];
    const { plans } = chancery.templates;
    const told = problems.map((found) => tell(found, language, site));
    const choices = (name: FieldName, values: readonly string[], label: (value: string) => string) =>
      values.map((value, i) => ({
        value,
        label: label(value),
        chosen: form[name] === value || (form[name] === '' && i === 0),
        id: `${name}-${value || 'auto'}`,
      }));
    const ofField = (name: FieldName) => told.filter(({ field }) => field === name);
    const other = language === 'en' ? 'fr' : 'en';
    return markup({
      language,
      other,
      otherAddress: `/?${new URLSearchParams({ ...form, lang: other })}`,
      site,
      otherName: words[other].self,
      form,
      told,
      problems: Object.fromEntries(FIELDS.map((name) => [name, ofField(name)])),
      products: choices('product', ['', ...[...plans.keys()].filter(offered)], (value) =>
        value === ''
          ? (site.productAuto as string)
          : (plans.get(value)?.title?.[language] ?? brief.text(`products.${value}`)),
      ).map((choice) => ({ ...choice, about: (site.about as Record<string, string>)[choice.value || 'auto'] })),
      languages: choices(
        'language',
        ['', ...LANGUAGES],
        (value) => (site.languages as Record<string, string>)[value || 'auto'] ?? value,
      ),
      papers: choices('paper', PAPERS, (value) => (site.papers as Record<string, string>)[value] ?? value),
      formats: choices('format', FORMATS, (value) => (site.formats as Record<string, string>)[value] ?? value),
      examples: (site.examples as string[]).map((text) => ({
        text,
        address: `/?${new URLSearchParams({ lang: language, text })}`,
      })),
      marking: chancery.templates.markings[0].page[language],
      facts: type.number(facts),
      newest: type.date(newest, 'prose'),
    });
  };
}

/** A problem in the language of the page, and the field it is told beside. */
function tell({ code, message, hint, place }: Problem, language: Language, site: SiteWords): Told {
  const named = place.field?.split('.')[0];
  const field = FIELDS.find((name) => name === named) ?? 'text';
  const words = language === 'en' ? undefined : (site.problems[code] ?? site.problems.INTERNAL);
  if (!words) return { field, message, hint };
  const value = /“([^”]*)”/.exec(message)?.[1] ?? '';
  const names = /^did you mean (.*)\?$/.exec(hint)?.[1];
  return {
    field,
    message: words.message.replace('{value}', value),
    hint:
      names === undefined ? words.hint : site.suggestion.replace('{names}', names.replace(/ or (?=[^,]*$)/, ' ou ')),
  };
}

function wordsOf(read: Read, language: Language): SiteWords {
  const path = `site/${language}.json`;
  try {
    return JSON.parse(need(read, `templates/${path}`)) as SiteWords;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse('TEMPLATE_SYNTAX', {
      template: path,
      line: 1,
      detail: 'not JSON',
      suggestion: 'check commas and quotes',
    });
  }
}

/** The format that a form names. Refuses one that is not known, together with whatever else `ask` finds wrong. */
function formatOf(named: string, ask: () => unknown): Format {
  const format = FORMATS.find((name) => name === (named.toLowerCase() || 'pdf'));
  if (format) return format;
  const value = named.slice(0, 60);
  const suggestion = didYouMean(value, FORMATS, `the formats are ${FORMATS.join(', ')}`);
  const unknown = problem('UNKNOWN_FORMAT', { value, suggestion }, { field: 'format' });
  try {
    ask();
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError([...error.problems, unknown]);
    throw error;
  }
  throw new ProblemError([unknown]);
}

function formOf(request: FastifyRequest): Form {
  const typed = (name: FieldName) => queryOf(request, name).slice(0, 1000);
  return {
    text: typed('text'),
    product: typed('product'),
    language: typed('language'),
    pages: typed('pages'),
    paper: typed('paper'),
    format: typed('format'),
    drafts: typed('drafts'),
  };
}

/** The language asked for, else the one the browser prefers. */
function languageOf(request: FastifyRequest): Language {
  const asked = queryOf(request, 'lang') || (request.headers['accept-language'] ?? '').trim();
  return /^fr\b/i.test(asked) ? 'fr' : 'en';
}

/** A value of the query string; the first where it is given several times. */
function queryOf({ query }: FastifyRequest, name: string): string {
  const given: unknown = Reflect.get(Object(query), name);
  const first: unknown = Array.isArray(given) ? given[0] : given;
  return typeof first === 'string' ? first : '';
}

const need = (read: Read, path: string): string => new TextDecoder().decode(bytesOf(read, path));

function bytesOf(read: Read, path: string): Uint8Array {
  return read(path) ?? refuse('TEMPLATE_MISSING', { name: path.replace(/^templates\//, '') });
}
