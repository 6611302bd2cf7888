// In: what happens in the server. Out: the numbers that Prometheus reads at /metrics, in its text format. Refuses whoever may not read them (NOT_FOUND):
// unless told otherwise, everybody but programs on this machine.

import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clerks, Load, Sheet } from '../clerks.ts';
import { refuse } from '../model/problem.ts';
import { isLocal } from './client.ts';
import type { Gate } from './gate.ts';
import type { Account } from './journal.ts';
import type { Shelf } from './shelf.ts';

/** Who may read the numbers: programs on this machine that come through no proxy, everybody, nobody. */
export type Readers = 'local' | 'on' | 'off';

export interface Metrics {
  /** A request was answered. @param route as it is declared, not as it was asked for @param ms how long it took */
  answered(account: Account, answer: { method: string; route: string; status: number; ms: number }): void;
  /** The same shelf and clerks; what is asked of each is counted. What the shelf was asked for and no clerk made, it had. */
  counting(clerks: Clerks): Clerks;
  counted(shelf: Shelf): Shelf;
  /** Gauges of what waits and works. */
  watch(gate: Gate, load: () => Load, clients: () => number): void;
  /** `GET /metrics`. */
  open(app: FastifyInstance, readers: Readers): void;
}

/** Most names of operations that are told apart: clients choose them. */
const MOST_NAMES = 100;
/** Bounds of the durations, in seconds: from what a query takes to what the longest brief does. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @param known names of operations that are told apart whatever else is asked */
export function openMetrics(known: readonly string[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const names = new Set(known);
  const nameOf = (name: string): string => {
    if (names.has(name)) return name;
    if (names.size >= MOST_NAMES + known.length) return 'other';
    names.add(name);
    return name;
  };

  const requests = new Counter({
    name: 'chancery_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'chancery_http_request_duration_seconds',
    help: 'How long answers took, by route.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  const operations = new Counter({
    name: 'chancery_graphql_operations_total',
    help: 'GraphQL operations, by name and by the code of what they were refused with (ok: nothing).',
    labelNames: ['operation', 'kind', 'code'],
    registers,
  });
  const operationDurations = new Histogram({
    name: 'chancery_graphql_operation_duration_seconds',
    help: 'How long GraphQL operations took, by name.',
    labelNames: ['operation', 'kind'],
    buckets: BUCKETS,
    registers,
  });
  const points = new Counter({
    name: 'chancery_graphql_cost_points_total',
    help: 'Points that operations cost.',
    registers,
  });
  const asked = new Counter({
    name: 'chancery_briefs_asked_total',
    help: 'Drafts and files that were asked for.',
    labelNames: ['what'],
    registers,
  });
  const made = new Counter({
    name: 'chancery_briefs_made_total',
    help: 'Drafts and files that had to be made; of those asked for, the others were at hand or being made for another.',
    labelNames: ['what'],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });

  return {
    answered({ operation, cost, codes }, { method, route, status, ms }) {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, ms / 1000);
      points.inc(cost ?? 0);
      if (!operation) return;
      const labels = { operation: nameOf(operation.name ?? 'anonymous'), kind: operation.kind };
      operationDurations.observe(labels, ms / 1000);
      for (const code of codes.size > 0 ? codes : ['ok']) operations.inc({ ...labels, code });
    },
    counting: (clerks) => ({
      ...clerks,
      async draft(request, signal) {
        made.inc({ what: 'draft' });
        const sheet = await clerks.draft(request, signal);
        const write: Sheet['write'] = (format, wanted) => {
          made.inc({ what: format });
          return sheet.write(format, wanted);
        };
        return { ...sheet, write };
      },
    }),
    counted: (shelf) => ({
      ...shelf,
      draft(request, signal) {
        asked.inc({ what: 'draft' });
        return shelf.draft(request, signal);
      },
      file(draft, format, signal) {
        asked.inc({ what: format });
        return shelf.file(draft, format, signal);
      },
    }),
    watch(gate, load, clients) {
      gauge('chancery_graphql_executing', 'GraphQL operations being carried out.', () => gate.load().inside);
      gauge('chancery_graphql_waiting', 'GraphQL operations that wait for a place.', () => gate.load().waiting);
      gauge('chancery_clerks_hired', 'Threads that make briefs.', () => load().hired);
      gauge('chancery_clerks_busy', 'Threads that are making one.', () => load().busy);
      gauge('chancery_clerks_waiting', 'Tasks that wait for a thread.', () => load().waiting);
      gauge('chancery_clients', 'Clients whose allowance is not full.', clients);
    },
    open(app, readers) {
      if (readers === 'off') return;
      app.get('/metrics', async ({ ip, headers }, reply) => {
        if (readers === 'local' && !isLocal(ip, headers)) refuse('NOT_FOUND');
        return reply
          .header('cache-control', 'no-store')
          .type(registry.contentType)
          .send(await registry.metrics());
      });
    },
  };
}
