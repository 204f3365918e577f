package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/journal"
	"aidollar/node"
)

// HTTPOptions say what HTTP measures.
type HTTPOptions struct {
	Dir      string
	Accounts int
	Rounds   int
	Seed     uint64
	// API makes the public API over a node, and a key that may use it.
	API func(ctx context.Context, n *node.Node) (h http.Handler, key string, err error)
}

const (
	httpClients      = 3   // that send binary batches at once
	httpBatches      = 48  // of each client
	jsonClients      = 32  // that send JSON at once
	jsonList         = 100 // transfers in a list
	jsonListsPerSide = 8
)

// HTTP measures the public API over loopback, client and server in one process,
// beside the same batches submitted in process.
func HTTP(ctx context.Context, w io.Writer, o HTTPOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "http: %d accounts, %d rounds, seed %d, journal on %s\n", o.Accounts, o.Rounds, o.Seed, o.Dir)
	b := &nodeBench{options: NodeOptions{Dir: o.Dir, Accounts: o.Accounts, Seed: o.Seed}, cold: &crowd{accounts: o.Accounts}}
	b.node, err = node.Open(node.Options{Journal: journal.Options{Dir: filepath.Join(o.Dir, "journal"), Logger: quiet}, Machine: clearing.DefaultConfig()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.node.Close()) }()
	if err := b.cold.openAt(ctx, b.node); err != nil {
		return err
	}
	handler, key, err := o.API(ctx, b.node)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l) //nolint:errcheck // it ends with Close below
	defer func() { err = errors.Join(err, server.Close()) }()
	c := &apiLoad{url: "http://" + l.Addr().String() + "/api/v1", key: key, client: newLoad(jsonClients, 0).client}

	var inProcess, binary, hot, list, one series
	err = alternate(o.Rounds, o.Seed, []step{
		{&inProcess, func(seed uint64) (float64, error) { return b.durable(ctx, b.cold, seed) }},
		{&binary, func(seed uint64) (float64, error) { return c.batches(ctx, b.cold, seed) }},
		{&hot, func(seed uint64) (float64, error) { return c.batches(ctx, b.hotCrowd(), seed) }},
		{&list, func(seed uint64) (float64, error) { return c.lists(ctx, b.cold, jsonList, seed) }},
		{&one, func(seed uint64) (float64, error) { return c.lists(ctx, b.cold, 1, seed) }},
	})
	if err != nil {
		return err
	}
	t := newTable(w, "measured", "median", "best", "against", "median ratio")
	t.row("in process, batches of 8,190", perSecond(inProcess.median()), perSecond(inProcess.best()), "", "")
	t.row("binary batches of 8,190 over HTTP", perSecond(binary.median()), perSecond(binary.best()), "in process", ratio(binary, inProcess))
	t.row("the same with one hot account", perSecond(hot.median()), perSecond(hot.best()), "cold accounts", ratio(hot, binary))
	t.row("JSON, lists of 100, 32 clients", perSecond(list.median()), perSecond(list.best()), "in process", ratio(list, inProcess))
	t.row("JSON, one by one, 32 clients", perSecond(one.median()), perSecond(one.best()), "in process", ratio(one, inProcess))
	return t.flush()
}

// apiLoad sends transfers to the public API.
type apiLoad struct {
	url, key string
	client   *http.Client
}

func (c *apiLoad) post(ctx context.Context, path, media string, body []byte, into *bytes.Buffer) error {
	return c.send(ctx, http.MethodPost, path, media, body, into)
}

func (c *apiLoad) send(ctx context.Context, method, path, media string, body []byte, into *bytes.Buffer) error {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", media)
	request.Header.Set("Authorization", "Bearer "+c.key)
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	into.Reset()
	if _, err := into.ReadFrom(response.Body); err != nil {
		return err
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%s answers %s: %s", path, response.Status, into.Bytes())
	}
	return nil
}

// batches sends binary batches; like durable, it makes them beforehand.
func (c *apiLoad) batches(ctx context.Context, among *crowd, seed uint64) (float64, error) {
	ready := make([][][]byte, httpClients)
	for i := range ready {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		for range httpBatches {
			ready[i] = append(ready[i], among.batch(nil, clearing.TransfersMax, random))
		}
	}
	return rateOf(httpClients, httpBatches*clearing.TransfersMax, func(client int) error {
		var answer bytes.Buffer
		for _, batch := range ready[client] {
			if err := c.post(ctx, "/transfers/batch", "application/vnd.aidollar.transfers", batch, &answer); err != nil {
				return err
			}
			// One byte a transfer: all were accepted as they are when all are zero.
			if answer.Len() != clearing.TransfersMax || len(bytes.TrimLeft(answer.Bytes(), "\x00")) > 0 {
				return fmt.Errorf("a batch was answered with %d bytes, not all of them zero", answer.Len())
			}
		}
		return nil
	})
}

// lists sends lists of so many transfers in JSON.
func (c *apiLoad) lists(ctx context.Context, among *crowd, size int, seed uint64) (float64, error) {
	rounds := jsonListsPerSide * (1 + 200/size/4)
	ready := make([][][]byte, jsonClients)
	for i := range ready {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		for range rounds {
			body, err := jsonTransfers(among.batch(nil, size, random), size)
			if err != nil {
				return 0, err
			}
			ready[i] = append(ready[i], body)
		}
	}
	return rateOf(jsonClients, rounds*size, func(client int) error {
		var answer bytes.Buffer
		for _, body := range ready[client] {
			if err := c.post(ctx, "/transfers", "application/json", body, &answer); err != nil {
				return err
			}
			if n := bytes.Count(answer.Bytes(), []byte(`"ok"`)); n != size {
				return fmt.Errorf("%d of %d transfers were accepted: %.300s", n, size, answer.Bytes())
			}
		}
		return nil
	})
}

// jsonTransfers prints encoded transfers as the API's JSON.
func jsonTransfers(encoded []byte, n int) ([]byte, error) {
	type transfer struct {
		ID     string `json:"id"`
		Debit  string `json:"debit"`
		Credit string `json:"credit"`
		Amount string `json:"amount"`
		Asset  string `json:"asset"`
		Code   uint16 `json:"code"`
	}
	list := make([]transfer, n)
	for i := range list {
		var t ledger.Transfer
		t.Read(encoded[i*ledger.TransferSize:])
		list[i] = transfer{t.ID.String(), t.Debit.String(), t.Credit.String(), t.Amount.Decimal(9), "USD", t.Code}
	}
	if n == 1 {
		return json.Marshal(list[0])
	}
	return json.Marshal(list)
}

// rateOf runs clients side by side and gives what they did a second.
func rateOf(clients, each int, run func(client int) error) (float64, error) {
	var all sync.WaitGroup
	errs := make([]error, clients)
	begin := time.Now()
	for client := range clients {
		all.Go(func() { errs[client] = run(client) })
	}
	all.Wait()
	return float64(clients*each) / time.Since(begin).Seconds(), errors.Join(errs...)
}
