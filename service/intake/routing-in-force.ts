import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { ConfigurationInForce, type CurrentConfiguration } from '../config/current-configuration';
import { compileRouting, type CompiledRouting } from '../routing/compile-routing';
import type { Database } from '../store/schema';

/** The routing of the configuration in force, compiled once for each of its versions. */
export class RoutingInForce {
  private readonly inForce: ConfigurationInForce;
  private compiled: { of: CurrentConfiguration; routing: CompiledRouting } | null = null;

  constructor(db: Kysely<Database>, log?: Logger) {
    this.inForce = new ConfigurationInForce(db, log);
  }

  /** Null while nobody has configured a queue and an entry point. */
  async get(): Promise<CompiledRouting | null> {
    const current = await this.inForce.get();
    if (current === null) return null;
    if (this.compiled?.of !== current) this.compiled = { of: current, routing: compileRouting(current.configuration) };
    return this.compiled.routing;
  }
}
