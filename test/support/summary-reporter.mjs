/** Last words of a run: suites that were skipped for want of a service, by name, and one line of totals. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = new Set();
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        const need = test.ancestorTitles.map((title) => /\[needs ([A-Za-z]+)\]/.exec(title)?.[1]).find(Boolean);
        if (test.status === 'pending' && need !== undefined) skipped.add(`${need}: ${test.ancestorTitles.join(' › ')}`);
      }
    }
    for (const line of skipped) console.log(`skipped, no ${line}`);
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = results;
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    console.log(`${numPassedTests} passed, ${numFailedTests + broken} failed, ${numPendingTests} skipped`);
    if (numFailedTestSuites > 0 && numFailedTests + broken === 0) console.log('a suite failed without a test');
  }
}
