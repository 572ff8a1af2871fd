import { ApiProperty } from '@nestjs/swagger';
import { IdField, ObjectField, TextField } from '../../platform/http/fields.js';
import { PlaceInput, PointInput } from '../../routing/place.dto.js';
import { QuestionInput } from '../../tickets/tickets.dto.js';
import { PublicStation, SelfRequestInput } from '../requests/self-requests.dto.js';

export class WebWordsInput {
  @TextField({ max: 2_000, description: '已输入的话 / what is typed so far' })
  text!: string;
}

export class WebCategory {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [QuestionInput], description: '选它以后问的 / what is asked once it is chosen' })
  questions!: QuestionInput[];
}

export class WebCategoryGroup {
  @ApiProperty() name!: string;
  @ApiProperty({ type: [WebCategory] }) categories!: WebCategory[];
}

export class SortedView {
  @ApiProperty({ type: String, nullable: true, description: '有生命危险时先打的电话 / whom to ring first' })
  danger!: string | null;
  @ApiProperty({ type: [WebCategory], description: '最可能的在前，至多 5 个 / the likeliest first, at most 5' })
  categories!: WebCategory[];
}

export class PlacesInput {
  @TextField({ max: 200, optional: true, description: '地址，汉字或拼音 / an address, in characters or pinyin' })
  text?: string;

  @ObjectField(() => PointInput, { optional: true, description: '定位 / where the telephone is' })
  point?: PointInput;
}

export class WebBuilding {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
  @ApiProperty({ type: [String], description: '单元 / entrances' }) units!: string[];
}

export class PlaceFound extends WebBuilding {
  @ApiProperty({ type: String, nullable: true, description: '话里说到的单元 / the entrance that was named' })
  unit!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '离定位多少米 / metres from the point' })
  metres!: number | null;
}

export class PlacesView {
  @ApiProperty({
    type: [PlaceFound],
    description: '最可能或最近的在前，至多 8 个 / the likeliest or nearest first, at most 8',
  })
  items!: PlaceFound[];
  @ApiProperty({ type: PublicStation, nullable: true, description: '定位归哪个站 / the station of the point' })
  station!: PublicStation | null;
}

export class WebCommunity {
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
}

export class WebGrid {
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'number' } } } },
    description: 'MultiPolygon, WGS-84',
  })
  boundary!: number[][][][];
}

export class WebPlacedBuilding extends WebBuilding {
  @ApiProperty() lng!: number;
  @ApiProperty() lat!: number;
}

export class WebMap {
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [WebGrid] }) grids!: WebGrid[];
  @ApiProperty({ type: [WebPlacedBuilding] }) buildings!: WebPlacedBuilding[];
}

export class SimilarInput {
  @ObjectField(() => PlaceInput)
  place!: PlaceInput;

  @IdField({ description: '类别 / category' })
  categoryId!: string;
}

export class SimilarView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: String, nullable: true }) building!: string | null;
  @ApiProperty() sameBuilding!: boolean;
  @ApiProperty({ type: 'integer', nullable: true }) metres!: number | null;
  @ApiProperty({ type: String, format: 'date-time' }) openedAt!: Date;
}

export class WebRequestInput extends SelfRequestInput {
  @ObjectField(() => PlaceInput, { description: '在哪里 / where' })
  place!: PlaceInput;

  @IdField({ optional: true, description: '和邻居的这件是同一件事 / the neighbour’s request that is the same' })
  sameAs?: string;
}
