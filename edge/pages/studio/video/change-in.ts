import { visibilities } from '../../../../shared/contracts/video-words.ts';
import type { UpdateVideo } from '../../../../shared/contracts/videos.ts';
import type { Form } from '../../account/read-form.ts';

/** What a form of the video's page asks for. `part` says which of the two forms it is: an empty field empties. */
export function changeIn(form: Form): UpdateVideo {
  if (form.part === 'details')
    return {
      title: form.title ?? '',
      description: form.description ?? '',
      tags: listIn(form.tags),
      category: form.category ?? '',
      language: form.language ?? '',
    };
  const visibility = visibilities.find((each) => each === form.visibility);
  return {
    ...(visibility === undefined ? {} : { visibility }),
    publish_at: timeIn(form.publish_at),
    age_restricted: form.age_restricted !== undefined,
    geo_allow: listIn(form.geo_allow).map((code) => code.toUpperCase()),
    geo_deny: listIn(form.geo_deny).map((code) => code.toUpperCase()),
    embed_domains: listIn(form.embed_domains).map((host) => host.toLowerCase()),
  };
}

/** `a, b` → `['a', 'b']`; the Arabic comma parts as well. */
export function listIn(text = ''): string[] {
  return text
    .split(/[,،\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** A `datetime-local` value (HTML: no zone), which the page calls UTC. What cannot be read goes on as it is, to be refused. */
function timeIn(text: string | undefined): string | null {
  if (text === undefined) return null;
  const time = new Date(`${text}Z`);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

/** The other way round, for the field. */
export const timeField = (time: string | null): string => time?.slice(0, 16) ?? '';
