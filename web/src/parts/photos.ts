import { api, ask, type Answer, type Schemas } from '../api/client';
import { newKey } from './key';

/** A picture made small enough to keep and to send: a JPEG as a data address. */
export interface Photo {
  id: string;
  data: string;
}

/** As the server keeps it (src/tickets/photos.ts): nothing is sent that would be thrown away. */
const LONGEST_SIDE = 1_600;
const QUALITY = 0.82;
export const PHOTOS_MAX = 4;

/** null: nothing that this browser can show. Metadata, such as where it was taken, does not survive. */
export async function readPhoto(file: Blob): Promise<Photo | null> {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return { id: newKey(), data: canvas.toDataURL('image/jpeg', QUALITY) };
  } catch {
    return null;
  }
}

export function bytesOf({ data }: Photo): Blob {
  const binary = atob(data.slice(data.indexOf(',') + 1));
  return new Blob([Uint8Array.from(binary, (letter) => letter.charCodeAt(0))], { type: 'image/jpeg' });
}

/** How a picture is sent. */
export function photoBody(photo: Photo) {
  return {
    // the description knows a picture as text
    body: bytesOf(photo) as unknown as string,
    bodySerializer: (body: unknown) => body as Blob,
    headers: { 'content-type': 'image/jpeg' },
  };
}

/** By the link; the photo's id makes a second try harmless. */
export function sendPhoto(token: string, photo: Photo): Promise<Answer<Schemas['PhotoView']>> {
  return ask(
    api.POST('/links/photos', {
      params: { header: { 'link-token': token, 'Idempotency-Key': photo.id } },
      ...photoBody(photo),
    }),
  );
}
