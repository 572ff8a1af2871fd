import { ApiProperty } from '@nestjs/swagger';
import { FlagField, IdField, PhoneField, TextField } from '../../platform/http/fields.js';

class PlateBuilding {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
}

class PlateStation {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty() phone!: string;
}

export class PlateView {
  @ApiProperty({ example: '1A2B-3C4D-5E6F' }) code!: string;
  @ApiProperty({ type: PlateBuilding }) building!: PlateBuilding;
  @ApiProperty({ type: String, nullable: true, description: '单元；整栋楼的门牌为空 / null: of the whole building' })
  unit!: string | null;
  @ApiProperty({ description: '楼已不在：station 是最近的帮办站 / it stands no more: `station` is the nearest' })
  removed!: boolean;
  @ApiProperty({ type: PlateStation, nullable: true }) station!: PlateStation | null;
  @ApiProperty({ description: '给居民看的话 / what to tell the resident' }) words!: string;
}

export class PlateRequestInput {
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

  @FlagField({ optional: true, description: '我独自在家 / I am alone at home' })
  alone?: boolean;
}

export class PlateRequestView {
  @ApiProperty() reference!: string;
  @ApiProperty({ description: '查看进度的链接里 # 之后的一段 / what follows # in the link to follow it' })
  token!: string;
  @ApiProperty({ description: '楼和单元 / building and entrance' }) place!: string;
  @ApiProperty({ type: PlateStation, nullable: true, description: '待分派时为空 / null in triage' })
  station!: PlateStation | null;
  @ApiProperty({ type: String, nullable: true, description: '有生命危险时先打的电话 / whom to ring first' })
  danger!: string | null;
}

export class SheetQuery {
  @TextField({ max: 30, description: '社区（或网格、街道）代码 / code of the community, or of another area' })
  community!: string;

  @FlagField({ optional: true, fromText: true, description: '每个单元一张 / a plate for each entrance' })
  perUnit?: boolean;
}
