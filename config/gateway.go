package config

import (
	"net"
	"net/url"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// Gateway is the configuration of a gateway at a seller's, away from the house. Of
// Server it has what concerns calls, and one seller without a name, whose prices are
// the house's.
type Gateway struct {
	Server
	House   *url.URL
	KeyFile string // path; holds a key with the scope gateway
	// Plain says that the house may be spoken to without TLS over a network.
	Plain bool
}

// gatewayListenDefault is beside the house's, so that both start on one machine.
const gatewayListenDefault = "127.0.0.1:8090"

// LoadGateway reads the configuration of a gateway elsewhere, and the cards with what
// its upstreams charge. The error is Mistakes.
func LoadGateway(path string) (*Gateway, error) {
	data, mistake := readFile(path)
	if mistake != nil {
		return nil, Mistakes{*mistake}
	}
	r := newServerReader(path)
	r.parseGateway(data)
	if err := append(r.Mistakes, r.loadCosts()...).Err(); err != nil {
		return nil, err
	}
	return r.gateway, nil
}

// ParseGateway is LoadGateway without opening any other file.
func ParseGateway(name string, data []byte) (*Gateway, error) {
	r := newServerReader(name)
	r.parseGateway(data)
	if err := r.Mistakes.Err(); err != nil {
		return nil, err
	}
	return r.gateway, nil
}

func (r *serverReader) parseGateway(data []byte) {
	r.gateway = &Gateway{}
	root := r.Parse(data)
	if root == nil {
		return
	}
	s, g := r.server, r.gateway
	s.Listen, s.Data = gatewayListenDefault, filepath.Join(r.dir, "gateway-data")
	seller := Seller{}
	var house *yaml.Node
	r.mapping(root, "the configuration", []field{
		{"house", true, func(v *yaml.Node) { house, g.House = v, r.url(v) }},
		{"house_plain", false, func(v *yaml.Node) { g.Plain = r.Truth(v, "house_plain") }},
		{"key_file", true, func(v *yaml.Node) { r.path(v, "key_file", &g.KeyFile) }},
		{"listen", false, r.listen},
		{"data", false, func(v *yaml.Node) { r.path(v, "data", &s.Data) }},
		{"upstreams", true, r.upstreamList},
		{"routes", false, r.routeList},
		{"usage_missing", false, func(v *yaml.Node) { seller.UsageMissing = r.usageMissing(v) }},
		{"hedge_after", false, func(v *yaml.Node) { seller.HedgeAfter = r.hedgeAfter(v) }},
		{"cache", false, func(v *yaml.Node) {
			seller.Cache = true
			r.cache(v)
		}},
		{"proxies", false, r.proxies},
		{"origin", false, r.origin},
		{"limits", false, r.limits},
		{"log", false, r.log},
	})
	if g.House != nil && g.House.Scheme == "http" && !g.Plain && !loopback(g.House.Hostname()) {
		r.Add(house, "house_plain", "house is reached without TLS, so that whoever is on the way reads the gateway's key; write https://, or house_plain: true where the network is your own")
	}
	seller.Upstreams = r.upstreamNames()
	s.Sellers = []Seller{seller}
	r.checkRoutes()
	r.checkTimeouts()
	g.Server = *s
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip.IsLoopback()
}
