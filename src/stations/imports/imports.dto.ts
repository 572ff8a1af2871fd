import { ApiProperty } from '@nestjs/swagger';
import { FlagField } from '../../platform/http/fields.js';

export class ImportQuery {
  @FlagField({
    optional: true,
    fromText: true,
    description: '只检查，不写入 / only looks, and writes nothing',
  })
  dryRun?: boolean;
}

export class ImportFaultView {
  @ApiProperty({ description: '文件里的行，表头是 1 / line of the file; the header is 1' }) line!: number;
  @ApiProperty({ description: '列；空：整行 / column; empty: the row' }) field!: string;
  @ApiProperty() code!: string;
  @ApiProperty() message!: string;
}

class ImportLineView {
  @ApiProperty() line!: number;
  @ApiProperty({ enum: ['new', 'changed'] }) kind!: 'new' | 'changed';
  @ApiProperty({ type: [String], description: '变动的列 / columns that change' }) changes!: string[];
}

export class ImportReportView {
  @ApiProperty() dryRun!: boolean;
  @ApiProperty() rows!: number;
  @ApiProperty() new!: number;
  @ApiProperty() changed!: number;
  @ApiProperty() unchanged!: number;
  @ApiProperty({ type: [ImportLineView] }) lines!: ImportLineView[];
  @ApiProperty({
    type: [ImportFaultView],
    description: '所有的错；有错就什么都不写入 / every fault; with one nothing is written',
  })
  faults!: ImportFaultView[];
}
