// In: a piece of work and what it is called. Out: the work done, and, where somebody looks on, a span that tells how long it took and within what.
// Refuses nothing: what the work throws is thrown on.

/** What goes with a task into another thread or another program, so that its spans join this trace: headers of W3C Trace Context. */
export type Carrier = Record<string, string>;

/** Whoever looks on. Names of spans and attributes never hold what a person typed. */
export interface Tracer {
  /** Does the work as a span within the one in which the caller is. Ends with the work; a promise is waited for. */
  span<Made>(name: string, work: () => Made): Made;
  /** Notes something about the span in which the caller is; `name` calls it otherwise. */
  note(attributes: Record<string, string | number>, name?: string): void;
  /** What others need to join the span in which the caller is; empty where there is none. */
  carry(): Carrier;
  /** Does the work as part of a trace that began elsewhere. */
  within<Made>(carrier: Carrier, work: () => Made): Made;
}

/** Nobody looks on. */
export const SILENT: Tracer = {
  span: (_, work) => work(),
  note: () => {},
  carry: () => ({}),
  within: (_, work) => work(),
};
