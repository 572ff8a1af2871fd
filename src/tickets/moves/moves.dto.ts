import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  ObjectField,
  TextField,
} from '../../platform/http/fields.js';

const MANY = 1_000_000_000;
const Count = (description?: string) => IntField({ min: 0, max: MANY, description });

class StationName {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
}

class FlowView {
  @ObjectField(() => StationName, { nullable: true, description: '空：没有帮办站 / null: no station' })
  from!: StationName | null;
  @ObjectField(() => StationName, { nullable: true }) to!: StationName | null;
}

class BuildingFlowView extends FlowView {
  @Count() buildings!: number;
}

class WorkView {
  @IntField({ min: 1, max: 366, description: '最近若干天 / of the last days' }) days!: number;
  @Count('登记 / came in') received!: number;
  @Count('办成 / completed') completed!: number;
}

class TicketFlowView extends FlowView {
  @Count('在办事项 / open tickets') open!: number;
  @Count('其中会随图改派的 / of these, those that would go along') move!: number;
  @ObjectField(() => WorkView, { list: { max: 2 }, description: '按所在位置 / by where they were' }) work!: WorkView[];
}

export class MapWhatIfView {
  @ObjectField(() => BuildingFlowView, { list: { max: MANY } }) buildings!: BuildingFlowView[];
  @ObjectField(() => TicketFlowView, { list: { max: MANY } }) tickets!: TicketFlowView[];
}

export const STAYING = [
  'in-progress',
  'on-hold',
  'elsewhere',
  'no-station',
  'station-not-open',
  'station-without-head',
  'unknown-station',
] as const;

export class TicketMoveView extends FlowView {
  @IdField() id!: string;
  @TextField({ max: 30, nullable: true, description: '空：不在您可见的范围内 / null: not within your scope' })
  reference!: string | null;
  @FlagField() moves!: boolean;
  @EnumField(STAYING, {
    nullable: true,
    description:
      '不动的原因：办理中、挂起、已由人移交、新图没有帮办站 / why it stays: begun, on hold, handed over by a person, no station in the new map',
  })
  reason!: (typeof STAYING)[number] | null;
}

export class TicketMovePageView {
  @ObjectField(() => TicketMoveView, { list: { max: 200 } }) items!: TicketMoveView[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class MoveProgressView {
  @FlagField({ description: '发布时要求随图改派 / was asked for' }) wanted!: boolean;
  @FlagField({ description: '名单已定 / it is known which' }) planned!: boolean;
  @Count('待改派 / still to go') waiting!: number;
  @Count('已改派 / gone') moved!: number;
  @Count('留在原站 / stayed after all') stayed!: number;
  @DateTimeField({ nullable: true }) endedAt!: Date | null;
}
