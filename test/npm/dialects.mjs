// Makes a call of every dialect that the official OpenAI client has, and prints
// what a caller can see of each, as JSON, for the test in test/e2e that counts
// the money.
import OpenAI, { toFile } from 'openai';
import { recorder } from './recorder.mjs';

const { AIDOLLAR_URL, AIDOLLAR_KEY } = process.env;
const models = JSON.parse(process.env.AIDOLLAR_MODELS);
const wire = recorder();
const client = new OpenAI({ baseURL: `${AIDOLLAR_URL}/v1`, apiKey: AIDOLLAR_KEY, maxRetries: 0, fetch: wire.fetch });
const question = 'What is a meter?';

const calls = {};
const note = async (name, seen) => { calls[name] = { ...await wire.cost(), ...seen }; };

async function chat() {
  const messages = [{ role: 'user', content: question }];
  const whole = await client.chat.completions.create({ model: models.chat, messages });
  await note('chat', { text: whole.choices[0].message.content, usage: whole.usage });
  const stream = await client.chat.completions.create({ model: models.chat, messages, stream: true, stream_options: { include_usage: true } });
  let text = '', usage = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  await note('chat, streamed', { text, usage });
}

async function responses() {
  const whole = await client.responses.create({ model: models.chat, input: question });
  await note('responses', { text: whole.output_text, usage: whole.usage });
  const stream = await client.responses.create({ model: models.chat, input: question, stream: true });
  let text = '', usage = null;
  for await (const event of stream) {
    if (event.type === 'response.output_text.delta') text += event.delta;
    if (event.type === 'response.completed') usage = event.response.usage;
  }
  await note('responses, streamed', { text, usage });
}

async function completions() {
  const whole = await client.completions.create({ model: models.chat, prompt: question, max_tokens: 40 });
  await note('completions', { text: whole.choices[0].text, usage: whole.usage });
  const stream = await client.completions.create({ model: models.chat, prompt: question, max_tokens: 40, stream: true, stream_options: { include_usage: true } });
  let text = '', usage = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.text ?? '';
    usage = chunk.usage ?? usage;
  }
  await note('completions, streamed', { text, usage });
}

async function embeddings() {
  const made = await client.embeddings.create({ model: models.embeddings, input: [question, 'And a tariff?'] });
  await note('embeddings', { size: made.data.length, usage: made.usage });
}

async function images() {
  const made = await client.images.generate({ model: models.images, prompt: 'a meter', n: 2 });
  await note('images', { size: made.data.length, usage: made.usage ?? null });
}

async function audio() {
  const speech = await client.audio.speech.create({ model: models.speech, voice: 'alloy', input: 'Füßchen' });
  await note('speech', { size: (await speech.arrayBuffer()).byteLength });
  const file = await toFile(Buffer.from(models.recording, 'base64'), 'recording.wav');
  const heard = await client.audio.transcriptions.create({ model: models.transcription, file });
  await note('transcription', { text: heard.text, usage: heard.usage ?? null });
}

async function moderations() {
  const judged = await client.moderations.create({ model: models.moderation, input: question });
  await note('moderations', { size: judged.results.length });
}

await chat();
await responses();
await completions();
await embeddings();
await images();
await audio();
await moderations();
console.log(JSON.stringify(calls));
