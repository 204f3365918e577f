// Keeps what a client skips of the answers it fetches: the headers and the
// comments of streams, which tell what a call cost.

export function recorder() {
  let last = null;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      last = { headers: response.headers, text: null };
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      const [kept, passed] = response.body.tee();
      last.text = new Response(kept).text();
      return new Response(passed, response);
    },
    // cost is what the last answer said of its receipt, cost and balance.
    async cost() {
      const { headers, text } = last;
      const receipt = headers.get('x-aidollar-receipt');
      if (text === null) {
        return { receipt, cost: headers.get('x-aidollar-cost'), balance: headers.get('x-aidollar-balance') };
      }
      const comment = /^: aidollar receipt=(\S+) cost=(\S+) balance=(\S+)$/m.exec(await text);
      if (comment?.[1] !== receipt) throw new Error(`no cost of ${receipt} in the stream`);
      return { receipt, cost: comment[2], balance: comment[3] };
    },
  };
}
