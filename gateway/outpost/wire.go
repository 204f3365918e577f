package outpost

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// Prefix is the path below which a Server answers.
const Prefix = "/gateway/v1"

// The steps, which are paths below Prefix.
const (
	stepOffer   = "offer"
	stepKey     = "key"
	stepReserve = "reserve"
	stepMay     = "may"
	stepDefault = "default"
	stepCapture = "capture"
	stepVoid    = "void"
	stepAsk     = "ask"
	stepTake    = "take"
)

// Bounds of what is sent, in bytes.
const (
	bodyMax     = 64 << 10 // any message but an offer
	offerMax    = 8 << 20  // an offer: a card in base64, and a little
	resourceMax = 2 << 10  // an address that is sold
)

// The types below are written as JSON strings that people can read.
type (
	wireID     ledger.ID
	wireAmount money.Amount // units of its asset, or ticks
	wireHash   [32]byte
)

// MarshalText implements encoding.TextMarshaler.
func (v wireID) MarshalText() ([]byte, error) { return []byte(ledger.ID(v).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *wireID) UnmarshalText(text []byte) error {
	id, err := ledger.ParseID(string(text))
	*v = wireID(id)
	return err
}

// MarshalText implements encoding.TextMarshaler.
func (v wireAmount) MarshalText() ([]byte, error) {
	return money.Amount(v).AppendDecimal(nil, 0), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *wireAmount) UnmarshalText(text []byte) error {
	amount, err := money.ParseDecimal(string(text), 0)
	*v = wireAmount(amount)
	return err
}

// MarshalText implements encoding.TextMarshaler.
func (v wireHash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(v[:])), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *wireHash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(v)) {
		return errors.New("a SHA-256 has 64 hexadecimal digits")
	}
	_, err := hex.Decode(v[:], text)
	return err
}

// wireLimit bounds a group of meters.
type wireLimit struct {
	Meters []string `json:"meters"`
	Max    uint64   `json:"max"`
}

func limitsOut(limits []tariff.Limit) []wireLimit {
	out := make([]wireLimit, len(limits))
	for i, l := range limits {
		for left := l.Meters; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			out[i].Meters = append(out[i].Meters, at.String())
		}
		out[i].Max = l.Max
	}
	return out
}

func limitsIn(limits []wireLimit) ([]tariff.Limit, error) {
	if len(limits) > payment.LimitsMax {
		return nil, fmt.Errorf("%d limits; at most %d are taken", len(limits), payment.LimitsMax)
	}
	in := make([]tariff.Limit, len(limits))
	for i, l := range limits {
		for _, name := range l.Meters {
			at, ok := meter.MeterNamed(name)
			if !ok {
				return nil, fmt.Errorf("there is no meter %q", name)
			}
			in[i].Meters |= meter.SetOf(at)
		}
		in[i].Max = l.Max
	}
	return in, nil
}

// wireUsage is what a call used.
type wireUsage struct {
	Quantities map[string]uint64 `json:"quantities"`
	Source     string            `json:"source"`
	Cut        bool              `json:"cut,omitempty"`
}

func usageOut(u *meter.Usage) wireUsage {
	out := wireUsage{Quantities: map[string]uint64{}, Source: u.Source.String(), Cut: u.Cut}
	for at, n := range u.Quantities {
		if n > 0 {
			out.Quantities[meter.Meter(at).String()] = n
		}
	}
	return out
}

func (u *wireUsage) in() (in meter.Usage, err error) {
	var ok bool
	if in.Source, ok = meter.SourceNamed(u.Source); !ok {
		return in, fmt.Errorf("there is no source of usage %q", u.Source)
	}
	for name, n := range u.Quantities {
		at, ok := meter.MeterNamed(name)
		if !ok {
			return in, fmt.Errorf("there is no meter %q", name)
		}
		in.Quantities[at] = n
	}
	in.Cut = u.Cut
	return in, nil
}

// policies are the names of payment's, in their order.
var policies = []string{payment.Measured: "measured", payment.Reservation: "reservation", payment.Waive: "waive"}

func policyNamed(name string) (payment.Policy, error) {
	for i, n := range policies {
		if n == name {
			return payment.Policy(i), nil
		}
	}
	return 0, fmt.Errorf("there is no policy %q", name)
}

// keyQuestion and keyAnswer are of the step key.
type keyQuestion struct {
	Secret wireHash `json:"secret"`
}

type keyAnswer struct {
	ID       wireID   `json:"id"`
	Party    wireID   `json:"party"`
	Calls    bool     `json:"calls"`
	Networks []string `json:"networks,omitempty"`
	Requests uint32   `json:"requests_per_minute,omitempty"`
	Tokens   uint32   `json:"tokens_per_minute,omitempty"`
}

// order is what is to be reserved, or asked to be paid for.
type order struct {
	Call     wireID      `json:"call"`
	Model    string      `json:"model"`
	Service  string      `json:"service,omitempty"`
	Region   string      `json:"region,omitempty"`
	Regions  []string    `json:"regions,omitempty"`
	Data     string      `json:"data,omitempty"`
	EndUse   string      `json:"end_use,omitempty"`
	Limits   []wireLimit `json:"limits"`
	Deadline int64       `json:"deadline_unix_ns,omitempty"` // not of the step ask
}

func orderOf(r *gateway.Reservation) order {
	o := order{Call: wireID(r.Call), Model: r.Route.Model, Service: r.Service, Region: r.Region, Regions: r.Regions, Data: r.Data, EndUse: r.EndUse, Limits: limitsOut(r.Limits)}
	if !r.Deadline.IsZero() {
		o.Deadline = r.Deadline.UnixNano()
	}
	return o
}

// reserveQuestion and reserveAnswer are of the step reserve.
type reserveQuestion struct {
	order
	Secret wireHash `json:"secret"` // of the buyer's key, whose id shows nothing
}

type reserveAnswer struct {
	Reserved wireAmount `json:"reserved"`
	Allowed  uint64     `json:"allowed,omitempty,string"` // regions, by bits
}

// defaultQuestion and defaultAnswer are of the step default.
type defaultQuestion struct {
	Secret wireHash `json:"secret"`
	Region string   `json:"region,omitempty"`
	Data   string   `json:"data,omitempty"`
	EndUse string   `json:"end_use,omitempty"`
}

type defaultAnswer struct {
	Models []string     `json:"models,omitempty"` // none: no rule says so
	Rule   gateway.Rule `json:"rule"`
}

// captureQuestion and captureAnswer are of the step capture.
type captureQuestion struct {
	Call     wireID     `json:"call"`
	Usage    wireUsage  `json:"usage"`
	Policy   string     `json:"policy"`
	Upstream string     `json:"upstream,omitempty"`
	Dialect  string     `json:"dialect,omitempty"`
	Region   string     `json:"region,omitempty"`
	Cost     wireAmount `json:"cost_ticks"`
}

type captureAnswer struct {
	Charge    wireAmount  `json:"charge"`
	Available wireAmount  `json:"available"`
	Total     wireAmount  `json:"total"`
	Tell      http.Header `json:"tell,omitempty"` // to a wallet that paid
}

// voidQuestion is of the step void, whose answer is empty.
type voidQuestion struct {
	Call   wireID `json:"call"`
	Reason string `json:"reason"`
}

// walletQuestion is of the steps ask and take.
type walletQuestion struct {
	order
	Resource string      `json:"resource"`          // the address that is sold, as its client knows it
	Payment  http.Header `json:"payment,omitempty"` // the headers that payments come in
	Why      *why        `json:"why,omitempty"`     // what was wrong with what came
}

type why struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// asked is how a call can be paid for: the answer to the step ask, and part of a
// refusal of the step take.
type asked struct {
	Header  http.Header `json:"header"`
	Members string      `json:"members,omitempty"`
}

type takeAnswer struct {
	Key      wireID     `json:"key"`
	Party    wireID     `json:"party"`
	Reserved wireAmount `json:"reserved"`
	Done     bool       `json:"done,omitempty"`
	// What the client is told while the cost is not known, and when it came to nothing.
	Served http.Header `json:"served,omitempty"`
	Failed http.Header `json:"failed,omitempty"`
}

// kinds are the names of the gateway's kinds of refusal, in their order.
var kinds = []string{
	gateway.RefusalFunds: "funds", gateway.RefusalForbidden: "forbidden", gateway.RefusalLimit: "limit",
	gateway.RefusalPayment: "payment", gateway.RefusalUsed: "used",
}

// statuses are theirs.
var statuses = []int{
	gateway.RefusalFunds: http.StatusPaymentRequired, gateway.RefusalForbidden: http.StatusForbidden, gateway.RefusalLimit: http.StatusTooManyRequests,
	gateway.RefusalPayment: http.StatusPaymentRequired, gateway.RefusalUsed: http.StatusConflict,
}

// problem is an answer that says no (RFC 9457). With Refusal it is the house's
// decision about a call; without, it is about what was sent or by whom.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"`

	Refusal   string      `json:"refusal,omitempty"`
	Needed    *wireAmount `json:"needed,omitempty"`
	Available *wireAmount `json:"available,omitempty"`
	Ask       *asked      `json:"ask,omitempty"`
}

func refusalOut(r *gateway.Refusal) *problem {
	p := &problem{Status: statuses[r.Kind], Code: r.Code, Detail: r.Detail, Refusal: kinds[r.Kind]}
	if r.Kind == gateway.RefusalFunds {
		p.Needed, p.Available = (*wireAmount)(&r.Needed), (*wireAmount)(&r.Available)
	}
	return p
}

// refusal is nil where the problem is none.
func (p *problem) refusal() *gateway.Refusal {
	for kind, name := range kinds {
		if name != p.Refusal {
			continue
		}
		r := &gateway.Refusal{Kind: gateway.RefusalKind(kind), Code: p.Code, Detail: p.Detail}
		if p.Needed != nil && p.Available != nil {
			r.Needed, r.Available = money.Amount(*p.Needed), money.Amount(*p.Available)
		}
		if p.Ask != nil {
			r.Hint = p.Ask
		}
		return r
	}
	return nil
}
