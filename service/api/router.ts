import { initTRPC, type AnyRouter } from '@trpc/server';
import type { z } from 'zod';
import { serviceApi, type ProcedureName } from '../../common/contract/service-api';
import { tell } from './api-errors';
import { authorise, type ApiDeps, type Caller, type DeskConnection } from './context';
import { createHandlers, type Handlers } from './handlers';

type Step = (call: {
  connection: DeskConnection;
  caller: Caller | null;
  input: unknown;
  signal: AbortSignal;
}) => unknown;

/**
 * Builds the tRPC router from the contract: every procedure's input is parsed by its schema, its caller is authorised by
 * the table of rights, and its output is parsed again, so that nothing leaves that the contract does not name.
 */
export function createRouter(deps: ApiDeps): AnyRouter {
  const t = initTRPC.context<DeskConnection>().create({
    errorFormatter: ({ shape, error }) => {
      const { code, message } = tell(error);
      return {
        ...shape,
        message,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, replydeskCode: code },
      };
    },
  });
  const handlers = createHandlers(deps);

  const build = (name: ProcedureName) => {
    const { kind, input, output } = serviceApi[name];
    const base = t.procedure.input(input as z.ZodType);
    const step = stepOf(handlers, name);
    const run = async ({ ctx, input, signal }: { ctx: DeskConnection; input: unknown; signal?: AbortSignal }) =>
      step({
        connection: ctx,
        caller: await authorise(deps, ctx, name),
        input,
        signal: signal ?? new AbortController().signal,
      });
    switch (kind) {
      case 'query':
        return base.output(output as z.ZodType).query(run);
      case 'mutation':
        return base.output(output as z.ZodType).mutation(run);
      case 'subscription':
        return base.subscription(async function* (options) {
          yield* (await run(options)) as AsyncIterable<unknown>;
        });
    }
  };

  const names = Object.keys(serviceApi) as ProcedureName[];
  const namespaces = [...new Set(names.map((name) => name.split('.')[0] ?? ''))];
  return t.router(
    Object.fromEntries(
      namespaces.map((namespace) => {
        const own = names.filter((name) => name.startsWith(`${namespace}.`));
        return [
          namespace,
          t.router(Object.fromEntries(own.map((name) => [name.slice(namespace.length + 1), build(name)]))),
        ];
      }),
    ),
  );
}

/** The compiler cannot follow a name to its own input through a loop; the parse above is what makes this true. */
function stepOf(handlers: Handlers, name: ProcedureName): Step {
  return handlers[name] as unknown as Step;
}
