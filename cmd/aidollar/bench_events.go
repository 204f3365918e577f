package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"aidollar/bench"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/metering"

	"github.com/spf13/cobra"
)

func benchEvents() *cobra.Command {
	var dir string
	o := bench.EventsOptions{House: eventsHouse}
	c := &cobra.Command{
		Use: "events", Short: "Pushed usage as CloudEvents, beside a handler that only decodes it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error {
				o.Dir = dir
				return bench.Events(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Rounds, "rounds", 5, "rounds")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the random choices")
	return c
}

const (
	eventsCard = `card: bench
version: 1
currency: USD
models:
  - model: h100
    output_max: 1
    prices: {gpu_second: {price: 0.0007, per: 1}}
`
	eventsConfig = `listen: 127.0.0.1:0
data: data
cards: [card.yaml]
sellers: [{name: bench, card: bench, upstreams: [none]}]
upstreams: [{name: none, url: "http://127.0.0.1:1/v1", models: [h100]}]
meters:
  - {name: seconds, seller: bench, event: %s, product: h100, meter: gpu_second, aggregation: sum, value: /seconds}
`
	eventsBuyers = 100
)

// eventsHouse is a house with one seller and buyers who can pay.
func eventsHouse(ctx context.Context, dir string) (house bench.EventsHouse, err error) {
	file := filepath.Join(dir, "aidollar.yaml")
	err = errors.Join(os.WriteFile(file, fmt.Appendf(nil, eventsConfig, bench.EventType), 0o600),
		os.WriteFile(filepath.Join(dir, "card.yaml"), []byte(eventsCard), 0o600))
	if err != nil {
		return house, err
	}
	c, cards, err := config.LoadServer(file)
	if err != nil {
		return house, err
	}
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return house, err
	}
	if err = p.sell(ctx, cards); err != nil {
		return house, errors.Join(err, p.close())
	}
	house = bench.EventsHouse{Path: metering.Path, Media: metering.MediaBatch, Close: p.close}
	for i := range eventsBuyers {
		buyer, err := p.party(ctx, clearing.RoleBuyer, fmt.Sprintf("buyer %d", i), 0)
		if err == nil {
			err = p.deposit(ctx, buyer, "1000000000")
		}
		if err != nil {
			return house, errors.Join(err, p.close())
		}
		house.Buyers = append(house.Buyers, buyer.ID.String())
	}
	house.Key, err = p.key(ctx, p.market.offers[0].Seller, "bench", clearing.ScopeMeter)
	if err != nil {
		return house, errors.Join(err, p.close())
	}
	house.Handler = p.handler()
	return house, nil
}
