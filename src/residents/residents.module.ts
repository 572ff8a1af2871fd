import './residents.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ErasureController } from './erasure.controller.js';
import { Erasure } from './erasure.js';
import { ReadingsController } from './readings.controller.js';
import { ResidentsController } from './residents.controller.js';
import { Residents } from './residents.js';
import { ResidentsStore } from './residents.store.js';

@Module({
  imports: [AccountsModule],
  controllers: [ResidentsController, ReadingsController, ErasureController],
  providers: [Residents, Erasure, ResidentsStore],
  exports: [Residents],
})
export class ResidentsModule {}
