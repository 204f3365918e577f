// Has the official client refused in every way that concerns money and prints
// which of its errors it raised, as JSON, for the test in test/e2e.
import OpenAI from 'openai';

const { AIDOLLAR_URL, AIDOLLAR_KEY, AIDOLLAR_KEY_POOR, AIDOLLAR_MODEL: model } = process.env;

const client = (apiKey) => new OpenAI({ baseURL: `${AIDOLLAR_URL}/v1`, apiKey, maxRetries: 0 });
const ask = (apiKey, more) =>
  client(apiKey).chat.completions.create({ model, messages: [{ role: 'user', content: 'What is a meter?' }], ...more });

async function refused(attempt) {
  try {
    await attempt();
  } catch (e) {
    if (!(e instanceof OpenAI.APIError)) throw e;
    return {
      class: e.constructor.name, status: e.status, code: e.code, type: e.type, param: e.param, message: e.message,
      needed: e.error?.needed, available: e.error?.available,
    };
  }
  return { class: 'none', message: 'it was served' };
}

console.log(JSON.stringify({
  'key wrong': await refused(() => ask('sk-aid-wrong')),
  'models with a wrong key': await refused(() => client('sk-aid-wrong').models.list()),
  'no money': await refused(() => ask(AIDOLLAR_KEY_POOR)),
  'no money, streamed': await refused(() => ask(AIDOLLAR_KEY_POOR, { stream: true })),
  'model unknown': await refused(() => ask(AIDOLLAR_KEY, { model: 'no-such-model' })),
  'model not retrieved': await refused(() => client(AIDOLLAR_KEY).models.retrieve('no-such-model')),
  'limit malformed': await refused(() => ask(AIDOLLAR_KEY, { max_tokens: -1 })),
}));
