import { ApiProperty } from '@nestjs/swagger';
import { PhoneField } from '../platform/http/fields.js';

export class LookUpDto {
  @PhoneField()
  phone!: string;
}

export class ResidentFoundDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  name!: string | null;

  @ApiProperty({ example: '190****0127' })
  phoneMasked!: string;
}

export class LookedUpDto {
  @ApiProperty({ type: ResidentFoundDto, nullable: true })
  resident!: ResidentFoundDto | null;
}
