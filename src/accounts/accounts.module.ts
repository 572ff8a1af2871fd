import './accounts.problems.js';
import { Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Sweeps } from '../platform/queue/sweeps.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.js';
import { AccountsStore } from './accounts.store.js';
import { ManagedAccountsController } from './managed.controller.js';
import { ManagedAccounts } from './managed.js';
import { ManagedStore } from './managed.store.js';
import { SessionGuard } from './session.guard.js';
import { SignIn } from './sign-in.js';
import { SignInStore } from './sign-in.store.js';

/** The guard is global: it stands before the endpoints of every feature. */
@Module({
  controllers: [AccountsController, ManagedAccountsController],
  providers: [
    Accounts,
    AccountsStore,
    ManagedAccounts,
    ManagedStore,
    SignIn,
    SignInStore,
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
  exports: [Accounts, ManagedAccounts, ManagedStore],
})
export class AccountsModule implements OnModuleInit {
  constructor(
    private readonly sweeps: Sweeps,
    private readonly signIn: SignIn,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({ name: 'accounts: codes asked for', run: () => this.signIn.makeCodes() });
    this.sweeps.register({ name: 'accounts: ended sessions', run: () => this.signIn.sweep() });
  }
}
