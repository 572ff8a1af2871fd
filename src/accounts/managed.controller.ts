import { Controller, Delete, Get, HttpCode, Param, Post, Put, Query, type PipeTransform } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RefusedError } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { By, type Actor, type AreaRoleName } from './actor.js';
import { AccountPageDto, AccountsQuery, ManagedAccountDto, PasswordCodeDto, ROLES, SessionDto } from './managed.dto.js';
import { ManagedAccounts } from './managed.js';

class RolePipe implements PipeTransform<string, AreaRoleName> {
  transform(value: string): AreaRoleName {
    const role = ROLES.find((each) => each === value);
    if (role !== undefined) return role;
    const fault = { field: 'role', code: 'not-one-of', args: { values: ROLES.join(', ') } };
    throw new RefusedError({ refused: 'invalid-input', more: { faults: [fault] } });
  }
}
const Role = () => ApiParam({ name: 'role', schema: { type: 'string', enum: [...ROLES] } });

/** For administrators, within their areas. */
@ApiTags('accounts')
@ApiBearerAuth()
@Controller('accounts')
export class ManagedAccountsController {
  constructor(private readonly accounts: ManagedAccounts) {}

  @Get()
  @ApiOperation({ summary: '辖区内的账号，按姓名 / Accounts within the administrator’s areas, by name' })
  @ApiOkResponse({ type: AccountPageDto })
  page(@By() by: Actor, @Query() query: AccountsQuery) {
    return this.accounts.page(by, query);
  }

  @Get(':id')
  @ApiOperation({ summary: '一个账号 / One account' })
  @ApiOkResponse({ type: ManagedAccountDto })
  one(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.one(by, id);
  }

  @Put(':id/roles/:role/:areaId')
  @Role()
  @ApiOperation({ summary: '给角色，从今天起 / Give a role, from today' })
  @ApiOkResponse({ type: ManagedAccountDto })
  grant(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Param('role', RolePipe) role: AreaRoleName,
    @Param('areaId', IdPipe) areaId: string,
  ) {
    return this.accounts.setRole(by, id, { role, areaId }, true);
  }

  @Delete(':id/roles/:role/:areaId')
  @Role()
  @ApiOperation({ summary: '收回角色，立即生效 / Take a role away, at once' })
  @ApiOkResponse({ type: ManagedAccountDto })
  revoke(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Param('role', RolePipe) role: AreaRoleName,
    @Param('areaId', IdPipe) areaId: string,
  ) {
    return this.accounts.setRole(by, id, { role, areaId }, false);
  }

  @Put(':id/lock')
  @ApiOperation({ summary: '停用：立即退出，不能再登录 / Lock: signed out at once, cannot sign in' })
  @ApiOkResponse({ type: ManagedAccountDto })
  lock(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.lock(by, id);
  }

  @Delete(':id/lock')
  @ApiOperation({ summary: '恢复使用，也解除输错密码的暂停 / Unlock, also after wrong guesses' })
  @ApiOkResponse({ type: ManagedAccountDto })
  unlock(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.unlock(by, id);
  }

  @Post(':id/password-codes')
  @ApiOperation({
    summary: '重设密码的一次性码，一小时有效 / A one-time code to set the password with, good for an hour',
  })
  @ApiCreatedResponse({ type: PasswordCodeDto })
  passwordCode(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.passwordCode(by, id);
  }

  @Get(':id/sessions')
  @ApiOperation({ summary: '登录中的会话，新的在前 / Sessions, newest first' })
  @ApiOkResponse({ type: [SessionDto] })
  sessions(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.sessions(by, id);
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @ApiOperation({ summary: '结束全部会话 / End all sessions' })
  @ApiNoContentResponse()
  endAll(@By() by: Actor, @Param('id', IdPipe) id: string) {
    return this.accounts.endSessions(by, id, null);
  }

  @Delete(':id/sessions/:sessionId')
  @HttpCode(204)
  @ApiOperation({ summary: '结束一个会话 / End one session' })
  @ApiNoContentResponse()
  end(@By() by: Actor, @Param('id', IdPipe) id: string, @Param('sessionId', IdPipe) sessionId: string) {
    return this.accounts.endSessions(by, id, sessionId);
  }
}
