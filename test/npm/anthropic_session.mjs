// Has Anthropic's official client refused with a credential of MPP that pays nothing, and
// prints which error it raised, as JSON, for the test in test/e2e.
import Anthropic from '@anthropic-ai/sdk';

const { AIDOLLAR_URL, AIDOLLAR_MODEL: model, AIDOLLAR_CREDENTIAL } = process.env;
const client = new Anthropic({
  baseURL: AIDOLLAR_URL, apiKey: null, authToken: null, maxRetries: 0, defaultHeaders: { Authorization: AIDOLLAR_CREDENTIAL, 'X-Api-Key': null },
});
const ask = { model, max_tokens: 60, messages: [{ role: 'user', content: 'What is a meter?' }] };

async function raised(make) {
  try {
    await make();
    return { class: 'none' };
  } catch (e) {
    return { anthropic: e instanceof Anthropic.APIError, status: e.status, type: e.type, message: e.apiMessage, problem: e.error?.type, code: e.error?.code };
  }
}

console.log(JSON.stringify({
  whole: await raised(() => client.messages.create(ask)),
  streamed: await raised(() => client.messages.stream(ask).finalMessage()),
}));
