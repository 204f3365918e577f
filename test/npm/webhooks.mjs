// Verifies deliveries with the reference library of Standard Webhooks and prints,
// for each, whether each of the secrets verifies it, as JSON, for the test in
// test/e2e.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const { deliveries, secrets } = JSON.parse(readFileSync(process.env.AIDOLLAR_DELIVERIES, 'utf8'));

function verified(secret, { headers, body }) {
  try {
    return new Webhook(secret).verify(body, headers).type;
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
}

console.log(JSON.stringify(deliveries.map((d) => ({
  types: secrets.map((secret) => verified(secret, d)),
  changed: verified(secrets[0], { ...d, body: d.body.replace('"', ' "') }),
}))));
