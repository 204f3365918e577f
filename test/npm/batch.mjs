// Orders a batch with the official client and prints what came of it, as JSON,
// for the test in test/e2e that counts the money.
import OpenAI, { toFile } from 'openai';

const { AIDOLLAR_URL, AIDOLLAR_KEY, AIDOLLAR_KEY_OTHER, AIDOLLAR_MODEL: model } = process.env;
const client = new OpenAI({ baseURL: `${AIDOLLAR_URL}/v1`, apiKey: AIDOLLAR_KEY, maxRetries: 0 });
const other = new OpenAI({ baseURL: `${AIDOLLAR_URL}/v1`, apiKey: AIDOLLAR_KEY_OTHER, maxRetries: 0 });

const lines = ['one', 'two', 'three', 'four'].map((id) => ({
  custom_id: id, method: 'POST', url: '/v1/chat/completions',
  body: { model: id === 'three' ? 'no-such-model' : model, max_tokens: 30, messages: [{ role: 'user', content: `What is ${id}?` }] },
}));
const text = lines.map((line) => JSON.stringify(line)).join('\n');
const file = await client.files.create({ file: await toFile(Buffer.from(text), 'calls.jsonl'), purpose: 'batch' });
let batch = await client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
for (let i = 0; i < 200 && !['completed', 'failed', 'expired', 'cancelled'].includes(batch.status); i += 1) {
  await new Promise((wake) => { setTimeout(wake, 100); });
  batch = await client.batches.retrieve(batch.id);
}
const read = async (id) => (await (await client.files.content(id)).text()).trim().split('\n').map((line) => JSON.parse(line));
const output = await read(batch.output_file_id);
const failed = await read(batch.error_file_id);
await read(batch.output_file_id); // whoever fetches results again pays nothing

const foreign = {};
for (const [name, ask] of Object.entries({
  batch: () => other.batches.retrieve(batch.id),
  file: () => other.files.retrieve(file.id),
  content: () => other.files.content(batch.output_file_id),
  remove: () => other.files.delete(file.id),
})) {
  try {
    await ask();
    foreign[name] = 200;
  } catch (e) {
    foreign[name] = e.status;
  }
}
const listed = [];
for await (const b of client.batches.list()) listed.push(b.id);
const removed = await client.files.delete(file.id);

console.log(JSON.stringify({
  status: batch.status, counts: batch.request_counts, foreign, listed: listed.includes(batch.id), removed: removed.deleted,
  output: output.map((line) => ({ id: line.custom_id, receipt: line.response.request_id, cost: line.response.cost, status: line.response.status_code, text: line.response.body.choices[0].message.content })),
  failed: failed.map((line) => ({ id: line.custom_id, status: line.response?.status_code, code: line.error?.code ?? line.response?.body?.error?.code })),
}));
