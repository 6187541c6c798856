import type { Plan } from './make-plan.ts';
import { audioDescriptor, packagerOptions, videoDescriptor } from './package-set-argv.ts';

/** Segments of the early generation as they come out of `fifoPath`; the manifests grow. */
export function earlyPackageArgv(plan: Plan, fifoPath: string): string[] {
  const [primary] = plan.audioTracks;
  return [
    videoDescriptor(fifoPath, plan.firstRung, []),
    ...(primary ? [audioDescriptor(fifoPath, primary)] : []),
    ...packagerOptions(plan),
    ...['--hls_playlist_type', 'EVENT', '--hls_start_time_offset', '0', '--minimum_update_period', '2'],
    // The window never slides: otherwise the packager drops and deletes what is older than half an hour.
    ...['--time_shift_buffer_depth', '0', '--preserved_segments_outside_live_window', '0'],
  ];
}
