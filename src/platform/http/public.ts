import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const PUBLIC = 'bangban:public';

/** For docs.ts. */
export const PUBLIC_EXTENSION = 'x-public';

/** An endpoint that needs no sign-in. Every other one does. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true));
