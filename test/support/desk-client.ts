import { createTRPCUntypedClient, createWSClient, TRPCClientError, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { DeskSnapshot } from '../../common/contract/desk';
import type { IntakeView } from '../../common/contract/intake';
import {
  serviceApi,
  type CallName,
  type ProcedureInput,
  type ProcedureOutput,
} from '../../common/contract/service-api';
import { waitFor } from './wait-for';

/** A desk as the service sees one: a WebSocket that speaks the contract. */
export class DeskClient {
  readonly snapshots: DeskSnapshot[] = [];
  readonly intakeViews: IntakeView[] = [];
  watchError: string | null = null;
  private readonly ws;
  private readonly trpc;

  constructor(port: number, token?: string) {
    this.ws = createWSClient({
      url: `ws://127.0.0.1:${port}/desk`,
      WebSocket: WebSocket as never,
      connectionParams: token === undefined ? undefined : { token },
      retryDelayMs: () => 50,
    });
    this.trpc = createTRPCUntypedClient({ links: [wsLink({ client: this.ws })] });
  }

  async call<N extends CallName>(name: N, input: ProcedureInput<N>): Promise<ProcedureOutput<N>> {
    const { kind, output } = serviceApi[name];
    const answer = kind === 'query' ? await this.trpc.query(name, input) : await this.trpc.mutation(name, input);
    return output.parse(answer) as ProcedureOutput<N>;
  }

  /** What a call was refused with. */
  async refusal(name: CallName, input: unknown): Promise<string> {
    try {
      await this.call(name, input as never);
    } catch (error) {
      return codeOf(error);
    }
    return 'allowed';
  }

  async signIn(username: string, password: string): Promise<string> {
    return (await this.call('session.signIn', { username, password, deviceName: 'test' })).token;
  }

  /** Watches until the connection ends. */
  watch(): void {
    this.trpc.subscription(
      'desk.watch',
      {},
      {
        onData: (data) => this.snapshots.push(serviceApi['desk.watch'].output.parse(data)),
        onError: (error) => (this.watchError = codeOf(error)),
      },
    );
  }

  /** Watches intake until the connection ends. */
  watchIntake(): void {
    this.trpc.subscription(
      'intake.watch',
      {},
      {
        onData: (data) => this.intakeViews.push(serviceApi['intake.watch'].output.parse(data)),
        onError: (error) => (this.watchError = codeOf(error)),
      },
    );
  }

  get newest(): DeskSnapshot | undefined {
    return this.snapshots.at(-1);
  }

  /** Waits for a snapshot that fits. */
  async sees(description: string, fits: (snapshot: DeskSnapshot) => boolean): Promise<DeskSnapshot> {
    return waitFor(description, () => (this.newest && fits(this.newest) ? this.newest : undefined));
  }

  async close(): Promise<void> {
    await this.ws.close();
  }
}

function codeOf(error: unknown): string {
  const data: unknown = error instanceof TRPCClientError ? error.data : undefined;
  if (typeof data === 'object' && data !== null && 'replydeskCode' in data) return String(data.replydeskCode);
  return `no code: ${String(error)}`;
}
