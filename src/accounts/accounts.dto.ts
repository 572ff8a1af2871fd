import { ApiProperty } from '@nestjs/swagger';
import { EnumField, Field, IdField, ObjectField, PhoneField, TextField } from '../platform/http/fields.js';
import type { AreaRoleName } from './actor.js';
import { ROLES } from './managed.dto.js';
import { PASSWORD_MAX, PASSWORD_MIN } from './passwords.js';

/** Kept as typed: a space at either end is part of a password. */
function PasswordField(min: number): PropertyDecorator {
  return Field(
    (value) => {
      if (typeof value !== 'string') return 'not-text';
      if (/[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u.test(value)) return 'forbidden-characters';
      if (value.length < min) return ['too-short', { min }];
      return value.length > PASSWORD_MAX ? ['too-long', { max: PASSWORD_MAX }] : undefined;
    },
    { type: String, format: 'password', minLength: min, maxLength: PASSWORD_MAX },
  );
}

export class SignInDto {
  @PhoneField()
  phone!: string;

  @PasswordField(1)
  password!: string;
}

export class AccountNameDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;
}

export class SignedInDto {
  @ApiProperty({ description: 'for Authorization: Bearer; browsers have it in the cookie `session`' })
  token!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt!: Date;

  @ApiProperty({ type: AccountNameDto })
  account!: AccountNameDto;
}

export class AreaRoleDto {
  @ApiProperty({ enum: ROLES })
  role!: AreaRoleName;

  @ApiProperty({ format: 'uuid' })
  areaId!: string;

  @ApiProperty({ description: 'codes from the root, each followed by a dot; the role covers what begins with it' })
  path!: string;
}

export class StationRoleDto {
  @ApiProperty({ enum: ['head', 'deputy'] })
  role!: 'head' | 'deputy';

  @ApiProperty({ format: 'uuid' })
  stationId!: string;
}

export class MeDto {
  @ApiProperty({ format: 'uuid' })
  accountId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: [AreaRoleDto] })
  areaRoles!: AreaRoleDto[];

  @ApiProperty({ type: [StationRoleDto] })
  stationRoles!: StationRoleDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  helperId!: string | null;
}

export class AskForCodeDto {
  @PhoneField()
  phone!: string;
}

export class ResetPasswordDto {
  @PhoneField()
  phone!: string;

  @TextField({ min: 6, max: 6, pattern: /^\d{6}$/ })
  code!: string;

  @PasswordField(PASSWORD_MIN)
  password!: string;
}

export class GivenRoleDto {
  @EnumField(ROLES)
  role!: AreaRoleName;

  @IdField()
  areaId!: string;
}

export class NewAccountDto {
  @TextField({ max: 50 })
  name!: string;

  @PhoneField()
  phone!: string;

  @ObjectField(() => GivenRoleDto, { list: { min: 1, max: 20 } })
  roles!: GivenRoleDto[];
}
