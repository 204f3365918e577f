package e2e

import (
	"math/big"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// prices are what a model's units cost, in dollars, read from a card's text
// without the product's own reader.
type prices map[string]*big.Rat

const (
	perTokens   = 1_000_000 // what a bare price is for
	unitsDollar = 1_000_000_000
)

// cardPrices reads the prices of a model.
func cardPrices(t *testing.T, file, model string) prices {
	t.Helper()
	var card struct {
		Models []struct {
			Model  string               `yaml:"model"`
			Prices map[string]yaml.Node `yaml:"prices"`
		} `yaml:"models"`
	}
	if err := yaml.Unmarshal(must[[]byte](t)(os.ReadFile(file)), &card); err != nil {
		t.Fatal(err)
	}
	found := prices{}
	for _, m := range card.Models {
		if m.Model != model {
			continue
		}
		for meter, node := range m.Prices {
			found[meter] = price(t, &node)
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s has no prices for %s", file, model)
	}
	return found
}

func price(t *testing.T, node *yaml.Node) *big.Rat {
	t.Helper()
	text, per := node.Value, big.NewRat(perTokens, 1)
	if node.Kind == yaml.MappingNode {
		for i := 0; i < len(node.Content); i += 2 {
			switch value := node.Content[i+1].Value; node.Content[i].Value {
			case "price":
				text = value
			case "per":
				per = decimal(t, value)
			}
		}
	}
	return new(big.Rat).Quo(decimal(t, text), per)
}

// decimal reads a plain decimal, exactly.
func decimal(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "/eE") {
		t.Fatalf("%q is no plain decimal", text)
	}
	return r
}

// meterParents names what a unit costs whose own meter has no price.
var meterParents = map[string]string{"input_cached": "input", "output_reasoning": "output"}

// of is the exact price of a use, in ledger units.
func (p prices) of(t *testing.T, usage map[string]uint64) *big.Rat {
	t.Helper()
	sum := new(big.Rat)
	for meter, quantity := range usage {
		one, ok := p[meter]
		if !ok {
			one, ok = p[meterParents[meter]]
		}
		if !ok {
			t.Fatalf("%d of %s were used, which has no price", quantity, meter)
		}
		n := new(big.Rat).SetInt(new(big.Int).SetUint64(quantity))
		sum.Add(sum, n.Mul(n, one))
	}
	return sum.Mul(sum, big.NewRat(unitsDollar, 1))
}

// contract is what a buyer and a seller have between them: whole units are
// charged, the rest waits.
type contract struct {
	prices
	rest *big.Rat
}

func newContract(p prices) *contract { return &contract{prices: p, rest: new(big.Rat)} }

// charge is what the contract's next call costs, in ledger units.
func (c *contract) charge(t *testing.T, usage map[string]uint64) *big.Int {
	t.Helper()
	exact := c.of(t, usage)
	exact.Add(exact, c.rest)
	whole := new(big.Int).Quo(exact.Num(), exact.Denom())
	c.rest = exact.Sub(exact, new(big.Rat).SetInt(whole))
	return whole
}

// units reads an amount of dollars as ledger units.
func units(t *testing.T, dollars string) *big.Int {
	t.Helper()
	r := decimal(t, dollars)
	r.Mul(r, big.NewRat(unitsDollar, 1))
	if !r.IsInt() {
		t.Fatalf("%s is finer than a ledger unit", dollars)
	}
	return new(big.Int).Set(r.Num())
}

// same compares numbers of ledger units.
func same(t *testing.T, what string, got, want *big.Int) {
	t.Helper()
	if got.Cmp(want) != 0 {
		t.Errorf("%s: %s units, want %s", what, got, want)
	}
}
