// In: the text of SPARQL 1.1 query results in JSON (https://www.w3.org/TR/sparql11-results-json/), in pieces. Out: its bindings, each as the
// text of one JSON object with the line on which it begins. Refuses nothing but a binding that is too long and a file that ends too early.

import { type Splitter, tooLong, type Unit } from './lines.ts';
import { MAX_ROW, wrong } from './row.ts';

/** Cuts `results.bindings` into its objects. What stands around them is passed over. */
export class Bindings implements Splitter {
  /** Text of the binding so far, or of what may be the beginning of the list. */
  private held = '';
  private line = 1;
  private began = 1;
  private state: 'before' | 'between' | 'inside' | 'after' = 'before';
  private depth = 0;
  private quoted = false;
  private escaped = false;
  private skipping = false;

  push(text: string): Unit[] {
    const units: Unit[] = [];
    let from = 0;
    if (this.state === 'before') {
      this.held += text;
      const list = /"bindings"\s*:\s*\[/.exec(this.held);
      if (!list) {
        // The list may begin in the next piece; what was held of the head is of no use.
        const keep = this.held.lastIndexOf('"bindings"');
        this.newLines(this.held, 0, Math.max(0, keep < 0 ? this.held.length - 10 : keep));
        this.held = this.held.slice(keep < 0 ? -10 : keep);
        return units;
      }
      from = list.index + list[0].length;
      this.newLines(this.held, 0, from);
      text = this.held;
      this.held = '';
      this.state = 'between';
    }
    let start = from;
    for (let at = from; at < text.length; at++) {
      const mark = text.charCodeAt(at);
      if (mark === 0x0a) this.line++;
      if (this.state === 'between') {
        if (mark === 0x7b) {
          this.state = 'inside';
          this.depth = 1;
          this.began = this.line;
          start = at;
        } else if (mark === 0x5d) {
          this.state = 'after';
          break;
        }
        continue;
      }
      if (this.state !== 'inside') break;
      if (this.escaped) this.escaped = false;
      else if (this.quoted) {
        if (mark === 0x5c) this.escaped = true;
        else if (mark === 0x22) this.quoted = false;
      } else if (mark === 0x22) this.quoted = true;
      else if (mark === 0x7b) this.depth++;
      else if (mark === 0x7d && --this.depth === 0) {
        this.finish(units, this.held + text.slice(start, at + 1));
        this.state = 'between';
      }
    }
    if (this.state === 'inside') {
      if (!this.skipping) this.held += text.slice(start);
      if (this.held.length > MAX_ROW) {
        units.push(tooLong(this.began, this.held));
        this.held = '';
        this.skipping = true;
      }
    }
    return units;
  }

  end(): Unit[] {
    if (this.state === 'after') return [];
    const found = this.held.slice(0, 60) || 'the end of the file';
    const problem = wrong('row', 'CUT_SHORT', found, 'a list of bindings that ends with ]}}');
    return [{ line: this.line, raw: this.held, cells: null, problem }];
  }

  private finish(units: Unit[], raw: string): void {
    if (this.skipping) this.skipping = false;
    else if (raw.length > MAX_ROW) units.push(tooLong(this.began, raw));
    else units.push({ line: this.began, raw, cells: null, problem: null });
    this.held = '';
  }

  private newLines(text: string, from: number, to: number): void {
    for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) this.line++;
  }
}
