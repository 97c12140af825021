import type { ErrorCode, Result } from '../../common/contract/errors';
import type { AppState, Bridge, IpcEvent, IpcInput, IpcOutput } from '../../common/contract/ipc';
import type { IpcEventName, IpcRequestName } from '../../common/contract/ipc-names';
import type { DeskSnapshot } from '../../common/contract/desk';

type Answer<N extends IpcRequestName> = (input: IpcInput<N>) => Result<IpcOutput<N>> | Promise<Result<IpcOutput<N>>>;
type Answers = { [N in IpcRequestName]: Answer<N> };
type Listeners = { [N in IpcEventName]: Set<(payload: IpcEvent<N>) => void> };

/** An answer that it worked. */
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
/** An answer that it did not. */
export const failed = (code: ErrorCode): Result<never> => ({ ok: false, code, message: code });

/**
 * The main process as the renderer sees it, at the port between them: answers that a test sets, events that it emits,
 * and every request written down.
 */
export class FakeBridge {
  readonly requests: { name: IpcRequestName; input: unknown }[] = [];
  private readonly answers: Answers;
  private readonly listeners: Listeners = {
    'desk.snapshot': new Set(),
    'connection.changed': new Set(),
    'intake.status': new Set(),
    'contact.focus': new Set(),
    'link.clicked': new Set(),
  };
  readonly bridge: Bridge;

  constructor(appState: AppState, answers: Partial<Answers> = {}) {
    this.answers = {
      'app.state': () => ok(appState),
      'session.signIn': () => ok(appState),
      'session.signOut': () => ok({}),
      'agent.setState': () => ok({}),
      'contacts.accept': () => ok({}),
      'contacts.open': () => ok({ mails: [] }),
      'contacts.saveAttachment': () => ok({ path: null }),
      'contacts.wrapUp': () => ok({}),
      'replies.send': () => ok({ messageId: '<sent@example.test>' }),
      'drafts.load': () => ok({ draft: null }),
      'drafts.save': () => ok({}),
      'mailFrame.put': () => ok({ url: 'about:blank' }),
      'links.open': () => ok({}),
      'attention.retry': () => ok({}),
      'attention.dismiss': () => ok({}),
      ...answers,
    };
    const ask =
      <N extends IpcRequestName>(name: N) =>
      async (input: IpcInput<N>): Promise<Result<IpcOutput<N>>> => {
        this.requests.push({ name, input });
        const answer: Answer<N> = this.answers[name];
        return await answer(input);
      };
    this.bridge = {
      request: {
        'app.state': ask('app.state'),
        'session.signIn': ask('session.signIn'),
        'session.signOut': ask('session.signOut'),
        'agent.setState': ask('agent.setState'),
        'contacts.accept': ask('contacts.accept'),
        'contacts.open': ask('contacts.open'),
        'contacts.saveAttachment': ask('contacts.saveAttachment'),
        'contacts.wrapUp': ask('contacts.wrapUp'),
        'replies.send': ask('replies.send'),
        'drafts.load': ask('drafts.load'),
        'drafts.save': ask('drafts.save'),
        'mailFrame.put': ask('mailFrame.put'),
        'links.open': ask('links.open'),
        'attention.retry': ask('attention.retry'),
        'attention.dismiss': ask('attention.dismiss'),
      },
      on: (name, listener) => {
        this.listeners[name].add(listener);
        return () => this.listeners[name].delete(listener);
      },
    };
  }

  /** Changes an answer from now on. */
  answer<N extends IpcRequestName>(name: N, answer: Answers[N]): void {
    this.answers[name] = answer;
  }

  emit<N extends IpcEventName>(name: N, payload: IpcEvent<N>): void {
    for (const listener of this.listeners[name]) listener(payload);
  }

  /** The inputs of all requests of one name. */
  inputsOf<N extends IpcRequestName>(name: N): IpcInput<N>[] {
    return this.requests.filter((request) => request.name === name).map((request) => request.input as IpcInput<N>);
  }

  emitSnapshot(snapshot: DeskSnapshot | null): void {
    this.emit('desk.snapshot', snapshot);
  }
}
