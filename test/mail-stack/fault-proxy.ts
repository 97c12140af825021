import { connect, createServer, type Server, type Socket } from 'node:net';
import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { capabilityFilter, type Refusal } from './imap-capability-filter';
import type { Capability } from './types';

export type FaultProxyOptions = {
  target: { host: string; port: number };
  listen: string;
  port: number;
  /** Only for IMAP without TLS. */
  withoutCapabilities?: readonly Capability[];
};

/** What to wait for on the wire before cutting. Matched on each chunk as it passes, decoded as Latin-1. */
export type CutTrigger = {
  from: 'client' | 'server';
  pattern: RegExp;
  /** Whether the other side still gets the chunk that matched. Default false. */
  isForwarded?: boolean;
};

/** A TCP proxy before a mail server that breaks things when told to. */
export type FaultProxy = {
  host: string;
  port: number;
  /** Connections open now. */
  open: () => number;
  /** Connections made since the start. */
  accepted: () => number;
  /** The most connections that were open at the same time. */
  peak: () => number;
  /** Ends all connections now; new ones are taken. */
  cut: () => void;
  /** Cuts all connections at the first chunk that matches; resolves then. Works once. */
  cutWhen: (trigger: CutTrigger) => Promise<void>;
  /** Answers these commands itself, on connections made since this was called first. Only for IMAP without TLS. */
  refuseCommands: (refusal: Refusal) => void;
  /** New connections get this line and are closed; null: they are served. */
  greetWith: (line: string | null) => void;
  /** While true, new connections are closed at once. */
  refuse: (isRefusing: boolean) => void;
  /** Nothing passes any more in either direction, and connections stay open: a dead network. */
  freeze: () => void;
  thaw: () => void;
  /** Milliseconds by which every chunk is held back, in both directions. */
  delay: (delayMs: number) => void;
  stop: () => Promise<void>;
};

/** Starts the proxy on the given port. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new Proxy(options);
  await proxy.listen();
  return proxy;
}

class Proxy implements FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Both ends of every connection. */
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly gates = new Set<Gate>();
  private readonly server: Server;
  private readonly state: GateState = { isFrozen: false, delayMs: 0, onChunk: () => true };
  private isRefusing = false;
  private refusal: Refusal | null = null;
  private greeting: string | null = null;
  private count = 0;
  private most = 0;

  constructor(private readonly options: FaultProxyOptions) {
    this.host = options.listen;
    this.port = options.port;
    this.server = createServer({ allowHalfOpen: true }, (client) => {
      this.accept(client);
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, this.host, () => {
        resolve();
      });
    });
  }

  private accept(client: Socket): void {
    if (this.isRefusing) {
      client.destroy();
      return;
    }
    if (this.greeting !== null) {
      this.count += 1;
      client.on('error', () => undefined);
      client.end(`${this.greeting}\r\n`);
      return;
    }
    const upstream = connect({ ...this.options.target, allowHalfOpen: true });
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    this.count += 1;
    this.most = Math.max(this.most, this.pairs.size);
    const gates = [new Gate('client', this.state), new Gate('server', this.state)] as const;
    const { withoutCapabilities: without = [] } = this.options;
    const filter =
      without.length > 0 || this.refusal !== null
        ? capabilityFilter(without, () => this.refusal)
        : { toServer: new PassThrough(), toClient: new PassThrough() };
    client.pipe(gates[0]).pipe(filter.toServer).pipe(upstream);
    upstream.pipe(gates[1]).pipe(filter.toClient).pipe(client);
    for (const gate of gates) this.gates.add(gate);
    for (const socket of pair) {
      // A reset by one side is passed on as the end of both, which is what the close handler does.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const end of pair) end.destroy();
        for (const gate of gates) this.gates.delete(gate);
        this.pairs.delete(pair);
      });
    }
  }

  open(): number {
    return this.pairs.size;
  }

  accepted(): number {
    return this.count;
  }

  peak(): number {
    return this.most;
  }

  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  cutWhen({ from, pattern, isForwarded = false }: CutTrigger): Promise<void> {
    return new Promise((resolve) => {
      this.state.onChunk = (side, chunk) => {
        if (side !== from || !pattern.test(chunk.toString('latin1'))) return true;
        this.state.onChunk = () => true;
        // The chunk needs a turn of the event loop to leave through the other socket.
        if (isForwarded)
          setTimeout(() => {
            this.cut();
            resolve();
          }, 50);
        else {
          this.cut();
          resolve();
        }
        return isForwarded;
      };
    });
  }

  refuseCommands(refusal: Refusal): void {
    this.refusal = refusal;
  }

  greetWith(line: string | null): void {
    this.greeting = line;
  }

  refuse(isRefusing: boolean): void {
    this.isRefusing = isRefusing;
  }

  freeze(): void {
    this.state.isFrozen = true;
  }

  thaw(): void {
    this.state.isFrozen = false;
    for (const gate of this.gates) gate.release();
  }

  delay(delayMs: number): void {
    this.state.delayMs = delayMs;
  }

  stop(): Promise<void> {
    this.cut();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}

type GateState = {
  isFrozen: boolean;
  delayMs: number;
  /** Says whether the chunk may go on. */
  onChunk: (side: 'client' | 'server', chunk: Buffer) => boolean;
};

/** Holds chunks back while the proxy is frozen or slow, in their order. */
class Gate extends Transform {
  private held: (() => void) | undefined;

  constructor(
    private readonly side: 'client' | 'server',
    private readonly state: GateState,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const pass = (): void => {
      if (this.state.isFrozen) this.held = pass;
      else if (this.state.onChunk(this.side, chunk)) done(null, chunk);
      else done();
    };
    if (this.state.delayMs > 0) setTimeout(pass, this.state.delayMs);
    else pass();
  }

  release(): void {
    const pass = this.held;
    this.held = undefined;
    pass?.();
  }
}
