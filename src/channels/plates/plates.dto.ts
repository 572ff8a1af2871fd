import { ApiProperty } from '@nestjs/swagger';
import { FlagField, TextField } from '../../platform/http/fields.js';
import { PublicStation, SelfRequestInput } from '../requests/self-requests.dto.js';

class PlateBuilding {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
}

export class PlateView {
  @ApiProperty({ example: '1A2B-3C4D-5E6F' }) code!: string;
  @ApiProperty({ type: PlateBuilding }) building!: PlateBuilding;
  @ApiProperty({ type: String, nullable: true, description: '单元；整栋楼的门牌为空 / null: of the whole building' })
  unit!: string | null;
  @ApiProperty({ description: '楼已不在：station 是最近的帮办站 / it stands no more: `station` is the nearest' })
  removed!: boolean;
  @ApiProperty({ type: PublicStation, nullable: true }) station!: PublicStation | null;
  @ApiProperty({ description: '给居民看的话 / what to tell the resident' }) words!: string;
}

export class PlateRequestInput extends SelfRequestInput {}

export class SheetQuery {
  @TextField({ max: 30, description: '社区（或网格、街道）代码 / code of the community, or of another area' })
  community!: string;

  @FlagField({ optional: true, fromText: true, description: '每个单元一张 / a plate for each entrance' })
  perUnit?: boolean;
}
