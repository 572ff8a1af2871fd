export declare const TEST_APP_KEY: string;
