// In: the products of the templates. Out: the phrases that name them in a request. Refuses nothing.

import type { ProductPlan } from '../model/dossier.ts';
import type { Product } from '../model/question.ts';
import { PRODUCT_PHRASES } from './grammar.ts';
import { plainForm, wordsOf } from './words.ts';

/** The products that may be asked for, by name. */
export type Products = ReadonlyMap<Product, Pick<ProductPlan, 'title' | 'answers' | 'pages' | 'mostPages'>>;

/** A value as the vocabularies of the grammar have it: folded words, whether typed `full-brief`, `FULL_BRIEF` or “Full brief”. */
export const key = (text: string): string =>
  wordsOf(plainForm(text.replaceAll('_', ' ')))
    .map((word) => word.folded)
    .join(' ');

const known = new WeakMap<Products, ReadonlyMap<string, Product>>();

/** Phrases, to the product: those of the grammar, of products that are there, and the names that plans give themselves. */
export function phrasesOf(products: Products): ReadonlyMap<string, Product> {
  let phrases = known.get(products);
  if (!phrases) {
    phrases = new Map([
      ...[...products].flatMap(([product, { title }]) =>
        [product, title?.en, title?.fr].flatMap((name): [string, Product][] => (name ? [[key(name), product]] : [])),
      ),
      ...[...PRODUCT_PHRASES].filter(([, product]) => products.has(product)),
    ]);
    known.set(products, phrases);
  }
  return phrases;
}
