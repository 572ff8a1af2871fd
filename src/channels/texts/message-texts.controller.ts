import { Body, Controller, Get, Param, Put, type PipeTransform } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import type { Language } from '../../platform/http/language.js';
import { RefusedError, type Refusal } from '../../platform/http/refusal.js';
import { LANGUAGES, TEXT_KEYS, type TextKey } from './default-texts.js';
import { MessageTextDto, MessageTextInput } from './message-texts.dto.js';
import { MessageTexts, type MessageText } from './message-texts.js';

class OneOfPipe<Value extends string> implements PipeTransform<string, Value> {
  constructor(private readonly values: readonly Value[]) {}

  transform(value: string): Value {
    const known = this.values.find((each) => each === value);
    if (known === undefined) throw new RefusedError({ refused: 'not-found' });
    return known;
  }
}

/** What residents are told. For administrators; changed by those of the whole installation. */
@ApiTags('消息 messages')
@ApiBearerAuth()
@Controller('message-texts')
export class MessageTextsController {
  constructor(private readonly texts: MessageTexts) {}

  @Get()
  @ApiOperation({ summary: '发给居民的文字（管理员）/ What residents are told (administrators)' })
  @ApiOkResponse({ type: [MessageTextDto] })
  all(@By() by: Actor): Promise<MessageText[] | Refusal> {
    return this.texts.all(by);
  }

  @Put(':key/:language')
  @ApiParam({ name: 'key', schema: { type: 'string', enum: TEXT_KEYS } })
  @ApiParam({ name: 'language', schema: { type: 'string', enum: [...LANGUAGES] } })
  @ApiOperation({
    summary: '改一条文字，或恢复默认（全局管理员）/ Word one otherwise, or as it comes (administrators of all)',
  })
  @ApiOkResponse({ type: MessageTextDto })
  change(
    @By() by: Actor,
    @Param('key', new OneOfPipe(TEXT_KEYS)) key: TextKey,
    @Param('language', new OneOfPipe(LANGUAGES)) language: Language,
    @Body() given: MessageTextInput,
  ): Promise<MessageText | Refusal> {
    return this.texts.change(by, key, language, given);
  }
}
