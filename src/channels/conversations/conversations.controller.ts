import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Gateway, GatewayGuard } from './gateway.guard.js';
import { MessageInput, MessageView } from './conversations.dto.js';
import { Conversations, type Answered } from './conversations.js';

/** Where gateways (text messages, WeChat) hand in what residents write. */
@ApiTags('居民 residents')
@Controller('channels')
export class ConversationsController {
  constructor(private readonly conversations: Conversations) {}

  @Post('messages')
  @HttpCode(200)
  @Public()
  @UseGuards(GatewayGuard)
  @ApiOperation({
    summary: '网关送来居民的消息，签名见说明 / A resident’s message from a gateway, signed',
    description: [
      '请求头 / headers：`Bangban-Key` 密钥编号（MESSAGE_KEYS 里的 gateway.key）；`Bangban-Timestamp` 发送时的 Unix 秒，前后 5 分钟内有效；',
      '`Bangban-Signature` = hex(HMAC-SHA256(key, timestamp + "." + body))，body 是原样的正文。',
      'The same message id of a gateway is one message: sent again it gets the same answer, however often and at once.',
    ].join(''),
  })
  @ApiOkResponse({ type: MessageView })
  async receive(
    @Body() { id, number, text = '', position }: MessageInput,
    @Gateway() gateway: string,
  ): Promise<Answered | Refusal> {
    if (text === '' && position === undefined) return { refused: 'message-empty', field: 'text' };
    return this.conversations.receive({ gateway, externalId: id, phone: number, text, position: position ?? null });
  }
}
