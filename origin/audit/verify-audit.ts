import type { AuditVerdict } from '../../shared/contracts/audit.ts';
import { type Chain, emptyChainHash } from './chain.ts';
import type { AuditStore } from './store.ts';

const pageSize = 1_000;

/**
 * Computes the whole chain anew and names the first row that is not what was written. An anchor (`SEQ:HASH`, from an
 * earlier verification) also shows whether the end was cut off, which the rows that are left cannot.
 */
export async function verifyAudit(
  { store, chain }: { store: Pick<AuditStore, 'listAfter'>; chain: Chain },
  anchor: string | null,
): Promise<AuditVerdict> {
  const [anchorSeq = 0, anchorHash] = anchor === null ? [] : [Number(anchor.split(':')[0]), anchor.split(':')[1]];
  let previousHash = emptyChainHash;
  let seq = 0;
  const broken = (at: number, problem: AuditVerdict['problem']): AuditVerdict => ({
    ...{ intact: false, rows: seq, broken_seq: at, problem, anchor: null },
  });
  for (;;) {
    const rows = await store.listAfter(seq, pageSize);
    for (const row of rows) {
      if (row.seq !== seq + 1) return broken(seq + 1, 'missing');
      const { hash, ...rest } = row;
      if (row.previousHash !== previousHash || (await chain.hashOf(rest)) !== hash) return broken(row.seq, 'altered');
      if (row.seq === anchorSeq && hash !== anchorHash) return broken(row.seq, 'altered');
      previousHash = hash;
      seq = row.seq;
    }
    if (rows.length < pageSize) break;
  }
  if (seq < anchorSeq) return broken(seq + 1, 'cut_off');
  return { intact: true, rows: seq, broken_seq: null, problem: null, anchor: `${seq}:${previousHash}` };
}
