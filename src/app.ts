import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { setUpDocs } from './platform/http/docs.js';
import { setUpPages } from './platform/http/pages.js';
import { fastifyAdapter, setUpHttp } from './platform/http/server.js';
import { Log } from './platform/log.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';

/** The application on a migrated database, initialised and not listening yet. */
export async function createApp(options: PlatformOptions): Promise<NestFastifyApplication> {
  const platform = await PlatformModule.with(options);
  const log = new Log(options.config.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on(platform, options.config.demo),
    fastifyAdapter(log),
    {
      logger: log,
      abortOnError: false,
      // see setUpHttp
      bodyParser: false,
    },
  );
  await setUpHttp(app);
  setUpDocs(app);
  await setUpPages(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  if (options.config.role !== 'api') await app.get(PlatformModule).work();
  return app;
}
