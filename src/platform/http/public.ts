import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'bangban:public';

/** An endpoint that needs no sign-in. Every other one does. */
export const Public = () => SetMetadata(PUBLIC, true);
