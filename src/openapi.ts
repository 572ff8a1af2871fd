import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { describeApi } from './platform/http/docs.js';
import { PlatformModule } from './platform/platform.module.js';

/** The API's description from the code alone: nothing is started, and no database is needed. */
async function read(): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on(PlatformModule.described(), true),
    new FastifyAdapter(),
    { preview: true, abortOnError: false, logger: false },
  );
  return describeApi(app);
}

process.stdout.write(JSON.stringify(await read()));
