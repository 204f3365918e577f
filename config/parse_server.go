package config

import (
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// The bounds of a server's configuration.
const (
	CardsMax     = 10_000
	SellersMax   = 10_000
	UpstreamsMax = 10_000

	bodyMin     = 1 << 10
	bodyMax     = 1 << 30
	callsMax    = 1_000_000
	timeoutMin  = time.Second
	timeoutMax  = 24 * time.Hour
	holdMin     = 10 * time.Second
	holdMax     = 7 * 24 * time.Hour
	snapshotMin = 1 << 20 // bytes; below it a snapshot is larger than what it spares
	snapshotMax = 1 << 40
	keepMax     = 1_000
	hedgeMin    = 10 * time.Millisecond
	beginMin    = 100 * time.Millisecond

	// RegionLengthMax bounds a region's name, in bytes.
	RegionLengthMax = 32
)

// serverReader reads one server's configuration and remembers where things
// stand, for checks across sections.
type serverReader struct {
	*document
	dir    string
	server *Server
	// gateway is what else there is where a gateway elsewhere is configured; else nil.
	gateway *Gateway

	hold      *yaml.Node
	upstreams map[string]*yaml.Node
	timeouts  []*yaml.Node // by upstream; nil where the default counts
	sellers   map[string]*yaml.Node
	used      []*yaml.Node // names of upstreams that sellers use
	cardFiles []*yaml.Node // by path in Server.Cards
	cardNames []*yaml.Node // by seller; nil where it is missing

	meterNames   map[string]*yaml.Node
	meterSellers []*yaml.Node // names of sellers that meters are of
	costs        []*yaml.Node // by upstream; nil without a cost card
	models       []*yaml.Node // by upstream; where its models stand, or the upstream
	routes       []routeNodes // by route
}

// ParseServer reads a server's configuration. The name is the file's path; its
// directory is what relative paths start from. No other file is opened: see
// LoadServer. The error is Mistakes, with everything that is wrong.
func ParseServer(name string, data []byte) (*Server, error) {
	r := newServerReader(name)
	r.parseServer(data)
	if err := r.Mistakes.Err(); err != nil {
		return nil, err
	}
	return r.server, nil
}

func newServerReader(name string) *serverReader {
	dir := filepath.Dir(name)
	return &serverReader{
		document: &document{Document: yamlfile.Document{File: name}}, dir: dir, server: Default(dir),
		upstreams: map[string]*yaml.Node{}, sellers: map[string]*yaml.Node{},
		meterNames: map[string]*yaml.Node{},
	}
}

func (r *serverReader) parseServer(data []byte) {
	root := r.Parse(data)
	if root == nil {
		return
	}
	s := r.server
	books := ""
	var payouts, facilitator, proofs, upstreams *yaml.Node
	r.mapping(root, "the configuration", []field{
		{"listen", false, r.listen},
		{"data", false, func(v *yaml.Node) { r.path(v, "data", &s.Data) }},
		{"books", false, func(v *yaml.Node) { r.books(v, &books) }},
		{"cards", true, r.cards},
		{"sellers", true, r.sellerList},
		{"upstreams", false, func(v *yaml.Node) {
			upstreams = v
			r.upstreamList(v)
		}},
		{"meters", false, r.meters},
		{"routes", false, r.routeList},
		{"cache", false, r.cache},
		{"proxies", false, r.proxies},
		{"origin", false, r.origin},
		{"limits", false, r.limits},
		{"snapshots", false, r.snapshots},
		{"chains", false, r.chainList},
		{"payouts", false, func(v *yaml.Node) { payouts = v }},
		{"rates", false, r.rates},
		{"currencies", false, r.currencies},
		{"proofs", false, func(v *yaml.Node) { proofs = v }},
		{"facilitator", false, func(v *yaml.Node) { facilitator = v }},
		{"log", false, r.log},
		{"webhooks", false, r.webhooks},
		{"identities", false, r.identities},
		{"screening", false, r.screening},
		{"rules", false, r.rules},
	})
	if s.Books = books; books == "" {
		s.Books = filepath.Join(s.Data, booksFile)
	}
	if payouts != nil { // which need to know the chains, wherever these stand
		r.payouts(payouts)
	}
	if proofs != nil {
		r.proofs(proofs)
	}
	if facilitator != nil {
		r.facilitator(facilitator)
	}
	if root.Kind == yaml.MappingNode && upstreams == nil && !r.elsewhere() {
		r.Add(root, "key_missing", "the configuration has no %q, which is required unless gateways elsewhere serve what every seller sells", "upstreams")
	}
	r.checkUses()
	r.checkMeters()
	r.checkRoutes()
	r.checkTimeouts()
}

// elsewhere reports whether nobody sells anything here.
func (r *serverReader) elsewhere() bool {
	return len(r.server.Sellers) > 0 && !slices.ContainsFunc(r.server.Sellers, func(s Seller) bool { return !s.Gateways || len(s.Upstreams) > 0 })
}

// books reads where the read side is: a path, or the URL of a PostgreSQL
// database. What is written in a configuration is read by many; a password does
// not belong there.
func (r *serverReader) books(v *yaml.Node, into *string) {
	text, ok := r.Text(v, "books")
	if !ok {
		return
	}
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		*into = r.join(text)
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Path == "" || u.Path == "/" {
		r.Add(v, "books_url", "books is no URL of a PostgreSQL database; want postgres://USER@HOST[:PORT]/DATABASE")
		return
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		r.Add(v, "books_password", "books has a password in its URL; put it into the environment as PGPASSWORD, or into a file that ?passfile=FILE names")
		return
	}
	*into = text
}

func (r *serverReader) listen(v *yaml.Node) {
	address, ok := r.Text(v, "listen")
	if !ok {
		return
	}
	if problem := addressProblem(address); problem != "" {
		r.Add(v, "address_malformed", "listen %q %s", yamlfile.Shorten(address), problem)
		return
	}
	r.server.Listen = address
}

// path reads a path and joins it to the file's directory.
func (r *serverReader) path(v *yaml.Node, what string, into *string) {
	if text, ok := r.Text(v, what); ok {
		*into = r.join(text)
	}
}

func (r *serverReader) join(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.dir, path)
}

func (r *serverReader) cards(v *yaml.Node) {
	lines := map[string]int{}
	for _, element := range r.filled(v, "cards", "rate card file", CardsMax) {
		var path string
		r.path(element, "a card's path", &path)
		if path == "" {
			continue
		}
		if line, twice := lines[path]; twice {
			r.Add(element, "card_duplicate", "the card file %q is listed twice, first on line %d; keep one", yamlfile.Shorten(element.Value), line)
			continue
		}
		lines[path] = element.Line
		r.server.Cards = append(r.server.Cards, path)
		r.cardFiles = append(r.cardFiles, element)
	}
}

// filled gives the elements of a list that must have some.
func (r *serverReader) filled(v *yaml.Node, what, element string, most int) []*yaml.Node {
	elements := r.List(v, what)
	if v.Kind == yaml.SequenceNode && len(elements) == 0 {
		r.Add(v, "list_empty", "%s is empty; list at least one %s", what, element)
	}
	if len(elements) > most {
		r.Add(v, "list_too_long", "%s has %d elements; at most %d are allowed", what, len(elements), most)
		return nil
	}
	return elements
}

func (r *serverReader) sellerList(v *yaml.Node) {
	for _, element := range r.filled(v, "sellers", "seller", SellersMax) {
		seller := Seller{Trust: TrustDefault}
		var card, upstreams *yaml.Node
		r.mapping(element, "a seller", []field{
			{"name", true, func(v *yaml.Node) { seller.Name = r.unique(v, "seller", r.sellers) }},
			{"card", true, func(v *yaml.Node) {
				card = v
				seller.Card, _ = r.name(v, "the seller's card", tariff.CardNameMax)
			}},
			{"commission", false, func(v *yaml.Node) { seller.CommissionPPM = r.commission(v) }},
			{"upstreams", false, func(v *yaml.Node) {
				upstreams = v
				seller.Upstreams = r.sellerUpstreams(v)
			}},
			{"gateways", false, func(v *yaml.Node) { seller.Gateways = r.Truth(v, "gateways") }},
			{"usage_missing", false, func(v *yaml.Node) { seller.UsageMissing = r.usageMissing(v) }},
			{"cache", false, func(v *yaml.Node) { seller.Cache = r.Truth(v, "cache") }},
			{"hedge_after", false, func(v *yaml.Node) { seller.HedgeAfter = r.hedgeAfter(v) }},
			{"wallets", false, func(v *yaml.Node) {
				way, _ := r.Choice(v, "wallets", walletsNames...)
				seller.Wallets = Wallets(way)
			}},
			{"trust", false, func(v *yaml.Node) { seller.Trust, _ = r.dollars(v, "trust") }},
		})
		if element.Kind == yaml.MappingNode && upstreams == nil && !seller.Gateways {
			r.Add(element, "key_missing", "a seller has no %q, which is required unless gateways elsewhere serve what he sells: gateways: true", "upstreams")
		}
		r.server.Sellers = append(r.server.Sellers, seller)
		r.cardNames = append(r.cardNames, card)
	}
}

func (r *serverReader) usageMissing(v *yaml.Node) UsageMissing {
	policy, _ := r.Choice(v, "usage_missing", usageMissingNames...)
	return UsageMissing(policy)
}

func (r *serverReader) hedgeAfter(v *yaml.Node) time.Duration {
	d, _ := r.duration(v, "hedge_after", hedgeMin, timeoutMax)
	return d
}

// unique reads a name that no other of its kind has.
func (r *serverReader) unique(v *yaml.Node, kind string, taken map[string]*yaml.Node) string {
	name, ok := r.name(v, "the "+kind+"'s name", tariff.CardNameMax)
	if !ok {
		return ""
	}
	if first, twice := taken[name]; twice {
		r.Add(v, kind+"_duplicate", "%s %q is listed twice, first on line %d; names are unique", kind, name, first.Line)
		return ""
	}
	taken[name] = v
	return name
}

// ppmScale is the number of decimals of a percentage that is a whole number of
// parts per million.
const ppmScale = 4

// commission reads a percentage such as 2.5 or "2.5%" as parts per million.
func (r *serverReader) commission(v *yaml.Node) uint32 {
	text, ok := r.decimal(v, "commission")
	if !ok {
		return 0
	}
	if n := len(text); n > 0 && text[n-1] == '%' {
		text = text[:n-1]
	}
	ppm, err := money.ParseDecimal(text, ppmScale)
	var bad *money.DecimalError
	switch {
	case errors.As(err, &bad) && bad.Code == "amount_too_fine":
		r.Add(v, "commission_too_fine", "commission %q has more than %d decimals; a share is a whole number of parts per million", yamlfile.Shorten(text), ppmScale)
	case errors.As(err, &bad) && bad.Code == "amount_malformed":
		r.Add(v, "commission_malformed", "commission %q is not a percentage such as 2.5", yamlfile.Shorten(text))
	case err != nil || money.Units(1_000_000).Less(ppm):
		r.Add(v, "commission_out_of_range", "commission %q is not between 0 and 100 percent", yamlfile.Shorten(text))
	default:
		return uint32(ppm.Lo)
	}
	return 0
}

func (r *serverReader) sellerUpstreams(v *yaml.Node) []string {
	var names []string
	lines := map[string]int{}
	for _, element := range r.filled(v, "the seller's upstreams", "upstream's name", UpstreamsMax) {
		name, ok := r.name(element, "the upstream's name", tariff.CardNameMax)
		if !ok {
			continue
		}
		if line, twice := lines[name]; twice {
			r.Add(element, "upstream_duplicate", "upstream %q is used twice by the seller, first on line %d; raise its weight instead", name, line)
			continue
		}
		lines[name] = element.Line
		names = append(names, name)
		r.used = append(r.used, element)
	}
	return names
}

func (r *serverReader) upstreamNames() (names []string) {
	for i := range r.server.Upstreams {
		if name := r.server.Upstreams[i].Name; name != "" {
			names = append(names, name)
		}
	}
	return names
}

// checkUses reports upstreams that sellers use and nobody defines.
func (r *serverReader) checkUses() {
	known := r.upstreamNames()
	for _, at := range r.used {
		if r.upstreams[at.Value] == nil {
			r.Add(at, "upstream_unknown", "there is no upstream %q; %s", at.Value, yamlfile.Suggestion(at.Value, known))
		}
	}
}
