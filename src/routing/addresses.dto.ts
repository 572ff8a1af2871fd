import { EnumField, IdField, IntField, NumberField, ObjectField, TextField } from '../platform/http/fields.js';
import { PART_KINDS, RESOLUTION_CODES, type PartKind, type ResolutionCode } from './addresses/address.types.js';
import { PointInput } from './place.dto.js';
import { RoutedBuildingDto, RoutedDto } from './routing.dto.js';

export class AddressHintsInput {
  @IdField({ optional: true, list: { max: 200 }, description: '只可能是这些楼 / the only buildings that may be meant' })
  among?: string[];

  @IdField({
    optional: true,
    list: { max: 20 },
    description:
      '来电人以前确认过的楼，最可能的在前 / buildings that the caller has confirmed before, the likeliest first',
  })
  known?: string[];

  @ObjectField(() => PointInput, { optional: true, description: '电话的定位 / where the telephone is' })
  near?: PointInput;

  @TextField({ max: 30, optional: true, description: '本台负责的区域代码 / code of the area that the desk works for' })
  areaCode?: string;
}

export class ResolveAddressInput {
  @TextField({
    max: 2000,
    description: '居民的原话或地址 / as said or typed',
    example: '登州路二十四号大院10号楼4单元楼梯扶手松了',
  })
  text!: string;

  @ObjectField(() => AddressHintsInput, { optional: true, description: '是线索，不是条件 / evidence, not a filter' })
  hints?: AddressHintsInput;
}

export class SuggestQuery {
  @TextField({
    max: 100,
    description: '已输入的部分，汉字或拼音 / what is typed so far, in characters or pinyin',
    example: 'dzl24',
  })
  text!: string;

  @IntField({ min: 1, max: 20, optional: true, fromText: true, description: '默认 8 / 8 unless told' })
  limit?: number;

  @TextField({ max: 30, optional: true, description: '优先此区域 / this area first' })
  areaCode?: string;
}

export class AddressPartDto {
  @EnumField(PART_KINDS) kind!: PartKind;
  @TextField({ max: 2000, description: '原文 / as it was said' }) text!: string;
  @TextField({ max: 2000, description: '统一写法 / its one spelling' }) value!: string;
}

export class AddressCandidateDto {
  @ObjectField(() => RoutedBuildingDto) building!: RoutedBuildingDto;
  @NumberField({ min: 0, max: 1 }) confidence!: number;
}

class ResolutionReasonDto {
  @EnumField(RESOLUTION_CODES) code!: ResolutionCode;
  @TextField({ max: 500 }) words!: string;
}

export class ResolvedDto {
  @ObjectField(() => RoutedBuildingDto, {
    nullable: true,
    description: '空：没有把握，见 reason / null: it abstains, see reason',
  })
  building!: RoutedBuildingDto | null;
  @TextField({ max: 50, nullable: true, description: '所说的单元 / the unit as said' }) unit!: string | null;
  @NumberField({ min: 0, max: 1 }) confidence!: number;
  @ObjectField(() => RoutedDto, { nullable: true, description: '会派往哪里 / where it would go' })
  route!: RoutedDto | null;
  @ObjectField(() => AddressPartDto, { list: { max: 100 } }) parts!: AddressPartDto[];
  @ObjectField(() => AddressCandidateDto, { list: { max: 5 }, description: '最可能的在前 / the likeliest first' })
  alternatives!: AddressCandidateDto[];
  @TextField({ min: 0, max: 2000, description: '去掉地址后的描述 / what is left: the description' }) rest!: string;
  @ObjectField(() => ResolutionReasonDto) reason!: ResolutionReasonDto;
}

export class SuggestedDto {
  @ObjectField(() => AddressCandidateDto, { list: { max: 20 } }) items!: AddressCandidateDto[];
}
