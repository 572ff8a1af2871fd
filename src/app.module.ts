import { Module, type DynamicModule } from '@nestjs/common';
import { HealthController } from './platform/http/health.controller.js';

/** Wiring only: the features, lowest first. */
@Module({ controllers: [HealthController] })
export class AppModule {
  static on(platform: DynamicModule): DynamicModule {
    return { module: AppModule, imports: [platform] };
  }
}
