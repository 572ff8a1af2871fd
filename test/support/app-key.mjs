/** The key of test installations: the street's template is encrypted with it. */
export const TEST_APP_KEY = Buffer.alloc(32, 7).toString('base64');
