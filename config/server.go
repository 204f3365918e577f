package config

import (
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"time"

	"aidollar/core/money"
)

// Server is the configuration of one server. Paths are ready for use: what the
// file gave relative to itself is joined to the file's directory.
type Server struct {
	Listen    string   // host:port; port 0 picks one
	Data      string   // directory of the journal and its snapshots
	Books     string   // path of the SQLite read side, or URL of a PostgreSQL database
	Cards     []string // paths of rate cards
	Sellers   []Seller
	Upstreams []Upstream
	Meters    []Meter
	Routes    []Route
	Cache     Cache
	Proxies   []netip.Prefix // reverse proxies whose X-Forwarded-For is believed
	Origin    string         // under which clients know the house: https://api.example.com; empty: on this machine alone
	Limits    Limits
	Snapshots Snapshots
	Log       Log
	Chains    []Chain
	Payouts   Payouts
	Rates     []RateSource
	Positions []Currency // of the house in other currencies and its own

	Proofs      Proofs
	Facilitator Facilitator
	Webhooks    *Webhooks // nil: none are delivered
	Identities  Identities
	Screening   Screening
	Rules       Rules
}

// Seller is one seller of model calls.
type Seller struct {
	Name          string
	Card          string   // name of the rate card
	CommissionPPM uint32   // what the operator keeps of each charge, in parts per million
	Upstreams     []string // of the house's own gateway; may be empty with Gateways
	Gateways      bool     // whether gateways elsewhere may serve the card's products
	UsageMissing  UsageMissing
	Cache         bool          // whether answers are kept for buyers who ask for it
	HedgeAfter    time.Duration // without a first byte until a second upstream is called; zero: never
	Wallets       Wallets       // how programs without a key may pay
	Trust         money.Amount  // with WalletsLater: what one wallet may have under way, ledger units of the dollar
}

// UsageMissing says what is charged when an upstream did not report usage.
type UsageMissing uint8

// The policies for missing usage.
const (
	Estimate     UsageMissing = iota // count what was delivered
	ChargeBound                      // charge what was reserved
	ChargeNobody                     // charge nothing
)

var usageMissingNames = []string{"estimate", "bound", "waive"}

// String gives the policy as it is written in the file.
func (u UsageMissing) String() string {
	if int(u) < len(usageMissingNames) {
		return usageMissingNames[u]
	}
	return "unknown"
}

// Wallets says how programs that have a wallet and no key may pay a seller.
type Wallets uint8

// The ways.
const (
	WalletsUpfront Wallets = iota // the money moves before the call runs
	WalletsLater                  // the call runs at once, and the money is collected behind it
	WalletsOff                    // not at all
)

var walletsNames = []string{"upfront", "later", "off"}

// String gives the way as it is written in the file.
func (w Wallets) String() string {
	if int(w) < len(walletsNames) {
		return walletsNames[w]
	}
	return "unknown"
}

// TrustDefault is what one wallet may have under way: a dollar.
var TrustDefault = money.Units(1_000_000_000)

// Limits bound what one server takes on.
type Limits struct {
	BodyMax  uint64        // bytes of a request's body
	CallsMax uint64        // calls in flight
	Hold     time.Duration // how long a reservation lasts when nothing closes it

	PartTokens uint64        // of output, in a part of a stream that is paid for as it goes
	PartPause  time.Duration // that such a stream waits for its next part to be paid for
}

// Snapshots say when the state is written out.
type Snapshots struct {
	Every uint64 // bytes of log between snapshots: a restart replays at most that
	Keep  uint64 // snapshots to keep
}

// Cache bounds the answers that are kept in memory.
type Cache struct {
	Bytes   uint64
	Entries uint64
	Age     time.Duration
}

// Webhooks say how events are delivered to those who want to be told.
type Webhooks struct {
	HTTP     bool            // whether addresses without TLS are called, too
	Networks []netip.Prefix  // called though they are not public
	Timeout  time.Duration   // of one attempt
	Retries  []time.Duration // waits behind the first failure, the second, and so on
}

// WebhooksDefault is an empty section.
func WebhooksDefault() *Webhooks {
	return &Webhooks{Timeout: WebhookTimeoutDefault, Retries: []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}}
}

// Log says what is logged and how.
type Log struct {
	Level slog.Level
	JSON  bool
}

// The defaults of what the file leaves out.
const (
	ListenDefault        = "127.0.0.1:8080"
	DataDefault          = "data"
	BodyMaxDefault       = 10 << 20
	CallsMaxDefault      = 4_096
	HoldDefault          = 15 * time.Minute
	PartTokensDefault    = 256
	PartPauseDefault     = 30 * time.Second
	TimeoutDefault       = 10 * time.Minute
	WeightDefault        = 1
	CacheBytesDefault    = 64 << 20
	CacheEntriesDefault  = 10_000
	CacheAgeDefault      = 10 * time.Minute
	SnapshotEveryDefault = 512 << 20
	SnapshotKeepDefault  = 2

	// WebhookTimeoutDefault is within the 15 to 30 seconds that Standard Webhooks
	// advises; the schedule of WebhooksDefault is its example.
	WebhookTimeoutDefault = 15 * time.Second
)

// Default is the configuration of an empty file in a directory.
func Default(dir string) *Server {
	return &Server{
		Listen:    ListenDefault,
		Data:      filepath.Join(dir, DataDefault),
		Books:     filepath.Join(dir, DataDefault, booksFile),
		Cache:     Cache{Bytes: CacheBytesDefault, Entries: CacheEntriesDefault, Age: CacheAgeDefault},
		Limits:    Limits{BodyMax: BodyMaxDefault, CallsMax: CallsMaxDefault, Hold: HoldDefault, PartTokens: PartTokensDefault, PartPause: PartPauseDefault},
		Snapshots: Snapshots{Every: SnapshotEveryDefault, Keep: SnapshotKeepDefault},
		Log:       Log{Level: slog.LevelInfo},
		Payouts:   Payouts{Min: payoutMinDefault(), Cooling: CoolingDefault},
	}
}

// booksFile is the read side's file in the data directory when nothing else is
// said.
const booksFile = "books.sqlite"

// Upstream finds an upstream by its name.
func (s *Server) Upstream(name string) (*Upstream, bool) {
	for i := range s.Upstreams {
		if s.Upstreams[i].Name == name {
			return &s.Upstreams[i], true
		}
	}
	return nil, false
}

// addressProblem says what is wrong with host:port, or nothing.
func addressProblem(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "is not host:port, such as 127.0.0.1:8080 or :8080"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return "has no port from 0 to 65535 behind the colon"
	}
	if host != "" && net.ParseIP(host) == nil && !hostname(host) {
		return "has a host that is neither an IP address nor a name"
	}
	return ""
}

func hostname(s string) bool {
	for _, c := range []byte(s) {
		if c != '-' && c != '.' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != ""
}
