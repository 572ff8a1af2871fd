import { ApiProperty } from '@nestjs/swagger';
import {
  IMPORT_KINDS,
  IMPORT_MODES,
  IMPORT_STATES,
  SEVERITIES,
  type ImportKind,
  type ImportMode,
  type ImportState,
  type Severity,
} from '../../areas/areas.js';
import {
  DateTimeField,
  DayField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  NumberField,
  ObjectField,
  TextField,
} from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';

const MANY = 1_000_000_000;
const Count = (description?: string) => IntField({ min: 0, max: MANY, description });

export class DraftInput {
  @TextField({ max: 100, example: '2027 年网格调整' }) name!: string;
  @TextField({ max: 300, optional: true, description: '数据来源 / where the lines come from' }) source?: string;
  @DayField({ optional: true, description: '生效日，默认今天 / the day from which it is to count; today unless told' })
  validFrom?: string;
}

export class ImportFileQuery {
  @EnumField(IMPORT_MODES, {
    optional: true,
    description:
      'merge（默认）：文件里没有的保留；replace：文件里没有的（区域只限文件里有的级别）移除 / merge unless told; replace: what the file does not name goes (of areas: of the levels that it has)',
  })
  mode?: ImportMode;

  @FlagField({
    optional: true,
    fromText: true,
    description: 'false：还要导入别的文件，先不校验 / false: more files follow, check later',
  })
  check?: boolean;

  @IntField({
    min: 1,
    max: MANY,
    optional: true,
    fromText: true,
    description:
      '看到的 revision；已变则不导入 / of the draft that was looked at: nothing is imported where it is another',
  })
  revision?: number;
}

export class MapAreasQuery {
  @IdField({ optional: true, description: '只要此区域以内的 / only those within this area' })
  areaId?: string;
}

class FoundView {
  @EnumField(SEVERITIES) severity!: Severity;
  @TextField({ max: 50 }) code!: string;
  @Count() n!: number;
}

class WrittenView {
  @Count('新增 / new') added!: number;
  @Count('变动 / changed') changed!: number;
  @Count('不变 / as they were') unchanged!: number;
  @Count('移除 / gone') removed!: number;
}

class MapFaultView {
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 300 }) words!: string;
}

export class MapImportView {
  @IdField() id!: string;
  @EnumField(IMPORT_KINDS) kind!: ImportKind;
  @EnumField(IMPORT_MODES) mode!: ImportMode;
  @EnumField(IMPORT_STATES, {
    description:
      'reading 读取中，writing 写入中，done 已并入草稿，refused 有错未导入，failed 中断 / done: it is in the draft; refused: it has faults',
  })
  state!: ImportState;
  @Count('已读字节 / read so far') bytes!: number;
  @IntField({ min: 0, max: Number.MAX_SAFE_INTEGER, nullable: true, description: '文件字节数 / of the whole file' })
  bytesOf!: number | null;
  @Count('已读行数或要素数 / rows or features read so far') rows!: number;
  @ObjectField(() => WrittenView, { nullable: true, description: '对草稿的改动 / what it made of the draft' })
  written!: WrittenView | null;
  @ObjectField(() => FoundView, { list: { max: 100 } }) found!: FoundView[];
  @ObjectField(() => MapFaultView, { nullable: true }) fault!: MapFaultView | null;
  @DateTimeField() startedAt!: Date;
  @DateTimeField({ nullable: true }) endedAt!: Date | null;
}

export class MapImportPageView {
  @ObjectField(() => MapImportView, { list: { max: 200 } }) items!: MapImportView[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class ReportStateView {
  @FlagField({ description: 'false：改动后还没有校验 / false: changed since it was checked' }) isChecked!: boolean;
  @Count('错误，不改正不能发布 / block publishing') errors!: number;
  @Count('提醒，须确认 / need a yes') warnings!: number;
  @Count('已自动改正 / put right') repaired!: number;
  @ObjectField(() => FoundView, { list: { max: 100 } }) found!: FoundView[];
}

export const PUBLICATION_KINDS = ['publish', 'rollback'] as const;
export const PUBLICATION_STATES = ['scheduled', 'preparing', 'published', 'withdrawn', 'failed'] as const;

export class PublicationView {
  @IdField() id!: string;
  @IdField() mapId!: string;
  @TextField({ max: 100 }) mapName!: string;
  @IdField({ nullable: true, description: '之前的网格图 / the map before' }) previousId!: string | null;
  @EnumField(PUBLICATION_KINDS) kind!: (typeof PUBLICATION_KINDS)[number];
  @EnumField(PUBLICATION_STATES, {
    description:
      'scheduled 等生效日，preparing 各进程正在读取，published 已生效 / preparing: every process is reading it',
  })
  state!: (typeof PUBLICATION_STATES)[number];
  @DayField() validFrom!: string;
  @FlagField({ description: '在办事项随网格改派 / open tickets follow' }) moveOpenTickets!: boolean;
  @DateTimeField() requestedAt!: Date;
  @DateTimeField({ description: '不早于 / not before' }) dueAt!: Date;
  @DateTimeField({ nullable: true }) publishedAt!: Date | null;
  @ObjectField(() => MapFaultView, { nullable: true, description: '为什么没有成 / why it came to nothing' })
  fault!: MapFaultView | null;
}

export class PublicationPageView {
  @ObjectField(() => PublicationView, { list: { max: 200 } }) items!: PublicationView[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class MapView {
  @IdField() id!: string;
  @TextField({ max: 100 }) name!: string;
  @EnumField(['draft', 'published', 'retired']) state!: 'draft' | 'published' | 'retired';
  @DayField() validFrom!: string;
  @TextField({ max: 300 }) source!: string;
  @DateTimeField() createdAt!: Date;
  @DateTimeField({ nullable: true }) publishedAt!: Date | null;
  @IdField({ nullable: true, description: '草稿由此图开始 / the map that it began as' }) basedOn!: string | null;
  @Count('草稿每改一次加一 / raised with each change') revision!: number;
  @ObjectField(() => ReportStateView) report!: ReportStateView;
  @ObjectField(() => PublicationView, { nullable: true, description: '正在发布或已定日期 / on its way' })
  publication!: PublicationView | null;
}

export class ReportQuery extends PageQuery {
  @EnumField(SEVERITIES, { optional: true }) severity?: Severity;
}

class FindingFeatureView {
  @IntField({ min: -1, max: MANY, description: '在文件里的位置，从 0 起 / place in its file, from 0' }) index!: number;
  @IntField({
    min: 1,
    max: MANY,
    nullable: true,
    description: '文件里的行；空：沿用的 / line; null: it was there before',
  })
  line!: number | null;
  @TextField({ min: 0, max: 50 }) code!: string;
}

export class FindingView {
  @IdField() id!: string;
  @EnumField(SEVERITIES) severity!: Severity;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 1_000 }) words!: string;
  @ObjectField(() => FindingFeatureView, { list: { max: MANY } }) features!: FindingFeatureView[];
  @NumberField({ min: 0, max: Number.MAX_VALUE, nullable: true, description: '平方米 / square metres' })
  areaM2!: number | null;
  @NumberField({ min: 0, max: MANY, nullable: true, description: '占比 / as a share' }) share!: number | null;
  @NumberField({ min: 0, max: Number.MAX_VALUE, nullable: true }) distanceM!: number | null;
  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true, description: 'GeoJSON, WGS-84' })
  geometry!: object | null;
}

export class ReportPageView {
  @ObjectField(() => ReportStateView) report!: ReportStateView;
  @ObjectField(() => FindingView, { list: { max: 200 } }) items!: FindingView[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class PublishInput {
  @FlagField({ optional: true, description: '提醒都已看过，照样发布 / the warnings are accepted' })
  acceptWarnings?: boolean;
  @FlagField({
    optional: true,
    description:
      '在办事项随网格改派到新站；默认不动 / open tickets go to the stations of the new map; they stay unless told',
  })
  moveOpenTickets?: boolean;
}

export class RollBackInput {
  @FlagField({
    optional: true,
    description: '在办事项随网格改派；默认不动 / open tickets follow; they stay unless told',
  })
  moveOpenTickets?: boolean;
}
