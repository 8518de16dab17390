// A case system in TypeScript: signs one message (flattened JWS, Ed25519) and sends it to Countersign.
//
//   node send.ts KEY.json decide PLAN message.json     KEY.json: what `starter.py keys new` made
//
// Node reads TypeScript by itself from 22.18 on. `npm install` fetches the two packages.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { FlattenedSign, importJWK, type FlattenedJWS, type JWK } from 'jose';

type Key = JWK & { kid: string; aud: string };
type Message = { message_id: string; [field: string]: unknown };

/** The message in its envelope. `name`: of the message; `submit` for a submission. `at`: now, in seconds. */
export async function signed(key: Key, name: string, plan: string, message: Message, at: number): Promise<FlattenedJWS> {
  const { kty, crv, x, d } = key;
  const header = { alg: 'Ed25519', kid: key.kid, typ: 'countersign+jws', plan_id: plan, message: name, aud: key.aud };
  return new FlattenedSign(new TextEncoder().encode(JSON.stringify(message)))
    .setProtectedHeader({ ...header, iat: Math.floor(at) })
    .sign(await importJWK({ kty, crv, x, d }, 'Ed25519'));
}

/** Send it, and return the answer. */
async function send(key: Key, name: string, plan: string, message: Message): Promise<unknown> {
  const envelope = await signed(key, name, plan, message, Date.now() / 1000);
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? 'localhost:7233' });
  const client = new Client({ connection, namespace: process.env.TEMPORAL_NAMESPACE ?? 'default' });
  const workflowId = `plan-${plan}`;
  if (name === 'submit') {
    const taskQueue = process.env.COUNTERSIGN_TASK_QUEUE ?? 'plan-sign-off';
    const started = await client.workflow.start('PlanSignOff', { workflowId, taskQueue, args: [envelope] });
    return started.executeUpdate('acknowledge', { args: [message.message_id] });
  }
  // An update of the same id is not considered again: a retry is signed anew, and has an id of its own.
  const updateId = `${message.message_id}/${envelope.signature.slice(0, 16)}`;
  return client.workflow.getHandle(workflowId).executeUpdate(name, { args: [envelope], updateId });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [keyFile, name, plan, messageFile] = process.argv.slice(2);
  const [key, message] = [keyFile, messageFile].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  console.log(JSON.stringify(await send(key, name, plan, message), null, 2));
  process.exit(0);
}
