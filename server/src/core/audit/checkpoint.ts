// What a checkpoint says: C2SP tlog-checkpoint text, whose three lines are origin, size and root. The signature
// around it is crypto's.

export interface CheckpointText {
  readonly origin: string;
  /** How many events the tree has. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** The name of one lane's log, under which its checkpoints are signed. */
export function originOfLane(instanceId: string, lane: string): string {
  return `polyvault/${instanceId}/${lane}`;
}

export function formatCheckpoint({ origin, size, root }: CheckpointText): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** Null for any other text. */
export function parseCheckpoint(text: string): CheckpointText | null {
  const [origin, size, root, ...rest] = text.split('\n');
  if (origin === undefined || origin === '' || root === undefined || rest.join() !== '') return null;
  if (size === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(size)) return null;
  const bytes = Buffer.from(root, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== root) return null;
  return { origin, size: Number(size), root: bytes };
}
