import type { FC } from 'hono/jsx';
import type { DeviceSession } from '../../../shared/contracts/auth.ts';
import { useFormats, useSay } from '../visit.ts';
import { deviceName } from './device-name.ts';
import { Submit } from './frame.tsx';

/** Where somebody is signed in, and how to end that. */
export const DeviceSection: FC<{ devices: readonly DeviceSession[]; nowMs: number }> = ({ devices, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{say('account.devices')}</h2>
      <ul class="devices">
        {devices.map((device) => (
          <li>
            <div>
              <p>
                {deviceName(device.user_agent, say)}
                {device.current ? <span class="tag">{say('account.this_device')}</span> : null}
              </p>
              <p class="quiet">
                {device.address === null ? '' : `${device.address} · `}
                {say('account.last_used', { age: age(Date.parse(device.last_used_at), nowMs) })}
              </p>
            </div>
            {device.current ? null : (
              <form method="post" action="/account/sign-out-device">
                <input type="hidden" name="session_id" value={device.session_id} />
                <Submit quiet label={say('account.sign_out_of', { device: deviceName(device.user_agent, say) })}>
                  {say('account.sign_out')}
                </Submit>
              </form>
            )}
          </li>
        ))}
      </ul>
      <form method="post" action="/account/sign-out-everywhere">
        <Submit quiet>{say('account.sign_out_everywhere')}</Submit>
      </form>
    </section>
  );
};
