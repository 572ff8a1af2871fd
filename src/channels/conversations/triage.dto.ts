import { ApiProperty } from '@nestjs/swagger';
import { ClaimView, TicketView } from '../../tickets/tickets.dto.js';
import type { TriageCandidate, TriageItem } from './triage.js';

class TriageMessageView {
  @ApiProperty({ format: 'date-time' }) at!: Date;
  @ApiProperty({ type: String, nullable: true, description: '原话；删除后为空 / null once erased' }) text!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: '我们的答复 / what was answered' }) reply!: string | null;
}

class TriageCandidateView implements TriageCandidate {
  @ApiProperty({ format: 'uuid' }) buildingId!: string;
  @ApiProperty({ description: '楼和单元 / building and entrance' }) name!: string;
  @ApiProperty({ type: String, nullable: true }) unit!: string | null;
  @ApiProperty({ description: '0–1；只凭号码知道的为 0 / 0 where only the number tells it' }) confidence!: number;
  @ApiProperty({ type: String, nullable: true, description: '会派到的站 / the station it would go to' })
  station!: string | null;
}

class TriageItemView implements TriageItem {
  @ApiProperty({ type: TicketView }) ticket!: TicketView;
  @ApiProperty({ type: ClaimView, nullable: true, description: '谁正在定它的地点 / who is looking for its place' })
  claim!: ClaimView | null;
  @ApiProperty({ type: [TriageMessageView], description: '消息往来，先后为序 / what was written, in order' })
  messages!: TriageMessageView[];
  @ApiProperty({ type: String, nullable: true, description: '问过居民什么 / what the sender was asked' })
  question!: string | null;
  @ApiProperty({
    type: [TriageCandidateView],
    description:
      '可能的地点，最可能的在前；选中后 POST /tickets/{id}/place / likeliest first; choose by POST /tickets/{id}/place',
  })
  candidates!: TriageCandidateView[];
}

export class TriagePage {
  @ApiProperty({ type: [TriageItemView] }) items!: TriageItemView[];
  @ApiProperty({ type: String, nullable: true, description: '下一页用 after 带回 / hand back as `after`' })
  next!: string | null;
}
