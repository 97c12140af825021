/** What is done with a group: it is read, then taken in. */
type Stages<Fetched, Read> = {
  read: (mails: readonly Fetched[]) => Promise<Read>;
  takeIn: (mails: Read) => Promise<void>;
};

/** How large a group may become. */
type Limits = { mails: number; octets: number };

/**
 * The way of mails from the server into the database, in groups: while one is in the database, the next is read, and the
 * one behind it is fetched. Only one at a time is taken in, in the order in which they came; if that fails, nothing behind
 * it is taken in. Died at any moment: what was not committed is not in the ledger, and is fetched again.
 */
export class TakeInLine<Fetched, Read> {
  private group: Fetched[] = [];
  private octets = 0;
  private reading: Promise<void> = Promise.resolve();
  private takingIn: Promise<void> = Promise.resolve();

  constructor(
    private readonly stages: Stages<Fetched, Read>,
    private readonly limits: Limits,
  ) {}

  /** Waits while two groups are under way and this mail fills the third. Fails if one of them could not be taken in. */
  async add(mail: Fetched, octets: number): Promise<void> {
    this.group.push(mail);
    this.octets += octets;
    if (this.group.length >= this.limits.mails || this.octets >= this.limits.octets) await this.handOver();
  }

  /** Waits until all is taken in; whether it fails or not, nothing is under way afterwards. */
  async end(): Promise<void> {
    const [handedOver] = await Promise.allSettled([this.handOver()]);
    const [read] = await Promise.allSettled([this.reading]);
    await this.takingIn;
    for (const outcome of [handedOver, read]) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private async handOver(): Promise<void> {
    const { group } = this;
    this.group = [];
    this.octets = 0;
    await this.reading;
    if (group.length === 0) return;
    this.reading = this.readAndPassOn(group);
    // whoever waits for it next is told
    this.reading.catch(() => undefined);
  }

  private async readAndPassOn(group: readonly Fetched[]): Promise<void> {
    const mails = await this.stages.read(group);
    await this.takingIn;
    this.takingIn = this.stages.takeIn(mails);
    this.takingIn.catch(() => undefined);
  }
}
