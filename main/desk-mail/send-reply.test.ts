import { beforeEach, describe, expect, it } from 'vitest';
import type { AgentId, ContactId, OutgoingId } from '../../common/ids';
import { CodedError, type ErrorCode } from '../../common/contract/errors';
import type { MailLocation, PreparedReply } from '../../common/contract/service-api';
import type { PendingReply } from './pending-replies';
import { createReplySender, type ReplyPorts } from './send-reply';

const agentId = '00000000-0000-4000-8000-00000000000a' as AgentId;
const contactId = '00000000-0000-4000-8000-00000000000c' as ContactId;
const outgoingId = '00000000-0000-4000-8000-00000000000e' as OutgoingId;
const messageId = '<r@example.test>';
const from = { name: '', address: 's@example.test' };
const prepared: PreparedReply = {
  outgoingId,
  messageId,
  from,
  inReplyTo: null,
  references: [],
  replyTo: null,
  subjectToken: null,
};
const content = { to: [{ name: '', address: 'k@customers.test' }], cc: [], subject: 'Re: x', html: '<p>x</p>' };
const location: MailLocation = { folder: 'Outbox', uidValidity: '1', uid: 5, messageId };

/** A process that dies: the step throws what nobody catches, and what was on disk stays. */
class Died extends Error {}

/** Store, service and disk outlive the desk's process; only what they hold counts. */
class Surroundings {
  outbox: string[] = [];
  told: OutgoingId[] = [];
  drafts = 1;
  disk = new Map<OutgoingId, PendingReply>();
  isStillOurs = true;
  /** Called before each step; may throw. */
  before: (step: string) => void = () => undefined;
  /** Called after the step has had its effect; may throw. */
  after: (step: string) => void = () => undefined;

  private async step<T>(name: string, work: () => T): Promise<T> {
    await Promise.resolve();
    this.before(name);
    const value = work();
    this.after(name);
    return value;
  }

  ports(): ReplyPorts {
    return {
      agentId: () => agentId,
      prepare: () =>
        this.step('prepare', () => {
          if (!this.isStillOurs || this.told.length > 0) throw new CodedError('wrong-state', 'closed');
          return prepared;
        }),
      tell: () => this.step('tell', () => this.told.push(outgoingId)),
      append: ({ messageId: id }) => this.step('append', () => (this.outbox.push(id), location)),
      find: (id) => this.step('find', () => (this.outbox.includes(id) ? location : null)),
      compose: () => this.step('compose', () => Buffer.from('mail')),
      pending: {
        save: (reply) => this.step(`save-${reply.step}`, () => void this.disk.set(reply.outgoingId, reply)),
        remove: (id) => this.step('remove', () => void this.disk.delete(id)),
        of: () => Promise.resolve([...this.disk.values()]),
      },
      forgetDraft: () => this.step('forget-draft', () => void (this.drafts = 0)),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
  }

  /** Throws once at a step. */
  failOnce(when: 'before' | 'after', step: string, error: Error): void {
    let isDone = false;
    this[when] = (name) => {
      if (name !== step || isDone) return;
      isDone = true;
      throw error;
    };
  }
}

let world: Surroundings;
beforeEach(() => {
  world = new Surroundings();
});
const coded = (code: ErrorCode) => new CodedError(code, code);

describe('a reply whose process dies', () => {
  const steps = ['prepare', 'compose', 'save-composed', 'append', 'save-appended', 'forget-draft', 'tell', 'remove'];

  it.each(steps)(
    'right after the step %s is in the Outbox once and the service knows of it, in the end',
    async (step) => {
      world.failOnce('after', step, new Died());
      await createReplySender(world.ports())
        .send(contactId, content)
        .catch((error: unknown) => expect(error).toBeInstanceOf(Died));
      // The next start.
      await createReplySender(world.ports()).resume();
      if (world.outbox.length === 0) {
        // It died before anything was certain: the text is still in the draft, and Send works.
        expect(world.drafts).toBe(1);
        await createReplySender(world.ports()).send(contactId, content);
      }
      expect(world.outbox).toEqual([messageId]);
      expect(world.told.length).toBeGreaterThan(0);
      expect(world.disk.size).toBe(0);
      expect(world.drafts).toBe(0);
    },
  );
});

describe('a connection lost around the APPEND', () => {
  it.each(['before', 'after'] as const)('%s it had its effect: once in the Outbox', async (when) => {
    world.failOnce(when, 'append', coded('mail-connection-lost'));
    await createReplySender(world.ports()).send(contactId, content);
    expect(world.outbox).toEqual([messageId]);
    expect(world.told).toHaveLength(1);
    expect(world.disk.size).toBe(0);
  });

  it('and not to be had again: unknown, kept, and not sent twice by pressing Send again', async () => {
    world.failOnce('after', 'append', coded('mail-connection-lost'));
    world.before = (step) => {
      if (step === 'find') throw coded('mail-host-unreachable');
    };
    const sender = createReplySender(world.ports());
    await expect(sender.send(contactId, content)).rejects.toMatchObject({ code: 'append-outcome-unknown' });
    expect(world.disk.size).toBe(1);
    expect(world.drafts).toBe(1);
    world.before = () => undefined;
    await sender.send(contactId, content);
    expect(world.outbox).toEqual([messageId]);
    expect(world.disk.size).toBe(0);
  });
});

it('is certainly not sent when the store refused: nothing is kept that could send it later', async () => {
  world.failOnce('before', 'append', coded('mail-too-large'));
  const sender = createReplySender(world.ports());
  await expect(sender.send(contactId, content)).rejects.toMatchObject({ code: 'mail-too-large' });
  expect(world.disk.size).toBe(0);
  await sender.resume();
  expect(world.outbox).toEqual([]);
  expect(world.drafts).toBe(1);
});

it('is sent when the service is away afterwards; told later', async () => {
  world.failOnce('before', 'tell', coded('service-unreachable'));
  const sender = createReplySender(world.ports());
  expect(await sender.send(contactId, content)).toEqual({ messageId });
  expect(world.told).toEqual([]);
  await sender.resume();
  expect(world.told).toEqual([outgoingId]);
  expect(world.disk.size).toBe(0);
});

it('is not sent at the next start if the contact has gone elsewhere; the text stays in the draft', async () => {
  world.failOnce('after', 'save-composed', new Died());
  await expect(createReplySender(world.ports()).send(contactId, content)).rejects.toBeInstanceOf(Died);
  world.isStillOurs = false;
  await createReplySender(world.ports()).resume();
  expect(world.outbox).toEqual([]);
  expect(world.disk.size).toBe(0);
  expect(world.drafts).toBe(1);
});

it('waits on disk while the service cannot be asked', async () => {
  world.failOnce('after', 'save-composed', new Died());
  await expect(createReplySender(world.ports()).send(contactId, content)).rejects.toBeInstanceOf(Died);
  world.failOnce('before', 'prepare', coded('service-unreachable'));
  world.after = () => undefined;
  const sender = createReplySender(world.ports());
  await sender.resume();
  expect(world.disk.size).toBe(1);
  await sender.resume();
  expect(world.outbox).toEqual([messageId]);
});

it('does two presses on Send one after the other', async () => {
  const sender = createReplySender(world.ports());
  const [one, two] = await Promise.allSettled([sender.send(contactId, content), sender.send(contactId, content)]);
  expect(one.status).toBe('fulfilled');
  // The contact is in wrap-up by then, says the service.
  expect(two).toMatchObject({ status: 'rejected', reason: { code: 'wrong-state' } });
  expect(world.outbox).toEqual([messageId]);
});
