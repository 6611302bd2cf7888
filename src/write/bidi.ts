// In: inlines. Out: whether they are written from right to left. Refuses nothing.

import { type Inline, textOf } from '../model/doc.ts';

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Is there a letter from right to left in them? A writer sets such a phrase apart, so that the numbers after it stay after it. */
export const fromRight = (inlines: readonly Inline[]): boolean => RIGHT_TO_LEFT.test(textOf(inlines));
