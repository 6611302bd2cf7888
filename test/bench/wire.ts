// In: requests over HTTP, one after the other on a connection that is kept. Out: their answers. A client this plain costs a few microseconds a request,
// so that it is the server that is measured. It understands answers that say how long they are, and those in pieces not at all.

import { connect, type Socket } from 'node:net';

export interface Answer {
  /** 0: the connection was closed instead. */
  status: number;
  /** Milliseconds until its last byte. */
  ms: number;
  body: Buffer;
}

export interface Wire {
  ask(request: Buffer): Promise<Answer>;
  close(): void;
}

/** @param from the address that the server shall see */
export function wireTo(url: string, from = '127.0.0.1'): Wire {
  const { port, hostname } = new URL(url);
  let socket: Socket | null = null;
  let pieces: Buffer[] = [];
  let come = 0;
  let all = 0;
  let head = '';
  let done: (answer: Pick<Answer, 'status' | 'body'> | null) => void = () => {};

  const open = (): Socket => {
    const opened = connect({ port: Number(port), host: hostname, localAddress: from, noDelay: true });
    opened.on('data', (piece) => {
      pieces.push(piece);
      come += piece.length;
      if (all === 0) {
        const text = Buffer.concat(pieces);
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        head = text.toString('latin1', 0, end);
        all = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      }
      if (come < all) return;
      done({ status: Number(head.slice(9, 12)), body: Buffer.concat(pieces).subarray(head.length + 4) });
    });
    opened.on('error', () => {});
    opened.on('close', () => {
      if (socket === opened) socket = null;
      done(null);
    });
    return opened;
  };

  return {
    async ask(request) {
      socket ??= open();
      [pieces, come, all] = [[], 0, 0];
      const start = performance.now();
      socket.write(request);
      const answer = await new Promise<Parameters<typeof done>[0]>((resolve) => {
        done = resolve;
      });
      return { status: 0, body: Buffer.alloc(0), ...answer, ms: performance.now() - start };
    },
    close: () => socket?.destroy(),
  };
}

export function posting(url: string, body: string | object): Buffer {
  const { pathname, host } = new URL(url);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

export function getting(url: string): Buffer {
  const { pathname, search, host } = new URL(url);
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
}
