import { AppError } from '../../../shared/errors.ts';
import type { ErasureStore } from './store.ts';

/** Throws `email_refused` for the address of somebody erased, where the operator has such addresses refused. */
export type RefuseErased = (email: string) => Promise<void>;

export function createRefuseErased(deps: {
  erasures: Pick<ErasureStore, 'isRefused'>;
  addressHash: (email: string) => Promise<string>;
  refuseErasedAddresses: boolean;
}): RefuseErased {
  return async (email) => {
    if (deps.refuseErasedAddresses && (await deps.erasures.isRefused(await deps.addressHash(email))))
      throw new AppError('email_refused', 'this address cannot be used here');
  };
}
