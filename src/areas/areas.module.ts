import { Module } from '@nestjs/common';
import './areas.problems.js';
import { AreasController, BuildingsController, GridMapsController } from './areas.controller.js';
import { AreasStore } from './areas.store.js';
import { Areas } from './areas.js';

@Module({
  controllers: [AreasController, BuildingsController, GridMapsController],
  providers: [Areas, AreasStore],
  exports: [Areas],
})
export class AreasModule {}
