import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CodedError } from '../../common/contract/errors';
import { tell } from './api-errors';

describe('tell', () => {
  it('gives our own code', () => {
    const cause = new CodedError('offer-gone', 'Contact 7 is closed');
    expect(tell(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }))).toEqual({
      code: 'offer-gone',
      message: 'Contact 7 is closed',
    });
  });

  it('names the places of an invalid input', () => {
    const { error } = z.object({ a: z.object({ b: z.string() }) }).safeParse({ a: { b: 1 } });
    expect(tell(new TRPCError({ code: 'BAD_REQUEST', cause: error }))).toEqual({
      code: 'invalid-input',
      message: 'Not valid: a.b',
    });
  });

  it("tells nothing of the database's words", () => {
    const cause = new Error('Key (address)=(carla@customers.example) already exists');
    expect(tell(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }))).toEqual({
      code: 'internal',
      message: 'The service failed',
    });
  });
});
