// In: spans of the walk and of the server. Out: OpenTelemetry spans, for whichever SDK the process was started with (`node --import`); without one they
// cost next to nothing and go nowhere. Refuses nothing.

import { context, propagation, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Tracer } from '../model/trace.ts';

/** The tracer of this thread. The SDK is found through the global of @opentelemetry/api, so it may be registered before or after. */
export function openTracer(): Tracer {
  const tracer = trace.getTracer('chancery');
  return {
    span: (name, work) => tracer.startActiveSpan(name, (span) => ending(span, work)),
    note(attributes, name) {
      const span = trace.getActiveSpan();
      span?.setAttributes(attributes);
      if (name !== undefined) span?.updateName(name);
    },
    carry() {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      return carrier;
    },
    within: (carrier, work) => context.with(propagation.extract(context.active(), carrier), work),
  };
}

/** Ends the span when the work is done, with the kind of its failure where it failed: a message may hold what was typed. */
function ending<Made>(span: Span, work: () => Made): Made {
  const failed = (error: unknown) => {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'thrown' });
    span.end();
  };
  let made: Made;
  try {
    made = work();
  } catch (error) {
    failed(error);
    throw error;
  }
  if (made instanceof Promise) made.then(() => span.end(), failed);
  else span.end();
  return made;
}
