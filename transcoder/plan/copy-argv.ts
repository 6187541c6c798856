import { guardArgv, inputUrl } from '../probe/probe-argv.ts';
import type { EncodeInput } from './encode-argv.ts';
import type { Plan } from './make-plan.ts';

/** Where `copyArgv` writes. */
export type CopyOutput = {
  path: string;
  /** A line for each picture that is an IDR picture. */
  idrPath: string;
  /** A line for each picture that comes with parameter sets of its own. */
  parametersPath: string;
};

/** Copies the picture of a source, and lists what decides whether players can begin and go on anywhere in it. */
export function copyArgv(plan: Plan, input: EncodeInput, output: CopyOutput): string[] {
  const copy = ['-map', `0:${plan.videoStreamIndex}`, '-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1'];
  // Types of NAL units: ISO/IEC 14496-10 table 7-1. Pictures without any of them are left out.
  const listing = (types: string, path: string) => [
    ...copy,
    '-bsf:v',
    `filter_units=pass_types=${types}`,
    '-f',
    'framecrc',
    path,
  ];
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning', '-progress', 'pipe:1'],
    ...[...guardArgv({ container: plan.container, maxPixels: input.maxPixels }), '-i', inputUrl(input.path)],
    ...[...copy, '-f', 'mp4', output.path],
    ...listing('5', output.idrPath),
    ...listing('7-8', output.parametersPath),
  ];
}
