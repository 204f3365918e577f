// Makes every kind of call with Anthropic's official client and prints what a
// caller can see of each, as JSON, for the test in test/e2e that counts the
// money.
import Anthropic from '@anthropic-ai/sdk';
import { recorder } from './recorder.mjs';

const { AIDOLLAR_URL, AIDOLLAR_KEY, AIDOLLAR_MODEL: model, AIDOLLAR_KEY_POOR } = process.env;
const wire = recorder();
const client = new Anthropic({ baseURL: AIDOLLAR_URL, apiKey: AIDOLLAR_KEY, maxRetries: 0, fetch: wire.fetch });
const ask = { model, max_tokens: 60, messages: [{ role: 'user', content: 'What is a meter?' }] };

const calls = {};
const note = async (name, seen) => { calls[name] = { ...await wire.cost(), ...seen }; };

const whole = await client.messages.create(ask);
await note('messages', { text: whole.content[0].text, usage: whole.usage });

const stream = client.messages.stream(ask);
const final = await stream.finalMessage();
await note('messages, streamed', { text: final.content[0].text, usage: final.usage });

const counted = await client.messages.countTokens({ model, messages: ask.messages });
await note('count', { size: counted.input_tokens });

// errors are what the client raises.
const errors = {};
async function raised(name, make) {
  try {
    await make();
    errors[name] = { class: 'none' };
  } catch (e) {
    errors[name] = { class: e.constructor.name, status: e.status, type: e.error?.error?.type, message: e.error?.error?.message };
  }
}
const with_key = (apiKey) => new Anthropic({ baseURL: AIDOLLAR_URL, apiKey, maxRetries: 0 });
await raised('key wrong', () => with_key('sk-wrong').messages.create(ask));
await raised('no money', () => with_key(AIDOLLAR_KEY_POOR).messages.create(ask));
await raised('model unknown', () => client.messages.create({ ...ask, model: 'no-such-model' }));

console.log(JSON.stringify({ calls, errors }));
