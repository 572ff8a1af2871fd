/** Progress, while it runs. */
export function say(line: string): void {
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)} ${line}\n`);
}
