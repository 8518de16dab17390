// A case system in TypeScript: signs one message (flattened JWS, Ed25519) and sends it to Countersign.
//
//   node send.ts KEY.json decide PLAN message.json     KEY.json: what `starter.py keys new` made
//
// TEMPORAL_ADDRESS says where Temporal is: what `make run` prints as its server, such as 127.0.0.1:7233. TEMPORAL_NAMESPACE
// says the namespace, if it is not `default`. Exit codes: 0 answered, 2 usage, 4 nothing was answered.
//
// Node reads TypeScript by itself from 22.18 on. `npm install` fetches the two packages.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
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

/** Send it to the Temporal at this address, and return the answer. */
async function send(address: string, key: Key, name: string, plan: string, message: Message): Promise<unknown> {
  const envelope = await signed(key, name, plan, message, Date.now() / 1000);
  const connection = await Connection.connect({ address });
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

/** The program. Returns its exit code. */
async function main(words: string[]): Promise<number> {
  const address = process.env.TEMPORAL_ADDRESS;
  if (words.length !== 4 || !address) {
    console.error('node send.ts KEY.json MESSAGE PLAN message.json');
    if (!address) console.error('TEMPORAL_ADDRESS is not set, so nothing was sent.');
    return 2;
  }
  const [keyFile, name, plan, messageFile] = words;
  let key: Key, message: Message;
  try {
    [key, message] = [keyFile, messageFile].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`A file cannot be read as JSON: ${(error as Error).message}`);
    return 2;
  }
  console.error(`Sending to ${address}`);
  try {
    console.log(JSON.stringify(await send(address, key, name, plan, message), null, 2));
    return 0;
  } catch (error) {
    const why = `Not answered (${(error as Error).name}): is that where Temporal is? Sending again is safe.`;
    console.error(error instanceof WorkflowNotFoundError ? 'No plan of that id runs there.' : why);
    return 4;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(await main(process.argv.slice(2)));
