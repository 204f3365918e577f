// Prices usage with an independent library, for the test in test/e2e that
// compares charges with it. Standard input is a list of {provider, flavor,
// model, at, answer}; standard output has for each what the library read from
// the answer, which prices it took, and the total in dollars.
import { readFileSync } from 'node:fs';
import { calcPrice, extractUsage, findProvider } from '@pydantic/genai-prices';

const priced = JSON.parse(readFileSync(0, 'utf8')).map(({ provider: providerId, flavor, model, at, answer }) => {
  const provider = findProvider({ providerId });
  if (!provider) throw new Error(`the oracle does not know the provider ${providerId}`);
  const { usage } = extractUsage(provider, answer, flavor);
  const result = calcPrice(usage, model, { providerId, timestamp: new Date(at) });
  if (!result) throw new Error(`the oracle has no price for ${providerId}'s ${model}`);
  return { usage, prices: result.model_price, total: result.total_price };
});
console.log(JSON.stringify(priced));
