// In: what a record says. Out: an id made of it: readable, ASCII, the same whenever the same row comes, and under a first part of its own, so
// that it never takes the place of an id that a person wrote. Refuses nothing.

import { hash } from 'node:crypto';
import type { SourceKind } from '../model/fact.ts';

/** First part of the ids that imports make. No id written by hand begins with one of them. */
export type Origin = 'sheet' | 'inline' | 'gdelt' | 'wikidata' | 'unts' | 'cts';

/** Twelve hexadecimal digits of the SHA-256 of a text: two of a million differ. */
export const digest = (text: string): string => hash('sha256', text).slice(0, 12);

/** Lower-case ASCII words joined by hyphens; empty where the text has no Latin letter or digit. */
export function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’']/g, '')
    .toLowerCase()
    .replace(/[œæß]/g, (letter) => ({ œ: 'oe', æ: 'ae', ß: 'ss' })[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * One part of an id: the first words of a text. Where words were cut off, or letters lost, a digest of the whole text tells two apart.
 * @param most words kept
 */
export function part(text: string, most = 8): string {
  const whole = slug(text);
  const words = whole.split('-');
  const lost = /[^\p{Script=Latin}\p{N}\p{M}\p{P}\p{Z}\p{S}]/u.test(text);
  if (words.length <= most && whole.length > 0 && whole.length <= 100 && !lost) return whole;
  const kept = words.slice(0, most).join('-').slice(0, 80).replace(/-+$/, '');
  return [kept, digest(text)].filter((word) => word !== '').join('-');
}

/** A date as part of an id: `2024-03-05`, `2018-2020`, `undated`. */
export const datePart = (date: string | null): string => (date === null ? 'undated' : slug(date) || 'undated');

/** The id of a source that was not given one: origin, host of the address, digest of the address. */
export function sourceId(origin: Origin, url: string): string {
  const host = hostOf(url);
  return `${origin}/${slug(host) || 'source'}/${digest(url)}`;
}

/** `www.example.org` of an address; the address itself where it has none. */
export function hostOf(url: string): string {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(url)?.[1]?.toLowerCase() ?? url;
}

/** An address that a source may carry. */
export const isAddress = (text: string): boolean => /^https?:\/\/[^\s"<>]+$/.test(text);

/** Domains of governments and of organizations that states have founded. */
const OFFICIAL =
  /(^|\.)(gc\.ca|canada\.ca|gov|mil|int|europa\.eu|un\.org|admin\.ch|(gov|gouv|gob|gub|govt|go|mil|bund)\.[a-z]{2}|bund\.de)$/;

/** What kind of publisher an address has, where nobody says: official by its domain, otherwise the weakest kind until a person says. */
export const kindOf = (url: string): SourceKind => (OFFICIAL.test(hostOf(url)) ? 'official' : 'aggregator');
