// Prints which USDC the stock clients know on the chains in its environment.
import { getDefaultAsset } from '@x402/evm';
import { getUsdcChainConfigForChain } from 'x402/shared/evm';

const known = (id) => {
  try {
    const { asset, symbol, decimals } = getDefaultAsset(`eip155:${id}`);
    return { asset, symbol, decimals };
  } catch {
    return { asset: getUsdcChainConfigForChain(id)?.usdcAddress, symbol: 'USDC', decimals: 6 }; // version 1 knows chains that version 2 has dropped
  }
};
console.log(JSON.stringify(process.env.X402_CHAINS.split(',').map((id) => known(Number(id)))));
