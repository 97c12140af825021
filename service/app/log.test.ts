import { describe, expect, it } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import { describeError } from './log';

describe('describeError', () => {
  it("keeps code and place of a library's error, and not its words, which may quote a mail", () => {
    const error = Object.assign(new Error('Key (address)=(carla@customers.example)\n    at carla@customers.example'), {
      code: '23505',
    });
    const record = describeError(error);
    expect(record).toMatchObject({ type: 'Error', code: '23505' });
    expect(record.where.length).toBeGreaterThan(0);
    expect(JSON.stringify(record)).not.toContain('carla');
  });

  it('keeps the words of our own errors, which hold ids only', () => {
    expect(describeError(new CodedError('not-found', 'No contact 7'))).toMatchObject({
      type: 'CodedError',
      code: 'not-found',
      message: 'No contact 7',
    });
  });
});
