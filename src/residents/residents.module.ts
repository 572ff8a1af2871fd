import './residents.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ResidentsController } from './residents.controller.js';
import { Residents } from './residents.js';
import { ResidentsStore } from './residents.store.js';

@Module({
  imports: [AccountsModule],
  controllers: [ResidentsController],
  providers: [Residents, ResidentsStore],
  exports: [Residents],
})
export class ResidentsModule {}
