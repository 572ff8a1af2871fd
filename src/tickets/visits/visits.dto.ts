import { DateTimeField, TextField } from '../../platform/http/fields.js';
import { GivenInput } from '../tickets.dto.js';

export class AppointmentInput extends GivenInput {
  @DateTimeField({ description: '最早 / not before' })
  from!: string;

  @DateTimeField({ description: '最晚，14 天以内 / not after; within 14 days' })
  to!: string;
}

export class CancelAppointmentInput extends GivenInput {
  @TextField({ max: 2_000, optional: true, description: '为什么 / why' })
  reason?: string;
}
