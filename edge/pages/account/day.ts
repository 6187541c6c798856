import { useFormats } from '../visit.ts';

/** What writes the day of an ISO time as the page's language does; what is no time stays as it is. */
export function useDay(): (time: string) => string {
  const { date } = useFormats();
  return (time) => (Number.isNaN(Date.parse(time)) ? time : date(Date.parse(time)));
}
