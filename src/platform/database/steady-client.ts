import pg from 'pg';

/**
 * A connection that is cut tells so by an event. Between two statements, or right as it was made, nobody may be listening, and an
 * event that nobody hears ends the process. The next statement on it fails anyway, and that is reported.
 */
export class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
