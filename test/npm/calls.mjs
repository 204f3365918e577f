// Makes every kind of call with the official client and prints what a caller
// can see of each, as JSON, for the test in test/e2e that counts the money.
import OpenAI from 'openai';

const { AIDOLLAR_URL, AIDOLLAR_KEY, AIDOLLAR_MODEL: model } = process.env;

// What the client skips of a stream: its comments, which tell the cost.
let wire = '';
const recording = async (input, init) => {
  const response = await fetch(input, init);
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const [kept, passed] = response.body.tee();
  wire = new Response(kept).text();
  return new Response(passed, response);
};

const client = new OpenAI({ baseURL: `${AIDOLLAR_URL}/v1`, apiKey: AIDOLLAR_KEY, maxRetries: 0, fetch: recording });
const messages = [{ role: 'user', content: 'What is a meter?' }];

async function whole() {
  const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
  return {
    receipt: response.headers.get('x-aidollar-receipt'),
    cost: response.headers.get('x-aidollar-cost'),
    balance: response.headers.get('x-aidollar-balance'),
    text: data.choices[0].message.content,
    finish: data.choices[0].finish_reason,
    usage: data.usage,
  };
}

async function streamed(options) {
  const { data, response } = await client.chat.completions
    .create({ model, messages, stream: true, ...options }).withResponse();
  const seen = { receipt: response.headers.get('x-aidollar-receipt'), text: '', finish: null, usage: null, empty: 0 };
  for await (const chunk of data) {
    if (chunk.choices.length === 0) seen.empty += 1;
    seen.text += chunk.choices[0]?.delta?.content ?? '';
    seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish;
    seen.usage = chunk.usage ?? seen.usage;
  }
  const comment = /^: aidollar receipt=(\S+) cost=(\S+) balance=(\S+)$/m.exec(await wire);
  if (comment?.[1] !== seen.receipt) throw new Error(`no cost of ${seen.receipt} in the stream`);
  return { ...seen, cost: comment[2], balance: comment[3] };
}

const list = [];
for await (const m of client.models.list()) list.push(m);
const retrieved = await client.models.retrieve(model);

console.log(JSON.stringify({
  list,
  retrieved,
  calls: {
    whole: await whole(),
    'streamed, usage not asked for': await streamed({}),
    'streamed, usage asked for': await streamed({ stream_options: { include_usage: true } }),
    'whole, again': await whole(),
  },
}));
