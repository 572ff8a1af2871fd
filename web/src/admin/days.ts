/** Days of the place, YYYY-MM-DD, not of the device. */
export function dayOf(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
}
export const today = () => dayOf(new Date());

const DAY_MS = 86_400_000;
export const inDays = (days: number) => dayOf(new Date(Date.now() + days * DAY_MS));
