import { ApiProperty } from '@nestjs/swagger';
import { FlagField, IdField, LanguagesField, PhoneField, TextField } from '../../platform/http/fields.js';
import { AnswerInput, AnswersField } from '../../tickets/tickets.dto.js';
import type { SelfRequest, SelfRequested } from './self-requests.js';

/** What the public may know of a station. */
export class PublicStation {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() phone!: string;
}

export class SelfRequestInput {
  @TextField({ max: 2_000, description: '要帮什么忙 / what help is needed' })
  text!: string;

  @TextField({ max: 50, optional: true, description: '单元，门牌上没有时 / entrance, where the plate has none' })
  unit?: string;

  @TextField({ max: 100, optional: true, description: '楼层门牌（加密）/ floor and door, encrypted' })
  door?: string;

  @PhoneField({ optional: true, description: '联系电话，未经核实 / a number to ring back, unverified' })
  phone?: string;

  @TextField({ max: 50, optional: true, description: '称呼 / name' })
  name?: string;

  @IdField({ optional: true, description: '类别；不填则按原话判断 / category; by the words unless told' })
  categoryId?: string;

  @AnswersField('类别的问题；不知道填 null / to what the category asks; null: not known')
  answers?: AnswerInput[];

  @FlagField({ optional: true, description: '我独自在家 / I am alone at home' })
  alone?: boolean;

  @LanguagesField('我说的语言 / what I speak')
  languages?: string[];
}

export class SelfRequestView {
  @ApiProperty() reference!: string;
  @ApiProperty({ description: '查看进度的链接里 # 之后的一段 / what follows # in the link to follow it' })
  token!: string;
  @ApiProperty({ description: '楼和单元；没有楼时为空 / building and entrance; empty where there is no building' })
  place!: string;
  @ApiProperty({ type: PublicStation, nullable: true, description: '待分派时为空 / null in triage' })
  station!: PublicStation | null;
  @ApiProperty({ type: String, nullable: true, description: '有生命危险时先打的电话 / whom to ring first' })
  danger!: string | null;
  @ApiProperty({ description: '已加入邻居的求助 / joined to the neighbour’s request' })
  joined!: boolean;
}

export function selfRequestOf(input: SelfRequestInput): SelfRequest {
  const {
    text,
    unit = null,
    door = null,
    phone = null,
    name = null,
    categoryId = null,
    answers,
    alone = false,
    languages = [],
  } = input;
  return { text, unit, door, phone, name, categoryId, answers, alone, languages };
}

export function selfRequestView({ opened, token, danger, joined }: SelfRequested): SelfRequestView {
  const { ticket, building, station } = opened;
  const place = [building?.name, ticket.unit].filter((part) => typeof part === 'string').join(' ');
  return { reference: ticket.reference, token, place, station: publicStation(station), danger, joined };
}

export function publicStation(station: PublicStation | undefined): PublicStation | null {
  if (station === undefined) return null;
  const { id, name, address, phone } = station;
  return { id, name, address, phone };
}
