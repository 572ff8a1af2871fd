/**
 * Something the operator can put right: the server cannot start, and one line says why and what to do.
 * Print `message` alone and exit with 1; a stack would only hide the line.
 */
export class StartupFault extends Error {
  /** @param chinese, english the same sentence twice; `cause` is for tests and debugging, never printed. */
  constructor(chinese: string, english: string, options?: { cause?: unknown }) {
    super(`${oneLine(chinese)} ${oneLine(english)}`, options);
    this.name = 'StartupFault';
    this.stack = this.message;
  }
}

// Quoted output of other programs may hold line breaks.
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
