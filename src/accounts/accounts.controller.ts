import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config.js';
import type { RequestKey } from '../platform/database/database.js';
import { AnswerNotKept, IdempotencyKey } from '../platform/http/idempotency.js';
import { Public } from '../platform/http/public.js';
import { isRefusal } from '../platform/http/refusal.js';
import { Accounts } from './accounts.js';
import {
  AccountNameDto,
  AskForCodeDto,
  MeDto,
  NewAccountDto,
  ResetPasswordDto,
  SignedInDto,
  SignInDto,
} from './accounts.dto.js';
import { By, type Actor } from './actor.js';
import { SESSION_COOKIE } from './session.guard.js';
import { sentToken } from './sent-token.js';

@ApiTags('accounts')
@Controller()
export class AccountsController {
  private readonly cookie: CookieSerializeOptions;

  constructor(
    private readonly accounts: Accounts,
    config: Config,
  ) {
    this.cookie = {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure: config.publicUrl?.startsWith('https://') === true,
    };
  }

  @Post('sessions')
  @Public()
  @AnswerNotKept()
  @ApiOperation({ summary: '登录 / Sign in' })
  @ApiCreatedResponse({ type: SignedInDto })
  async signIn(@Body() given: SignInDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const signedIn = await this.accounts.signIn(given);
    if (!isRefusal(signedIn)) {
      void reply.setCookie(SESSION_COOKIE, signedIn.token, { ...this.cookie, expires: signedIn.expiresAt });
    }
    return signedIn;
  }

  @Delete('sessions/current')
  @HttpCode(204)
  @ApiOperation({ summary: '退出 / Sign out' })
  @ApiNoContentResponse()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const sent = sentToken(request);
    if (sent !== undefined) await this.accounts.signOut(sent.token);
    void reply.clearCookie(SESSION_COOKIE, this.cookie);
  }

  @Get('me')
  @ApiOperation({ summary: '我是谁、可以做什么 / Who I am and what I may do' })
  @ApiOkResponse({ type: MeDto })
  me(@By() { accountId, name, areaRoles, stationRoles, helperId }: Actor): MeDto {
    return { accountId, name, areaRoles, stationRoles, helperId };
  }

  @Post('password-codes')
  @Public()
  @HttpCode(202)
  @ApiOperation({ summary: '忘记密码，获取验证码 / Ask for a code to set a password' })
  @ApiAcceptedResponse({ description: 'the same for a number without an account' })
  async askForCode(@Body() { phone }: AskForCodeDto, @IdempotencyKey() request: RequestKey | undefined): Promise<void> {
    await this.accounts.askForCode(phone, request);
  }

  @Post('password-resets')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: '用验证码设置密码 / Set a password by a code' })
  @ApiNoContentResponse()
  resetPassword(@Body() given: ResetPasswordDto, @IdempotencyKey() request: RequestKey | undefined) {
    return this.accounts.resetPassword(given, request);
  }

  @Post('accounts')
  @ApiOperation({ summary: '开账号，限管理员的辖区 / Open an account, within the administrator’s areas' })
  @ApiCreatedResponse({ type: AccountNameDto })
  create(@By() by: Actor, @Body() given: NewAccountDto) {
    return this.accounts.create(by, given);
  }
}
