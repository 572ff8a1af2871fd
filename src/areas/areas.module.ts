import { Module } from '@nestjs/common';
import './areas.problems.js';
import { AreasController, BuildingsController, GridMapsController } from './areas.controller.js';
import { AreasStore } from './areas.store.js';
import { Areas } from './areas.js';
import { BuildingImportStore } from './maps/building-import.store.js';
import { DraftsStore } from './maps/drafts.store.js';
import { FindingsStore } from './maps/findings.store.js';
import { ImportsStore } from './maps/imports.store.js';
import { MapContents } from './maps/map-contents.js';
import { PublicationsStore } from './maps/publications.store.js';

const maps = [BuildingImportStore, DraftsStore, FindingsStore, ImportsStore, MapContents, PublicationsStore];

@Module({
  controllers: [AreasController, BuildingsController, GridMapsController],
  providers: [Areas, AreasStore, ...maps],
  exports: [Areas, ...maps],
})
export class AreasModule {}
