import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  ObjectField,
  TextField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import type { AreaRoleName } from './actor.js';

export const ROLES = ['operator', 'leader', 'administrator'] as const;

export class AccountsQuery extends PageQuery {
  @TextField({ max: 50, optional: true, description: '姓名的一部分 / part of the name' })
  search?: string;
}

export class ListedRoleDto {
  @EnumField(ROLES) role!: AreaRoleName;
  @IdField() areaId!: string;
  @TextField({ max: 100 }) areaName!: string;
}

export class ListedWorkDto {
  @EnumField(['head', 'deputy', 'helper']) role!: 'head' | 'deputy' | 'helper';
  @IdField() stationId!: string;
  @TextField({ max: 100 }) name!: string;
}

export class ListedAccountDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) name!: string;
  @TextField({ max: 30, description: '号码中间隐去，如 190****0127 / masked' }) phoneMasked!: string;
  @FlagField({ description: '已停用 / locked by an administrator' }) disabled!: boolean;
  @FlagField({ description: '设过密码 / has set a password' }) hasPassword!: boolean;
  @ObjectField(() => ListedRoleDto, { list: { max: 1_000 }, description: '在您辖区内的角色 / roles within your areas' })
  roles!: ListedRoleDto[];
  @ObjectField(() => ListedWorkDto, {
    list: { max: 1_000 },
    description: '在您辖区内的帮办站任职 / work at stations within your areas',
  })
  works!: ListedWorkDto[];
  @FlagField({
    description:
      '只在您的辖区内任职，可由您停用、重设密码 / works nowhere else: you may lock it and reset its password',
  })
  isWhole!: boolean;
}

export class AccountPageDto {
  @ObjectField(() => ListedAccountDto, { list: { max: 200 } }) items!: ListedAccountDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class ManagedAccountDto extends ListedAccountDto {
  @DateTimeField() createdAt!: Date;
  @DateTimeField({ nullable: true, description: '多次输错，暂停登录到此时 / paused after wrong guesses until' })
  lockedUntil!: Date | null;
  @IntField({ min: 0, max: 1_000_000, description: '登录中的会话数 / sessions' }) sessions!: number;
}

export class PasswordCodeDto {
  @TextField({ max: 6, description: '转告本人，用来设置密码 / to be told to its owner, who sets a password by it' })
  code!: string;
  @DateTimeField() expiresAt!: Date;
}

export class SessionDto {
  @IdField() id!: string;
  @DateTimeField() createdAt!: Date;
  @DateTimeField() expiresAt!: Date;
}
